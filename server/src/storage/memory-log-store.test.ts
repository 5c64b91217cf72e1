import { describe, expect, it } from "vitest";

import type { Clock, LogStore } from "../ports.ts";
import { entriesOf } from "./log-examples.ts";
import { describeLogStore } from "./log-store-contract.ts";
import { MemoryDisk } from "./memory-disk.ts";
import { openMemoryLogStore } from "./memory-log-store.ts";

/** Virtual time: runs what is due when told to, in order of time and then of asking. */
class SteppedClock implements Clock {
  #now = 0;
  #due: { at: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  wall(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    const item = { at: this.#now + delayMs, run };
    this.#due.push(item);
    return () => {
      this.#due = this.#due.filter((other) => other !== item);
    };
  }

  soon(run: () => void): void {
    this.after(0, run);
  }

  runAll(): void {
    this.#run(Number.POSITIVE_INFINITY);
  }

  runUntil(until: number): void {
    this.#run(until);
    this.#now = until;
  }

  #run(until: number): void {
    for (;;) {
      const next = this.#due.toSorted((one, other) => one.at - other.at)[0];
      if (next === undefined || next.at > until) return;
      this.#due = this.#due.filter((other) => other !== next);
      this.#now = next.at;
      next.run();
    }
  }
}

describeLogStore("memory", () => {
  const disk = new MemoryDisk();
  const clock = new SteppedClock();
  return {
    open: (): LogStore =>
      openMemoryLogStore({ disk, clock, latencyMs: (what) => (what === "write" ? 2 : 1) }),
    settle: () => clock.runAll(),
    rot: (index) => disk.rot(index),
    loseEnd: () => void disk.lie(1),
    loseLog: () => disk.loseLog(),
    loseMark: () => disk.loseMark(),
    dispose: () => undefined,
  };
});

describe("memory log store", () => {
  function started() {
    const disk = new MemoryDisk();
    const clock = new SteppedClock();
    const store = openMemoryLogStore({ disk, clock, latencyMs: () => 5 });
    const answers: number[] = [];
    const write = (index: number): void => {
      const hardState = index === 1 ? { term: 1, vote: null } : null;
      store.write([{ truncateFrom: null, hardState, entries: entriesOf(index, [1]) }], () =>
        answers.push(index),
      );
    };
    return { disk, clock, store, answers, write };
  }

  it.each([
    ["keeps none of it", { keepUnsynced: 0 }, 1],
    ["keeps it although nobody heard so", { keepUnsynced: 1 }, 2],
    ["tears it, and recovery drops the half", { keepUnsynced: 0, tear: true }, 1],
    ["flips a bit in it, and recovery drops it", { keepUnsynced: 0, corrupt: true }, 1],
  ])(
    "loses nothing acknowledged in a crash that, of an unsynced write, %s",
    (_what, options, lastIndex) => {
      const { disk, clock, store, answers, write } = started();
      write(1);
      clock.runAll();
      write(2);
      store.kill();
      disk.crash(options);
      clock.runAll();
      expect(answers).toEqual([1]);
      expect(disk.recover()).toMatchObject({ lastIndex, standing: { isRecovering: false } });
    },
  );

  it.each([
    ["is not there", { keepUnsynced: 0 }, 1],
    ["is there all the same", { keepUnsynced: 1 }, 2],
  ])(
    "never acknowledges a write whose sync failed; it has the log copied, whether it %s",
    (_what, options, lastIndex) => {
      const disk = new MemoryDisk();
      const clock = new SteppedClock();
      const told: string[] = [];
      let failure: Error | null = null;
      const syncFailure = (): Error | null => failure;
      const store = openMemoryLogStore({ disk, clock, latencyMs: () => 5, syncFailure });
      store.onFailure(({ message }) => told.push(message));
      const write = (index: number): void =>
        store.write([{ truncateFrom: null, hardState: null, entries: entriesOf(index, [1]) }], () =>
          told.push(`done ${index}`),
        );
      write(1);
      clock.runAll();
      failure = new Error("EIO");
      write(2);
      clock.runAll();
      expect(told).toEqual(["done 1", "EIO"]);
      expect(disk.mark?.mustRecopy).toBe(true);
      disk.crash(options);
      expect(disk.recover()).toMatchObject({ lastIndex, standing: { isRecovering: false } });
      expect(disk.mark?.mustRecopy).toBe(false);
    },
  );

  it("marks a write at once, and makes the mark durable within a tenth of a second", () => {
    const { disk, clock, write } = started();
    write(1);
    clock.runAll();
    write(2);
    clock.runUntil(clock.now() + 5);
    expect([disk.mark?.end.index, disk.isMarkSynced]).toEqual([2, false]);
    clock.runAll();
    expect(disk.isMarkSynced).toBe(true);
    expect(clock.now()).toBeLessThanOrEqual(10 + 100);
  });

  it("loses in a power cut only the slot that was not synced, and nothing that was promised", () => {
    const { disk, clock, store, write } = started();
    write(1);
    clock.runAll();
    write(2);
    clock.runUntil(clock.now() + 5);
    store.kill();
    disk.crash({ keepUnsynced: 0, losesPower: true });
    expect(disk.mark?.end.index).toBe(1);
    expect(disk.recover()).toMatchObject({ lastIndex: 2, standing: { isRecovering: false } });
  });

  it("knows an older copy by nothing but the number of its start", () => {
    const { disk, clock, write } = started();
    write(1);
    clock.runAll();
    const older = disk.copy();
    write(2);
    clock.runAll();
    disk.recover();
    disk.restore(older);
    expect(disk.recover()).toMatchObject({
      lastIndex: 1,
      standing: { incarnation: 1, isRecovering: false },
    });
  });

  it("takes as long as it is told to", () => {
    const { clock, answers, write } = started();
    write(1);
    clock.runAll();
    expect(clock.now()).toBe(5);
    expect(answers).toEqual([1]);
  });

  it("reports a disk error once and never acknowledges again", () => {
    const { clock, store, answers, write } = started();
    const failures: string[] = [];
    store.onFailure((error) => failures.push(error.message));
    write(1);
    store.fail(new Error("EIO"));
    store.fail(new Error("EIO again"));
    clock.runAll();
    expect(answers).toEqual([]);
    expect(failures).toEqual(["EIO"]);
  });
});
