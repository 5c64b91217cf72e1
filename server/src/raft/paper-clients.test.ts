/**
 * The paper's §8, sentence by sentence, as far as the core has a part in it. That a repeated command is executed once is
 * the state machine's: bug 47 in DESIGN.md says where that is shown. Here: that a repetition can enter the log at all.
 */
import { describe, expect, test } from "vitest";
import { idOf, TestCluster } from "./test-cluster.ts";
import type { Effect } from "./types.ts";

function readsOf(effects: readonly Effect[]): readonly Effect[] {
  return effects.filter(({ kind }) => kind === "readReady");
}

function led(size = 3): TestCluster {
  const cluster = new TestCluster(Array.from({ length: size }, () => []));
  cluster.elect(1);
  cluster.pass(100);
  return cluster;
}

/** Node 1 has just been elected, and its no-op is on no other disk. */
function fresh(): TestCluster {
  const cluster = new TestCluster([[1], [1], [1]]);
  for (const number of [2, 3]) cluster.hold(number);
  cluster.elect(1);
  cluster.unhold(2);
  cluster.hold(2);
  cluster.settle();
  expect(cluster.leaders()).toEqual([1]);
  return cluster;
}

describe("clients find the leader (§8)", () => {
  test("a server that does not lead rejects a command and names the leader it last heard from", () => {
    const cluster = led();
    expect(cluster.propose(2, "a")).toMatchObject([
      { kind: "reject", what: "proposal", ids: [1], reason: "NOT_LEADER" },
    ]);
    expect(cluster.status(2).leader).toBe(idOf(1));
    expect(cluster.status(2).lastIndex).toBe(cluster.status(1).lastIndex);
  });

  test("when the leader dies another server takes the client's next try", () => {
    const cluster = led();
    cluster.cut(1);
    cluster.propose(1, "lost");
    cluster.pass(2_000);
    const [next = 0] = cluster.leaders().filter((number) => number !== 1);
    cluster.propose(next, "again");
    cluster.pass(100);
    expect(cluster.status(next).commitIndex).toBe(cluster.status(next).lastIndex);
  });

  test("a leader that dies after the commit and before the answer leaves a command that the retry repeats", () => {
    const cluster = led();
    cluster.propose(1, "pay");
    cluster.settle();
    cluster.cut(1);
    cluster.elect(2);
    cluster.propose(2, "pay");
    cluster.settle();
    const texts = cluster
      .node(3)
      .disk.filter(({ kind }) => kind === "command")
      .map(({ data }) => new TextDecoder().decode(data));
    // Both are committed: only what they say, a serial number of the client's, can tell that they are one.
    expect(texts).toEqual(["pay", "pay"]);
    expect(cluster.status(2).commitIndex).toBe(cluster.status(2).lastIndex);
  });
});

describe("read-only operations enter no log, and are not stale (§8)", () => {
  test("a read writes nothing, anywhere", () => {
    const cluster = led();
    const before = cluster.numbers().map((number) => cluster.node(number).disk.length);
    cluster.step(1, { kind: "read", ids: [1] });
    cluster.settle();
    expect(readsOf(cluster.node(1).effects)).toHaveLength(1);
    expect(cluster.numbers().map((number) => cluster.node(number).disk.length)).toEqual(before);
  });

  test("a leader has all committed entries but does not know which: it commits a blank one of its term first", () => {
    const cluster = new TestCluster([
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
    cluster.elect(1);
    const blank = cluster.node(1).disk.at(-1);
    expect(blank).toMatchObject({ kind: "noop", term: 2, index: 4 });
    // With it, and not before, everything is known to be committed.
    expect(cluster.status(1).commitIndex).toBe(4);
  });

  test("until then it answers no read, though a majority hears it", () => {
    const cluster = fresh();
    cluster.step(1, { kind: "read", ids: [1] });
    cluster.pass(200);
    expect(cluster.leaders()).toEqual([1]);
    expect(readsOf(cluster.node(1).effects)).toEqual([]);
    cluster.unhold(2);
    cluster.settle();
    expect(readsOf(cluster.node(1).effects)).toMatchObject([{ ids: [1], index: 3 }]);
  });

  test.each([
    { nodes: 3, answering: [], isServed: false },
    { nodes: 3, answering: [2], isServed: true },
    { nodes: 5, answering: [2], isServed: false },
    { nodes: 5, answering: [2, 5], isServed: true },
  ])(
    "it answers when it has exchanged heartbeats with a majority: of $nodes, $answering answer: $isServed",
    ({ nodes, answering, isServed }) => {
      const cluster = led(nodes);
      cluster.cut(...cluster.numbers().filter((one) => one !== 1 && !answering.includes(one)));
      cluster.step(1, { kind: "read", ids: [1] });
      cluster.settle();
      expect(readsOf(cluster.node(1).effects)).toHaveLength(isServed ? 1 : 0);
    },
  );

  test("the heartbeats come after the question: what was answered before proves nothing", () => {
    const cluster = led();
    const { term } = cluster.status(1);
    cluster.cut(2, 3);
    const earlier = cluster.sent.findLast(
      (one) => one.type === "heartbeatResponse" && one.to === idOf(1),
    );
    if (earlier === undefined) throw new Error("heartbeats were answered");
    cluster.step(1, { kind: "read", ids: [1] });
    cluster.receive(1, { ...earlier, term });
    expect(readsOf(cluster.node(1).effects)).toEqual([]);
  });

  test("a leader that was deposed and does not know it answers nothing: another may have written since", () => {
    const cluster = led();
    cluster.cut(1);
    cluster.elect(2);
    cluster.propose(2, "newer");
    cluster.settle();
    expect(cluster.leaders()).toEqual([1, 2]);
    cluster.step(1, { kind: "read", ids: [1] });
    cluster.settle();
    expect(readsOf(cluster.node(1).effects)).toEqual([]);
    cluster.step(2, { kind: "read", ids: [2] });
    cluster.settle();
    const { lastIndex } = cluster.status(2);
    expect(readsOf(cluster.node(2).effects)).toMatchObject([{ ids: [2], index: lastIndex }]);
  });
});
