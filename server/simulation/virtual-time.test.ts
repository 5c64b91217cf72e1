import { expect, test } from "vitest";
import fc from "fast-check";
import { Lifeline, VirtualTime } from "./virtual-time.ts";

function runAll(time: VirtualTime): void {
  while (time.runNext());
}

test("occasions happen by moment, and within a moment in the order of scheduling", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 200 }), (delays) => {
      const time = new VirtualTime();
      const happened: (readonly [number, number])[] = [];
      for (const [order, delay] of delays.entries()) {
        time.schedule(delay, null, () => {
          expect(time.nowUs).toBe(delay);
          happened.push([delay, order]);
        });
      }
      runAll(time);
      const expected = delays.map((delay, order) => [delay, order] as const);
      expect(happened).toEqual(expected.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]));
    }),
  );
});

test("what is scheduled by an occasion for the same moment happens after all that was there before", () => {
  const time = new VirtualTime();
  const happened: string[] = [];
  time.schedule(5, null, () => {
    happened.push("first");
    time.schedule(0, null, () => happened.push("third"));
  });
  time.schedule(5, null, () => happened.push("second"));
  runAll(time);
  expect(happened).toEqual(["first", "second", "third"]);
});

test("a stopped process finds everything when it goes on, its timers first", () => {
  const time = new VirtualTime();
  const process = new Lifeline();
  const happened: string[] = [];
  const note = (what: string) => () => happened.push(`${what} ${time.nowUs}`);
  time.schedule(10, process, note("message"));
  time.schedule(20, process, note("timer"), "timer");
  time.schedule(30, process, note("late message"));
  const cancelled = time.schedule(25, process, note("cancelled"), "timer");
  time.schedule(40, null, () => time.resume(process));
  time.schedule(35, null, () => (cancelled.isCancelled = true));
  time.pause(process);
  runAll(time);
  expect(happened).toEqual(["timer 40", "message 40", "late message 40"]);
});

test("the dead do nothing, also when they were stopped before", () => {
  const time = new VirtualTime();
  const process = new Lifeline();
  const happened: string[] = [];
  time.schedule(10, process, () => happened.push("stopped"));
  time.schedule(30, process, () => happened.push("running"));
  time.schedule(20, null, () => {
    process.isDead = true;
    time.resume(process);
  });
  time.pause(process);
  runAll(time);
  expect(happened).toEqual([]);
});
