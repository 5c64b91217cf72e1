import { describe, expect, test } from "vitest";
import { complete, learner } from "./membership-cluster.ts";
import { idOf, TestCluster } from "./test-cluster.ts";
import { TIMING } from "./timing.ts";
import type { Effect } from "./types.ts";

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
      const { lastIndex } = cluster.status(2);
      cluster.receive(2, { type: "timeoutNow", from: idOf(from), to: idOf(2), term, lastIndex });
    }
    cluster.settle();
    expect(cluster.leaders()).toEqual([1]);
  });
});

describe("handing leadership to a named voter", () => {
  function calm(): TestCluster {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.pass(200);
    return cluster;
  }

  function ends(cluster: TestCluster): readonly Effect[] {
    return cluster.node(1).effects.filter(({ kind }) => kind === "transferEnded");
  }

  test("makes that one lead, though another holds as much", () => {
    const cluster = calm();
    cluster.step(1, { kind: "transfer", to: idOf(3) });
    cluster.settle();
    expect(cluster.leaders()).toEqual([3]);
    expect(ends(cluster)).toEqual([]);
  });

  test("brings it up to date first, when it is behind (hashicorp #581)", () => {
    const cluster = calm();
    cluster.hold(3);
    cluster.propose(1, "a", "b");
    cluster.settle();
    cluster.step(1, { kind: "transfer", to: idOf(3) });
    cluster.settle();
    expect(cluster.leaders()).toEqual([1]);
    cluster.unhold(3);
    cluster.settle();
    expect(cluster.leaders()).toEqual([3]);
    expect(cluster.status(3).commitIndex).toBe(cluster.status(3).lastIndex);
  });

  test("is refused for a learner, a stranger, itself, one that is silent, and by a follower", () => {
    const cluster = calm();
    cluster.join(4);
    complete(cluster, 1, learner(4));
    cluster.cut(3);
    cluster.pass(300);
    const refusal = (number: number, to: number): unknown =>
      cluster.step(number, { kind: "transfer", to: idOf(to) })[0];
    expect(refusal(1, 4)).toMatchObject({ kind: "transferEnded", reason: "UNKNOWN_MEMBER" });
    expect(refusal(1, 9)).toMatchObject({ kind: "transferEnded", reason: "UNKNOWN_MEMBER" });
    expect(refusal(1, 1)).toMatchObject({ kind: "transferEnded", reason: "DUPLICATE" });
    expect(refusal(1, 3)).toMatchObject({ kind: "transferEnded", reason: "UNHEALTHY" });
    expect(refusal(2, 3)).toMatchObject({ kind: "transferEnded", reason: "NOT_LEADER" });
    expect(cluster.propose(1, "a")[0]).toMatchObject({ kind: "appended" });
  });

  test("is one at a time", () => {
    const cluster = calm();
    cluster.step(1, { kind: "transfer", to: idOf(2) });
    const [second] = cluster.step(1, { kind: "transfer", to: idOf(3) });
    expect(second).toMatchObject({ kind: "transferEnded", reason: "BUSY" });
    cluster.settle();
    expect(cluster.leaders()).toEqual([2]);
  });

  test.each([
    { what: "never came so far as to be told", isHeld: true, reason: "NOT_CAUGHT_UP" },
    { what: "was told, and is not heard of", isHeld: false, reason: "OUTCOME_UNKNOWN" },
  ])("ends at its deadline when the target $what; the leader goes on", ({ isHeld, reason }) => {
    const cluster = calm();
    if (isHeld) cluster.hold(3);
    cluster.propose(1, "a");
    cluster.settle();
    if (!isHeld) cluster.cut(3);
    cluster.step(1, { kind: "transfer", to: idOf(3) });
    cluster.pass(TIMING.transferMs + 20);
    expect(ends(cluster)).toMatchObject([{ to: idOf(3), reason }]);
    expect(cluster.leaders()).toEqual([1]);
    expect(cluster.propose(1, "b")[0]).toMatchObject({ kind: "appended" });
  });

  test("that was given up does not begin when its last word comes late (openraft d000ee20)", () => {
    const cluster = calm();
    cluster.cut(3);
    cluster.step(1, { kind: "transfer", to: idOf(3) });
    const word = cluster.sent.find(({ type }) => type === "timeoutNow");
    if (word === undefined) throw new Error("the target was told");
    cluster.pass(TIMING.transferMs + 20);
    cluster.heal(3);
    cluster.propose(1, "a");
    cluster.pass(300);
    cluster.receive(3, word);
    cluster.settle();
    expect(cluster.leaders()).toEqual([1]);
    expect(cluster.status(3).term).toBe(word.term);
  });

  test("that was given up and then said again, to a log that has not grown, takes one term and no entry", () => {
    const cluster = calm();
    cluster.propose(1, "a");
    cluster.pass(200);
    cluster.cut(3);
    cluster.step(1, { kind: "transfer", to: idOf(3) });
    const word = cluster.sent.find(({ type }) => type === "timeoutNow");
    if (word === undefined) throw new Error("the target was told");
    cluster.pass(TIMING.transferMs + 20);
    expect(ends(cluster)).toMatchObject([{ reason: "OUTCOME_UNKNOWN" }]);
    cluster.heal(3);
    cluster.pass(100);
    const { lastIndex } = cluster.status(1);
    // The outcome was unknown, and is known now: the order was never taken back, and nothing has made it void.
    for (let times = 0; times < 3; times += 1) {
      cluster.receive(3, word);
      cluster.settle();
      cluster.pass(300);
    }
    expect(cluster.leaders()).toEqual([3]);
    for (const number of [1, 2, 3]) {
      // Its no-op is all that came to it: said again, the word is of a past term.
      const status = { term: word.term + 1, lastIndex: lastIndex + 1, commitIndex: lastIndex + 1 };
      expect(cluster.status(number)).toMatchObject(status);
    }
    expect(cluster.propose(3, "b")[0]).toMatchObject({ kind: "appended" });
  });

  test("lets reads go on meanwhile (openraft 1ef3e574)", () => {
    const cluster = calm();
    cluster.hold(3);
    cluster.propose(1, "a");
    cluster.settle();
    cluster.step(1, { kind: "transfer", to: idOf(3) });
    cluster.step(1, { kind: "read", ids: [7] });
    cluster.settle();
    expect(cluster.node(1).effects.some(({ kind }) => kind === "readReady")).toBe(true);
    expect(cluster.leaders()).toEqual([1]);
  });
});
