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
