import { describe, expect, test } from "vitest";
import type { Configuration, RaftId } from "../raft/types.ts";
import { MembershipWaiters } from "./membership-waiters.ts";

const joint: Configuration = {
  members: [],
  voters: ["1" as RaftId],
  outgoing: ["2" as RaftId],
  learners: [],
};
const last: Configuration = { ...joint, outgoing: [] };

function ask(waiters: MembershipWaiters, deadlineAt = 10_000) {
  let outcome = "waiting";
  const id = waiters.addChange({
    deadlineAt,
    resolve: ({ voters }) => (outcome = `done ${voters.length}`),
    reject: (reason) => (outcome = reason),
  });
  return { id, outcome: () => outcome };
}

function configured(
  waiters: MembershipWaiters,
  index: number,
  configuration: Configuration,
  isCommitted = true,
): void {
  waiters.configured({ kind: "configuration", index, configuration, isCommitted });
}

describe("a change of members", () => {
  test("is done when its last configuration is committed: not the joint one, not an earlier one", () => {
    const waiters = new MembershipWaiters();
    const { id, outcome } = ask(waiters);
    configured(waiters, 6, last);
    waiters.begun(id, 7);
    configured(waiters, 6, last);
    configured(waiters, 7, joint);
    configured(waiters, 8, last, false);
    expect(outcome()).toBe("waiting");
    configured(waiters, 8, last);
    expect(outcome()).toBe("done 1");
  });

  test("that has begun is unknown when leadership is lost; one that has not is the core's to answer", () => {
    const waiters = new MembershipWaiters();
    const begun = ask(waiters);
    waiters.begun(begun.id, 7);
    const asked = ask(waiters);
    waiters.lostLeadership();
    expect([begun.outcome(), asked.outcome()]).toEqual(["OUTCOME_UNKNOWN", "waiting"]);
    waiters.refused(asked.id, "NOT_LEADER", []);
    expect(asked.outcome()).toBe("NOT_LEADER");
  });

  test("is unknown at its deadline, and when the node closes", () => {
    const waiters = new MembershipWaiters();
    const late = ask(waiters, 500);
    const open = ask(waiters, 501);
    waiters.expire(500);
    expect([late.outcome(), open.outcome()]).toEqual(["OUTCOME_UNKNOWN", "waiting"]);
    waiters.close();
    expect(open.outcome()).toBe("OUTCOME_UNKNOWN");
  });
});

describe("a hand-over", () => {
  function hand(waiters: MembershipWaiters, deadlineAt = 10_000) {
    let outcome = "waiting";
    const isFirst = waiters.addTransfer({
      deadlineAt,
      resolve: (name) => (outcome = name),
      reject: (reason) => (outcome = reason),
    });
    return { isFirst, outcome: () => outcome };
  }

  test("ends with the name of the next leader, not with nobody's", () => {
    const waiters = new MembershipWaiters();
    const { outcome } = hand(waiters);
    waiters.leaderIs("");
    expect(outcome()).toBe("waiting");
    waiters.leaderIs("n3");
    expect(outcome()).toBe("n3");
  });

  test("is one at a time, until it ended or its deadline has come", () => {
    const waiters = new MembershipWaiters();
    const first = hand(waiters, 500);
    expect(hand(waiters).isFirst).toBe(false);
    waiters.transferEnded("NOT_CAUGHT_UP", []);
    expect(first.outcome()).toBe("NOT_CAUGHT_UP");
    const second = hand(waiters, 500);
    waiters.expire(500);
    expect(second.outcome()).toBe("OUTCOME_UNKNOWN");
    expect(hand(waiters).isFirst).toBe(true);
  });
});
