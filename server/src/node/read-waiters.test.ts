import { describe, expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { ReadWaiters } from "./read-waiters.ts";

function ask(reads: ReadWaiters, deadlineAt = 10_000): () => string {
  let outcome = "waiting";
  reads.add({
    deadlineAt,
    resolve: (index, time) => (outcome = `${index}@${time}`),
    reject: (reason) => (outcome = reason),
  });
  return () => outcome;
}

describe("a read", () => {
  test("is served once its index is applied here, not before", () => {
    const reads = new ReadWaiters();
    const outcome = ask(reads);
    reads.confirmed(reads.takeFresh(), 9, 5);
    reads.applied(8);
    expect(outcome()).toBe("waiting");
    expect(reads.isAwaited).toBe(true);
    reads.applied(9);
    expect(outcome()).toBe("9@5");
    expect(reads.isAwaited).toBe(false);
  });

  test("that was rejected is asked anew, under a new id, when a leader is known", () => {
    const reads = new ReadWaiters();
    const outcome = ask(reads);
    const [first] = reads.takeFresh();
    reads.rejected([first ?? 0], "NO_LEADER", 100);
    expect(reads.takeFresh()).toEqual([]);
    reads.leaderKnown();
    const [second] = reads.takeFresh();
    expect(second).not.toBe(first);
    reads.confirmed([first ?? 0], 1, 0);
    reads.applied(99);
    expect(outcome()).toBe("waiting");
  });

  test("without a leader fails after a moment", () => {
    const reads = new ReadWaiters();
    const outcome = ask(reads);
    reads.rejected(reads.takeFresh(), "NO_LEADER", 100);
    reads.expire(100 + LIMITS.leaderWaitMs - 1);
    expect(outcome()).toBe("waiting");
    reads.expire(100 + LIMITS.leaderWaitMs);
    expect(outcome()).toBe("NO_LEADER");
  });

  test("fails at its deadline wherever it is", () => {
    const reads = new ReadWaiters();
    const asked = ask(reads, 500);
    reads.takeFresh();
    const confirmed = ask(reads, 500);
    reads.confirmed(reads.takeFresh(), 9, 5);
    reads.expire(500);
    expect([asked(), confirmed()]).toEqual(["NO_LEADER", "NO_LEADER"]);
    reads.applied(9);
    expect(confirmed()).toBe("NO_LEADER");
  });

  test("ends with the node", () => {
    const reads = new ReadWaiters();
    const outcome = ask(reads);
    reads.close();
    expect(outcome()).toBe("DRAINING");
  });
});

describe("reads have an end", () => {
  test("one too many is refused at once, and nobody who waits already", () => {
    const reads = new ReadWaiters();
    const outcomes = Array.from({ length: LIMITS.waitingReads }, () => ask(reads));
    expect(ask(reads)()).toBe("OVERLOADED");
    // Wherever they have come to, they are as many.
    const ids = reads.takeFresh();
    reads.confirmed(ids.slice(0, 3_000), 9, 5);
    reads.rejected(ids.slice(3_000, 6_000), "NO_LEADER", 0);
    expect(ask(reads)()).toBe("OVERLOADED");
    reads.leaderKnown();
    expect(new Set(outcomes.map((outcome) => outcome()))).toEqual(new Set(["waiting"]));
    reads.applied(9);
    expect(ask(reads)()).toBe("waiting");
  });

  test("who waits for an index takes one of the same places", () => {
    const reads = new ReadWaiters();
    let refused = 0;
    const waiter = { deadlineAt: 500, resolve: () => undefined, reject: () => (refused += 1) };
    for (let count = 0; count < LIMITS.waitingReads; count += 1) reads.addConfirmed(9, waiter);
    expect(refused).toBe(0);
    reads.addConfirmed(9, waiter);
    expect(refused).toBe(1);
    expect(ask(reads)()).toBe("OVERLOADED");
    reads.expire(500);
    expect(refused).toBe(1 + LIMITS.waitingReads);
    expect(ask(reads)()).toBe("waiting");
  });

  test("one that was given up keeps its place until the core, which still has it, answers", () => {
    const reads = new ReadWaiters();
    for (let count = 0; count < LIMITS.waitingReads; count += 1) ask(reads, 500);
    const ids = reads.takeFresh();
    reads.expire(500);
    expect(ask(reads)()).toBe("OVERLOADED");
    reads.rejected(ids.slice(0, 1), "NO_LEADER", 600);
    expect(ask(reads)()).toBe("waiting");
    reads.confirmed(ids, 9, 5);
    expect(reads.isAwaited).toBe(false);
  });
});
