import { describe, expect, test } from "vitest";
import { idOf, TestCluster } from "./test-cluster.ts";
import { heartbeat, voteRequest, voteResponse } from "./test-messages.ts";
import { TIMING } from "./timing.ts";
import type { Message } from "./messages.ts";
import type { Effect } from "./types.ts";

function sends(effects: readonly Effect[]): readonly Message[] {
  return effects.flatMap((effect) => (effect.kind === "send" ? [effect.message] : []));
}

describe("leader election (§5.2)", () => {
  test("a cluster at rest elects exactly one leader", () => {
    const cluster = new TestCluster([[], [], [], [], []]);
    cluster.pass(1000);
    expect(cluster.leaders()).toHaveLength(1);
  });

  test("a leader that is heard stays: no election in ten seconds", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.pass(1000);
    const { term } = cluster.status(1);
    cluster.pass(10_000);
    expect(cluster.numbers().map((number) => cluster.status(number).term)).toEqual([
      term,
      term,
      term,
    ]);
  });

  test("one node of five elects nobody", () => {
    const cluster = new TestCluster([[], [], [], [], []]);
    cluster.cut(2, 3, 4, 5);
    cluster.pass(5000);
    expect(cluster.status(1).role).not.toBe("leader");
    expect(cluster.status(1).term).toBe(1);
  });

  test("a single node elects itself once its vote is durable", () => {
    const cluster = new TestCluster([[]]);
    cluster.hold(1);
    cluster.pass(1000);
    expect(cluster.status(1).role).toBe("candidate");
    cluster.unhold(1);
    cluster.unhold(1);
    expect(cluster.leaders()).toEqual([1]);
  });

  test("a voter gives one vote a term, first come first served", () => {
    const cluster = new TestCluster([[], [], []]);
    const first = sends(cluster.receive(1, voteRequest(2, 1, 2)));
    expect(first).toEqual([]);
    cluster.receive(1, voteRequest(3, 1, 2));
    const answers = cluster.sent.filter((message) => message.type === "voteResponse");
    expect(answers.map((answer) => [answer.to, answer.granted])).toEqual([
      [idOf(2), true],
      [idOf(3), false],
    ]);
  });

  test("a vote leaves only after term and vote are durable", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.hold(1);
    cluster.receive(1, voteRequest(2, 1, 2));
    expect(cluster.sent).toEqual([]);
    cluster.unhold(1);
    expect(cluster.node(1).hardState).toEqual({ term: 2, vote: idOf(2) });
    expect(cluster.sent).toMatchObject([{ type: "voteResponse", granted: true, term: 2 }]);
  });

  test("a vote that was on its way to disk when a higher term came is not sent", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.hold(1);
    cluster.receive(1, voteRequest(2, 1, 2));
    cluster.receive(1, voteRequest(3, 1, 3));
    cluster.unhold(1);
    expect(cluster.sent).toMatchObject([
      { type: "voteResponse", to: idOf(3), term: 3, granted: true },
    ]);
  });

  test("a candidate asks for votes only after its own is durable", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.hold(1);
    cluster.elect(1);
    expect(
      cluster.sent.filter((message) => message.type === "voteRequest" && !message.isPreVote),
    ).toEqual([]);
    cluster.unhold(1);
    expect(
      cluster.sent.filter((message) => message.type === "voteRequest" && !message.isPreVote),
    ).toHaveLength(2);
  });

  test.each([
    { name: "a later last term", lastTerm: 3, lastIndex: 2, granted: true },
    { name: "the same last term and length", lastTerm: 2, lastIndex: 3, granted: true },
    { name: "a shorter log of the same term", lastTerm: 2, lastIndex: 2, granted: false },
    { name: "a longer log of an earlier term", lastTerm: 1, lastIndex: 9, granted: false },
  ])(
    "a voter judges logs by term, then index: $name (§5.4.1)",
    ({ lastTerm, lastIndex, granted }) => {
      const cluster = new TestCluster([[2, 2], [], []]);
      cluster.receive(1, voteRequest(2, 1, 5, { lastTerm, lastIndex }));
      expect(cluster.sent).toMatchObject([{ type: "voteResponse", granted }]);
    },
  );

  test("a candidate that hears a leader of its term follows it", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.cut(2, 3);
    cluster.elect(1);
    cluster.receive(1, voteResponse(2, 1, 2, { isPreVote: true }));
    expect(cluster.status(1)).toMatchObject({ role: "candidate", term: 2 });
    cluster.receive(1, heartbeat(3, 1, 2));
    expect(cluster.status(1)).toMatchObject({ role: "follower", leader: idOf(3) });
  });

  test("a leader of a past term is told the newer one", () => {
    const cluster = new TestCluster([[], [], []], [{ term: 4, vote: null }]);
    cluster.receive(1, heartbeat(2, 1, 3));
    expect(cluster.sent).toMatchObject([{ type: "heartbeatResponse", term: 4, to: idOf(2) }]);
  });
});

describe("pre-vote (dissertation §9.6)", () => {
  test("a cut-off node comes back without having raised its term", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.cut(3);
    cluster.pass(5000);
    cluster.heal(3);
    cluster.pass(500);
    expect(cluster.leaders()).toEqual([1]);
    expect(cluster.status(3)).toMatchObject({ role: "follower", term: 2 });
  });

  test("whoever hears a leader refuses pre-votes and votes, and keeps its term", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.pass(100);
    cluster.receive(2, voteRequest(3, 2, 9, { lastIndex: 99, lastTerm: 9 }));
    cluster.receive(2, voteRequest(3, 2, 9, { lastIndex: 99, lastTerm: 9, isPreVote: true }));
    expect(cluster.status(2).term).toBe(2);
    expect(cluster.sent.at(-1)).toMatchObject({
      type: "voteResponse",
      granted: false,
      isPreVote: true,
    });
  });

  test("who hears a leader lets that leader stand again, which changes nothing yet (hashicorp #605, #609)", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.pass(100);
    const log = { lastIndex: 2, lastTerm: 2, isPreVote: true };
    const grants = (from: number): readonly unknown[] =>
      cluster.receive(2, voteRequest(from, 2, 3, log)).filter(({ kind }) => kind === "send");
    expect(grants(3)).toMatchObject([{ message: { granted: false } }]);
    expect(grants(1)).toMatchObject([{ message: { granted: true } }]);
    expect(cluster.status(2)).toMatchObject({ term: 2, leader: idOf(1) });
    // Nor does it pass for a sign of life: the silence goes on, and ends as ever.
    cluster.cut(1);
    for (let passed = 0; passed < 500; passed += 50) {
      grants(1);
      cluster.pass(50);
    }
    expect(Math.max(cluster.status(2).term, cluster.status(3).term)).toBeGreaterThan(2);
  });

  test("an answer to a pre-vote never counts as a vote", () => {
    const cluster = new TestCluster([[], [], [], [], []]);
    cluster.cut(2, 3, 4, 5);
    cluster.elect(1);
    for (const from of [2, 3]) cluster.receive(1, voteResponse(from, 1, 2, { isPreVote: true }));
    expect(cluster.status(1).role).toBe("candidate");
    for (const from of [4, 5]) cluster.receive(1, voteResponse(from, 1, 2, { isPreVote: true }));
    expect(cluster.status(1).role).toBe("candidate");
  });

  test("a refused pre-vote teaches a higher term, so that nobody is stuck behind it", () => {
    const cluster = new TestCluster(
      [[], [], []],
      [
        { term: 1, vote: null },
        { term: 7, vote: null },
      ],
    );
    cluster.elect(1);
    expect(cluster.status(1).term).toBe(7);
  });

  test("a restarted voter waits a whole timeout, neither none nor two (openraft 228077a6)", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.pass(100);
    cluster.restart(2);
    cluster.cut(1);
    const isSilent = (): boolean => cluster.status(2).role === "follower";
    cluster.cut(3);
    cluster.pass(TIMING.suspicionUnknownMs - 20);
    expect(isSilent()).toBe(true);
    cluster.pass(TIMING.suspicionUnknownMs / 2 + 40);
    expect(isSilent()).toBe(false);
  });
});

describe("a voter that has just started", () => {
  test.each([
    { name: "almost one timeout ago", ms: TIMING.suspicionUnknownMs - 10, granted: false },
    { name: "one timeout ago", ms: TIMING.suspicionUnknownMs, granted: true },
  ])("may only not have heard the leader yet: $name, $granted (ADR 18)", ({ ms, granted }) => {
    const cluster = new TestCluster([[], [], []]);
    cluster.cut(1, 3);
    cluster.restart(2);
    for (let passed = 0; passed < ms; passed += 10) {
      cluster.now += 10;
      cluster.receive(2, voteResponse(3, 2, 1, { isPreVote: true, granted: false }));
    }
    cluster.receive(2, voteRequest(3, 2, 9, { isPreVote: true }));
    expect(cluster.sent.at(-1)).toMatchObject({ isPreVote: true, granted });
  });
});

describe("check-quorum (dissertation §6.2)", () => {
  test("a leader without a quorum leaves office", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.cut(2, 3);
    cluster.pass(TIMING.checkQuorumMs + 100);
    expect(cluster.status(1)).toMatchObject({ role: "follower", leader: null });
  });

  test("a leader with one of two followers stays", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.cut(3);
    cluster.pass(3000);
    expect(cluster.leaders()).toEqual([1]);
  });

  test("a paused node does not campaign on silence that it slept through", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.pass(100);
    cluster.now += 5000;
    const effects = cluster.step(2, { kind: "tick" });
    expect(sends(effects)).toEqual([]);
    expect(cluster.status(2).role).toBe("follower");
  });
});
