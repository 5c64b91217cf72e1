import { describe, expect, test } from "vitest";
import { idOf, TestCluster } from "./test-cluster.ts";
import type { Effect } from "./types.ts";

function ready(effects: readonly Effect[]): readonly Effect[] {
  return effects.filter((effect) => effect.kind === "readReady" || effect.kind === "reject");
}

describe("read index (dissertation §6.4)", () => {
  test("the leader answers after a round that a majority confirmed", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    expect(ready(cluster.step(1, { kind: "read", ids: [7] }))).toEqual([]);
    cluster.settle();
    expect(ready(cluster.node(1).effects)).toMatchObject([
      { kind: "readReady", ids: [7], index: 2 },
    ]);
  });

  test("a leader that was replaced without knowing it answers nothing", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.cut(1);
    cluster.elect(2);
    expect(cluster.leaders()).toEqual([1, 2]);
    cluster.step(1, { kind: "read", ids: [7] });
    cluster.heal(1);
    cluster.settle();
    cluster.pass(200);
    expect(
      ready(cluster.node(1).effects).every(
        (effect) => effect.kind !== "readReady" || effect.index >= 3,
      ),
    ).toBe(true);
  });

  test("answers to an earlier round confirm no later read", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.cut(2, 3);
    cluster.step(1, { kind: "read", ids: [1] });
    cluster.step(1, { kind: "read", ids: [2] });
    const base = {
      type: "heartbeatResponse",
      from: idOf(2),
      to: idOf(1),
      term: 2,
      wall: 0,
    } as const;
    cluster.receive(1, { ...base, round: 1 });
    expect(ready(cluster.node(1).effects)).toMatchObject([{ ids: [1] }]);
    cluster.receive(1, { ...base, round: 1 });
    expect(ready(cluster.node(1).effects)).toHaveLength(1);
    cluster.receive(1, { ...base, round: 2 });
    expect(ready(cluster.node(1).effects)).toMatchObject([{ ids: [1] }, { ids: [2] }]);
  });

  test("no read is served before the no-op of the term is committed", () => {
    const cluster = new TestCluster([[2], [2], []]);
    cluster.cut(3);
    cluster.hold(2);
    cluster.elect(1);
    cluster.unhold(2);
    cluster.hold(2);
    cluster.settle();
    expect(cluster.status(1).role).toBe("leader");
    cluster.step(1, { kind: "read", ids: [1] });
    cluster.settle();
    expect(ready(cluster.node(1).effects)).toEqual([]);
    cluster.unhold(2);
    cluster.settle();
    expect(ready(cluster.node(1).effects)).toMatchObject([{ kind: "readReady", index: 3 }]);
  });

  test("a follower asks the leader and learns its index and time", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.propose(1, "a");
    cluster.settle();
    cluster.step(3, { kind: "read", ids: [5, 6] });
    cluster.settle();
    expect(ready(cluster.node(3).effects)).toMatchObject([
      { kind: "readReady", ids: [5, 6], index: 3 },
    ]);
  });

  test("a question that was lost is put again under a fresh id (etcd #20418)", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.cut(3);
    cluster.step(3, { kind: "read", ids: [5] });
    cluster.settle();
    cluster.heal(3);
    cluster.pass(300);
    const ids = cluster.sent.flatMap((message) =>
      message.type === "readRequest" ? [message.id] : [],
    );
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ready(cluster.node(3).effects)).toMatchObject([{ kind: "readReady", ids: [5] }]);
  });

  test("without a leader a read is refused at once", () => {
    const cluster = new TestCluster([[], [], []]);
    expect(ready(cluster.step(2, { kind: "read", ids: [1] }))).toMatchObject([
      { kind: "reject", reason: "NO_LEADER" },
    ]);
  });
});
