import { expect, test } from "vitest";
import { ApplyGate, type LogHolder } from "./apply-gate.ts";

function open(isAtBound: () => boolean) {
  const gate = new ApplyGate(isAtBound);
  const applied: number[] = [];
  return { gate, applied, pass: (job: number): void => gate.pass(() => void applied.push(job)) };
}

test.each<LogHolder>(["copy", "checkpoint"])(
  "an apply waits only while a %s holds the log and it is at its bound, and then runs once",
  (holder) => {
    let isAtBound = true;
    const { gate, applied, pass } = open(() => isAtBound);
    pass(1);
    gate.hold(holder);
    isAtBound = false;
    pass(2);
    isAtBound = true;
    pass(3);
    expect(applied).toEqual([1, 2]);
    gate.release(holder);
    gate.release(holder);
    pass(4);
    expect(applied).toEqual([1, 2, 3, 4]);
  },
);

test("whoever lets go first lets nothing pass while the other holds on", () => {
  const { gate, applied, pass } = open(() => true);
  gate.hold("copy");
  gate.hold("checkpoint");
  pass(1);
  gate.release("checkpoint");
  expect(applied).toEqual([]);
  gate.release("copy");
  expect(applied).toEqual([1]);
});
