import { describe, expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import type { Applied, LogRefusalReason } from "../ports.ts";
import type { Entry } from "../raft/types.ts";
import { Proposals } from "./proposals.ts";

type Outcome = Applied | LogRefusalReason | "waiting";

function ask(proposals: Proposals, isLeader: boolean, now = 0, deadlineAt = 10_000): () => Outcome {
  let outcome: Outcome = "waiting";
  const waiter = {
    deadlineAt,
    resolve: (applied: Applied) => (outcome = applied),
    reject: (reason: LogRefusalReason) => (outcome = reason),
  };
  proposals.add(new Uint8Array([1]), waiter, isLeader, now);
  return () => outcome;
}

function entry(index: number, term: number): Entry {
  return { index, term, time: 5, kind: "command", data: new Uint8Array() };
}

function appendAll(proposals: Proposals, first: number, term: number): void {
  const batch = proposals.takeBatch(1024);
  proposals.appended(
    batch.map((one) => one.id),
    first,
    term,
  );
}

describe("a proposal", () => {
  test("is answered with the result of its own entry", () => {
    const proposals = new Proposals();
    const first = ask(proposals, true);
    const second = ask(proposals, true);
    appendAll(proposals, 7, 3);
    proposals.applied(
      [entry(6, 2), entry(7, 3), entry(8, 3)],
      [[0], [1], [2]].map((bytes) => new Uint8Array(bytes)),
    );
    expect(first()).toEqual({ index: 7, time: 5, result: new Uint8Array([1]) });
    expect(second()).toEqual({ index: 8, time: 5, result: new Uint8Array([2]) });
  });

  test("has an unknown outcome when another term's entry took its place", () => {
    const proposals = new Proposals();
    const outcome = ask(proposals, true);
    appendAll(proposals, 7, 3);
    proposals.applied([entry(7, 4)], [new Uint8Array([1])]);
    expect(outcome()).toBe("OUTCOME_UNKNOWN");
  });

  test("has an unknown outcome when leadership is lost after it was appended, and a redirect before", () => {
    const proposals = new Proposals();
    const appended = ask(proposals, true);
    appendAll(proposals, 7, 3);
    const queued = ask(proposals, true);
    proposals.lostLeadership(true);
    expect(appended()).toBe("OUTCOME_UNKNOWN");
    expect(queued()).toBe("NOT_LEADER");
    expect(proposals.hasQueued).toBe(false);
  });

  test("without a leader is held for a moment and proposed when this node wins", () => {
    const proposals = new Proposals();
    const outcome = ask(proposals, false, 1000);
    proposals.expire(1000 + LIMITS.leaderWaitMs - 1);
    expect(outcome()).toBe("waiting");
    proposals.becameLeader();
    expect(proposals.takeBatch(1024)).toHaveLength(1);
  });

  test("without a leader is redirected the instant one is known, and refused when the moment is over", () => {
    const proposals = new Proposals();
    const redirected = ask(proposals, false, 1000);
    proposals.lostLeadership(false);
    expect(redirected()).toBe("waiting");
    proposals.lostLeadership(true);
    expect(redirected()).toBe("NOT_LEADER");
    const refused = ask(proposals, false, 1000);
    proposals.expire(1000 + LIMITS.leaderWaitMs);
    expect(refused()).toBe("NO_LEADER");
  });

  test("past its deadline is dropped before the log and unknown inside it", () => {
    const proposals = new Proposals();
    const inside = ask(proposals, true, 0, 500);
    appendAll(proposals, 7, 3);
    const before = ask(proposals, true, 0, 500);
    proposals.expire(500);
    expect(inside()).toBe("OUTCOME_UNKNOWN");
    expect(before()).toBe("OVERLOADED");
  });

  test("is refused when the queue is full, and there is room again after a batch has left", () => {
    const proposals = new Proposals();
    for (let count = 0; count < LIMITS.queuedProposals; count += 1) ask(proposals, true);
    expect(ask(proposals, true)()).toBe("OVERLOADED");
    proposals.takeBatch(1);
    expect(ask(proposals, true)()).toBe("waiting");
  });

  test("counts the bytes that it gives back, whatever way it ends", () => {
    const proposals = new Proposals();
    const big = new Uint8Array(LIMITS.queuedProposalBytes - 10);
    const ignore = { deadlineAt: 1, resolve: () => undefined, reject: () => undefined };
    for (const end of [
      () => proposals.lostLeadership(true),
      () => proposals.expire(2),
      () => proposals.close(),
    ]) {
      proposals.add(big, ignore, true, 0);
      expect(ask(proposals, true)()).toBe("waiting");
      proposals.add(
        big,
        { ...ignore, reject: (reason) => expect(reason).toBe("OVERLOADED") },
        true,
        0,
      );
      end();
      proposals.takeBatch(1 << 30);
    }
    expect(ask(proposals, true)()).toBe("waiting");
  });
});
