import { describe, expect, test } from "vitest";
import { idOf, TestCluster } from "./test-cluster.ts";
import type { AppendRequest, AppendResponse } from "./messages.ts";
import type { Entry, Index, Term } from "./types.ts";

function entry(index: Index, term: Term): Entry {
  return { index, term, time: 0, kind: "command", data: new Uint8Array([term, index]) };
}

function append(
  to: number,
  term: Term,
  prev: readonly [Index, Term],
  entries: readonly Entry[],
  commit = 0,
): AppendRequest {
  const [prevIndex, prevTerm] = prev;
  return {
    type: "appendRequest",
    from: idOf(2),
    to: idOf(to),
    term,
    prevIndex,
    prevTerm,
    commit,
    entries,
  };
}

function ack(from: number, term: Term, index: Index): AppendResponse {
  const refusal = { hintIndex: 0, hintTerm: 0 };
  return {
    type: "appendResponse",
    from: idOf(from),
    to: idOf(1),
    term,
    success: true,
    index,
    ...refusal,
    wall: 0,
  };
}

describe("a follower", () => {
  test.each([
    { name: "lacks the entry before", prev: [5, 2] as const, accepted: false },
    { name: "has another term there", prev: [2, 1] as const, accepted: false },
    { name: "holds it", prev: [3, 2] as const, accepted: true },
  ])("checks the predecessor of an append: $name (§5.3)", ({ prev, accepted }) => {
    const cluster = new TestCluster([[2, 2], [], []]);
    cluster.receive(1, append(1, 3, prev, [entry(prev[0] + 1, 3)]));
    expect(cluster.sent).toMatchObject([{ type: "appendResponse", success: accepted }]);
  });

  test("acknowledges only what is durable", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.hold(1);
    cluster.receive(1, append(1, 2, [1, 1], [entry(2, 2)]));
    expect(cluster.sent).toEqual([]);
    cluster.receive(1, append(1, 2, [1, 1], [entry(2, 2)]));
    expect(cluster.sent).toEqual([]);
    cluster.unhold(1);
    expect(cluster.sent).toMatchObject([{ type: "appendResponse", success: true, index: 2 }]);
  });

  test("removes a conflicting suffix and nothing else (Figure 7)", () => {
    const cluster = new TestCluster([[1, 2, 2], [], []]);
    cluster.receive(1, append(1, 3, [2, 1], [entry(3, 3)]));
    expect(cluster.terms(1)).toEqual([1, 3]);
  });

  test.each([
    { name: "repeated", prev: [1, 1] as const, entries: [entry(2, 2)] },
    { name: "empty", prev: [2, 2] as const, entries: [] },
    { name: "old and short", prev: [1, 1] as const, entries: [entry(2, 2), entry(3, 2)] },
  ])("loses nothing to an append that is $name (raft.md bug 13)", ({ prev, entries }) => {
    const cluster = new TestCluster([[2, 2, 2], [], []]);
    cluster.receive(1, append(1, 2, prev, entries));
    expect(cluster.terms(1)).toEqual([2, 2, 2]);
  });

  test("never cuts what is committed: that is a broken invariant", () => {
    const cluster = new TestCluster([[2, 2], [], []]);
    cluster.receive(1, append(1, 2, [3, 2], [], 3));
    expect(() => cluster.receive(1, append(1, 9, [1, 1], [entry(2, 9)]))).not.toThrow();
    expect(cluster.terms(1)).toEqual([2, 2]);
  });

  test("commits no further than what it knows to match (§5.3, AppendEntries 5)", () => {
    const cluster = new TestCluster([[2, 2, 2], [], []]);
    cluster.receive(1, append(1, 3, [2, 2], [], 4));
    expect(cluster.status(1).commitIndex).toBe(2);
  });

  test("applies only what is durable here", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.hold(1);
    cluster.receive(1, append(1, 2, [1, 1], [entry(2, 2)], 2));
    expect(cluster.status(1).commitIndex).toBe(2);
    expect(cluster.node(1).applied).toBe(1);
    cluster.unhold(1);
    expect(cluster.node(1).applied).toBe(2);
  });

  test("ignores an append with a gap inside", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.receive(1, append(1, 2, [1, 1], [entry(2, 2), entry(4, 2)]));
    expect(cluster.terms(1)).toEqual([]);
  });

  test("an entry that was cut while its sync ran is not taken for durable (ABA)", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.hold(1);
    cluster.receive(1, append(1, 2, [1, 1], [entry(2, 2)]));
    cluster.receive(1, append(1, 3, [1, 1], [entry(2, 3)]));
    const first = cluster.node(1).held[0];
    cluster.step(1, { kind: "storageDone", id: first?.id ?? 0 });
    expect(cluster.status(1).durableIndex).toBe(1);
    expect(cluster.sent).toEqual([]);
  });
});

describe("a leader", () => {
  test("opens its term with a no-op and brings every follower to its log (Figure 7)", () => {
    const figure7 = [
      [1, 1, 4, 4, 5, 5, 6, 6, 6],
      [1, 1, 4, 4, 5, 5, 6, 6],
      [1, 1, 4],
      [1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
      [1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
      [1, 1, 4, 4, 4, 4],
      [1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
    ];
    const cluster = new TestCluster(
      figure7,
      figure7.map(() => ({ term: 7, vote: null })),
    );
    cluster.cut(4, 5);
    cluster.elect(1);
    expect(cluster.leaders()).toEqual([1]);
    cluster.heal(4, 5);
    cluster.pass(1000);
    const terms = [...(figure7[0] ?? []), 8];
    for (const number of cluster.numbers())
      expect(cluster.terms(number), `node ${number}`).toEqual(terms);
  });

  test("commits what a majority holds, and tells the others", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.propose(1, "a", "b");
    cluster.settle();
    cluster.step(1, { kind: "flush" });
    cluster.settle();
    expect(cluster.numbers().map((number) => cluster.node(number).applied)).toEqual([4, 4, 4]);
  });

  test("tells of a moved commit index without asking for an answer", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.propose(1, "a");
    cluster.settle();
    const before = cluster.sent.length;
    cluster.step(1, { kind: "flush" });
    cluster.settle();
    expect(cluster.sent.slice(before).map((message) => message.type)).toEqual([
      "commitUpdate",
      "commitUpdate",
    ]);
    cluster.step(1, { kind: "flush" });
    expect(cluster.sent).toHaveLength(before + 2);
  });

  test("commits no entry of an earlier term by counting (§5.4.2, Figure 8)", () => {
    const cluster = new TestCluster([[2], [2], [], [], []], [{ term: 3, vote: null }]);
    cluster.cut(3, 4, 5);
    cluster.elect(1);
    for (const from of [3, 4]) {
      const answer = { from: idOf(from), to: idOf(1), granted: true, wall: 0 } as const;
      cluster.receive(1, { type: "voteResponse", isPreVote: true, term: 4, ...answer });
      cluster.receive(1, { type: "voteResponse", isPreVote: false, term: 4, ...answer });
    }
    expect(cluster.status(1)).toMatchObject({ role: "leader", term: 4, lastIndex: 3 });
    cluster.receive(1, ack(2, 4, 2));
    cluster.receive(1, ack(3, 4, 2));
    expect(cluster.status(1).commitIndex).toBeLessThan(2);
    cluster.receive(1, ack(3, 4, 3));
    cluster.receive(1, ack(4, 4, 3));
    expect(cluster.status(1).commitIndex).toBe(3);
  });

  test("tells nobody of a commit beyond what it is known to hold (raft.md bug 15)", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.cut(3);
    cluster.propose(1, "a");
    cluster.settle();
    cluster.pass(60);
    const told = cluster.sent.filter(
      (message) => message.type === "heartbeatRequest" && message.to === idOf(3),
    );
    expect(cluster.status(1).commitIndex).toBe(3);
    expect(told.at(-1)).toMatchObject({ commit: 2 });
  });

  test("counts itself only after its own sync", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.cut(3);
    cluster.hold(1);
    cluster.propose(1, "a");
    cluster.settle();
    expect(cluster.status(1)).toMatchObject({ lastIndex: 3, commitIndex: 2 });
    cluster.unhold(1);
    expect(cluster.status(1).commitIndex).toBe(3);
  });

  test("sends while its own write runs", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.hold(1);
    const effects = cluster.propose(1, "a");
    expect(effects.filter((effect) => effect.kind === "send")).toHaveLength(2);
    cluster.settle();
    expect(cluster.status(1).commitIndex).toBe(3);
    expect(cluster.node(1).applied).toBe(2);
  });

  test("ignores acknowledgements of another term and of indexes it does not have", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.cut(2, 3);
    cluster.propose(1, "a");
    cluster.receive(1, ack(2, 1, 3));
    cluster.receive(1, ack(2, 2, 99));
    expect(cluster.status(1).commitIndex).toBe(2);
  });

  test("finds lost appends again without a new connection", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.cut(3);
    cluster.propose(1, "a");
    cluster.settle();
    cluster.heal(3);
    cluster.pass(600);
    expect(cluster.terms(3)).toEqual([2, 2]);
  });

  test("stops sending to a peer whose pipeline is full, and goes on with its answers", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.cut(2, 3);
    for (let count = 0; count < 90; count += 1) cluster.propose(1, "x");
    const toTwo = cluster.sent.filter(
      (message) => message.type === "appendRequest" && message.to === idOf(2),
    );
    expect(toTwo.length).toBeLessThanOrEqual(66);
  });
});

describe("log time (foundations 3)", () => {
  test("never falls, and one fast clock cannot run it ahead", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.pass(200);
    cluster.wall += 3_600_000;
    cluster.propose(1, "a");
    const stamp = cluster.node(1).disk.at(-1)?.time ?? 0;
    expect(stamp).toBeGreaterThan(1_000_000);
    expect(stamp).toBeLessThan(2_000_000);
    cluster.wall -= 7_200_000;
    cluster.propose(1, "b");
    expect(cluster.node(1).disk.at(-1)?.time).toBeGreaterThanOrEqual(stamp);
  });
});
