import { describe, expect, test } from "vitest";
import { idOf, TestCluster } from "./test-cluster.ts";
import { TIMING } from "./timing.ts";

function transfer(cluster: TestCluster): void {
  cluster.step(1, { kind: "transfer" });
  cluster.settle();
}

describe("handing leadership over (dissertation §3.10)", () => {
  test("makes a follower lead at once, although everybody hears the leader", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.pass(200);
    transfer(cluster);
    expect(cluster.leaders()).not.toEqual([1]);
    expect(cluster.leaders()).toHaveLength(1);
    expect(cluster.status(1)).toMatchObject({ role: "follower", term: 3 });
  });

  test("waits until the follower holds everything and all is answered", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.pass(200);
    cluster.hold(2);
    cluster.hold(3);
    cluster.propose(1, "a");
    transfer(cluster);
    expect(cluster.leaders()).toEqual([1]);
    cluster.unhold(2);
    cluster.unhold(3);
    cluster.settle();
    cluster.unhold(2);
    cluster.unhold(3);
    cluster.settle();
    expect(cluster.leaders()).not.toEqual([1]);
    expect(cluster.node(1).applied).toBe(3);
  });

  test("takes no proposals meanwhile, and takes them again when it failed", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.pass(200);
    cluster.cut(2, 3);
    cluster.step(1, { kind: "transfer" });
    expect(cluster.propose(1, "a")).toMatchObject([{ kind: "reject", reason: "NO_LEADER" }]);
    cluster.settle();
    cluster.heal(2, 3);
    cluster.pass(TIMING.transferMs + 100);
    expect(cluster.leaders()).toEqual([1]);
    expect(cluster.propose(1, "b")[0]).toMatchObject({ kind: "appended" });
  });

  test("is not possible without a follower that was heard lately", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.cut(2, 3);
    cluster.pass(300);
    transfer(cluster);
    expect(cluster.propose(1, "a")[0]).toMatchObject({ kind: "appended" });
  });

  test("a late or foreign request to campaign says nothing", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.pass(200);
    for (const [from, term] of [
      [3, 2],
      [1, 1],
      [1, 9],
    ] as const) {
      cluster.receive(2, { type: "timeoutNow", from: idOf(from), to: idOf(2), term });
    }
    cluster.settle();
    expect(cluster.leaders()).toEqual([1]);
  });
});
