import { describe, expect, test } from "vitest";
import {
  answerTo,
  begin,
  change,
  clusterOf,
  complete,
  configurationOf,
  configurations,
  learner,
  voters,
} from "./membership-cluster.ts";
import { idOf, TestCluster } from "./test-cluster.ts";
import { TIMING } from "./timing.ts";

describe("joint consensus (§6)", () => {
  test("goes through C_old,new to C_new by itself; everybody ends up with the same members", () => {
    const cluster = clusterOf(3, 1);
    complete(cluster, 1, learner(4));
    cluster.pass(100);
    complete(cluster, 1, voters(1, 2, 4));
    cluster.pass(100);
    expect(configurations(cluster, 1, 2, 4)).toEqual(["1 2 4", "1 2 4", "1 2 4"]);
    // The first entry, the learner, C_old,new, C_new; the last two steps of C_old,new are one.
    const told = cluster.node(1).effects.filter((effect) => effect.kind === "configuration");
    expect(told.map(({ isCommitted }) => isCommitted)).toEqual([
      true,
      false,
      true,
      false,
      false,
      true,
    ]);
  });

  test("is in force on append: both majorities are counted at once (NATS 12fff3a)", () => {
    const cluster = clusterOf(3, 2);
    complete(cluster, 1, learner(4));
    complete(cluster, 1, learner(5));
    cluster.pass(100);
    const { commitIndex } = cluster.status(1);
    // A majority of the old three stands, of the new five only two do.
    cluster.cut(3, 4, 5);
    begin(cluster, 1, voters(1, 2, 3, 4, 5));
    cluster.settle();
    expect(configurationOf(cluster, 1)).toBe("1 2 3 4 5 | 1 2 3");
    expect(cluster.status(1).commitIndex).toBe(commitIndex);
    cluster.heal(4);
    cluster.pass(400);
    expect(configurationOf(cluster, 1)).toBe("1 2 3 4 5");
  });

  test("a candidate needs both majorities", () => {
    const cluster = clusterOf(3, 2);
    complete(cluster, 1, learner(4));
    complete(cluster, 1, learner(5));
    cluster.pass(100);
    cluster.cut(3, 4, 5);
    begin(cluster, 1, voters(1, 4, 5));
    cluster.settle();
    expect(configurationOf(cluster, 2)).toBe("1 4 5 | 1 2 3");
    // With the old majority alone, then with both.
    cluster.cut(1);
    cluster.heal(3);
    cluster.pass(3_000);
    expect(cluster.status(2).role).not.toBe("leader");
    cluster.heal(4, 5);
    cluster.pass(3_000);
    expect(cluster.leaders().filter((number) => number !== 1)).toHaveLength(1);
  });

  test("confirms a read by both majorities, not by one (raft.md bug 29)", () => {
    const cluster = clusterOf(3, 2);
    complete(cluster, 1, learner(4));
    complete(cluster, 1, learner(5));
    cluster.pass(100);
    cluster.cut(4, 5);
    begin(cluster, 1, voters(1, 4, 5));
    cluster.step(1, { kind: "read", ids: [7] });
    cluster.settle();
    const isRead = (): boolean => cluster.node(1).effects.some(({ kind }) => kind === "readReady");
    // The old majority answered, of the new one nobody but the leader.
    expect(isRead()).toBe(false);
    cluster.heal(4);
    cluster.pass(200);
    expect(isRead()).toBe(true);
  });

  test("that is cut from a log is in force no more (NATS 2f60ea8)", () => {
    const cluster = clusterOf(3, 1);
    complete(cluster, 1, learner(4));
    cluster.pass(100);
    cluster.cut(2, 3, 4);
    begin(cluster, 1, voters(1, 4));
    cluster.settle();
    expect(configurationOf(cluster, 1)).toBe("1 4 | 1 2 3");
    cluster.cut(1);
    cluster.heal(2, 3, 4);
    cluster.elect(2);
    cluster.heal(1);
    cluster.pass(1_000);
    expect(configurationOf(cluster, 1)).toBe("1 2 3 (4)");
    expect(cluster.leaders()).toHaveLength(1);
  });

  test("is finished by the next leader when the first dies between the two steps", () => {
    const cluster = clusterOf(3, 1);
    complete(cluster, 1, learner(4));
    cluster.pass(100);
    begin(cluster, 1, voters(2, 3, 4));
    // C_old,new arrives everywhere; the leader hears no answer.
    for (const message of cluster.sent.slice(-3)) cluster.receive(Number(message.to), message);
    cluster.cut(1);
    cluster.elect(2);
    cluster.pass(500);
    expect(configurations(cluster, 2, 3, 4)).toEqual(["2 3 4", "2 3 4", "2 3 4"]);
  });

  test("survives a restart between the two steps (openraft dba24036)", () => {
    const cluster = clusterOf(3, 1);
    complete(cluster, 1, learner(4));
    cluster.pass(100);
    cluster.cut(2, 3, 4);
    begin(cluster, 1, voters(1, 2, 4));
    cluster.restart(1);
    expect(configurationOf(cluster, 1)).toBe("1 2 4 | 1 2 3");
    cluster.heal(2, 3, 4);
    cluster.elect(1);
    cluster.pass(500);
    expect(configurations(cluster, 1, 2, 4)).toEqual(["1 2 4", "1 2 4", "1 2 4"]);
  });
});

describe("a change is refused", () => {
  test("by whoever does not lead", () => {
    const cluster = clusterOf(3, 1);
    expect(answerTo(change(cluster, 2, learner(4)))).toBe("NOT_LEADER");
  });

  test("before the first commit of the term (Ongaro 2015; hashicorp configurationChangeChIfStable)", () => {
    const cluster = new TestCluster([[], [], []]);
    for (const number of [2, 3]) cluster.hold(number);
    cluster.elect(1);
    // The vote comes to disk, the no-op of the new leader does not.
    cluster.unhold(2);
    cluster.hold(2);
    cluster.settle();
    expect(cluster.leaders()).toEqual([1]);
    expect(answerTo(change(cluster, 1, learner(4)))).toBe("BUSY");
    cluster.unhold(2);
    cluster.settle();
    expect(answerTo(change(cluster, 1, learner(4)))).toBe("begun");
  });

  test("while another is on its way, also in the same turn (NATS 434b02b, 7bcf5a4)", () => {
    const cluster = clusterOf(3, 2);
    begin(cluster, 1, learner(4));
    expect(answerTo(change(cluster, 1, learner(5)))).toBe("BUSY");
    cluster.settle();
    cluster.pass(100);
    begin(cluster, 1, voters(1, 2, 3, 4));
    expect(answerTo(change(cluster, 1, learner(5)))).toBe("BUSY");
    cluster.settle();
    expect(answerTo(change(cluster, 1, learner(5)))).toBe("begun");
  });

  test("during a hand-over", () => {
    const cluster = clusterOf(3, 1);
    cluster.step(1, { kind: "transfer", to: idOf(2) });
    expect(answerTo(change(cluster, 1, learner(4)))).toBe("BUSY");
  });

  test("when it promotes a learner that is behind or silent", () => {
    const cluster = clusterOf(3, 2);
    complete(cluster, 1, learner(4));
    cluster.pass(100);
    cluster.cut(4);
    cluster.pass(TIMING.checkQuorumMs + 100);
    expect(change(cluster, 1, voters(1, 2, 3, 4))).toMatchObject([
      { reason: "NOT_CAUGHT_UP", about: [idOf(4)] },
    ]);
    cluster.cut(5);
    complete(cluster, 1, learner(5));
    // It was never heard at all.
    expect(answerTo(change(cluster, 1, voters(1, 2, 3, 5)))).toBe("NOT_CAUGHT_UP");
    cluster.heal(4);
    cluster.pass(100);
    expect(answerTo(change(cluster, 1, voters(1, 2, 3, 4)))).toBe("begun");
  });

  test("when it promotes a learner that lacks more than a little of the log", () => {
    const cluster = clusterOf(3, 1);
    cluster.hold(4);
    begin(cluster, 1, learner(4));
    for (let count = 0; count < 60; count += 1) {
      cluster.propose(1, ...Array.from({ length: 10 }, (_, at) => `${count} ${at}`));
      cluster.settle();
    }
    cluster.pass(100);
    expect(answerTo(change(cluster, 1, voters(1, 2, 3, 4)))).toBe("NOT_CAUGHT_UP");
    for (let round = 0; round < 300; round += 1) cluster.unhold(4);
    cluster.pass(100);
    expect(answerTo(change(cluster, 1, voters(1, 2, 3, 4)))).toBe("begun");
  });

  test("when the leader itself slept, and knows of nobody whether it is there", () => {
    const cluster = clusterOf(3);
    cluster.cut(2, 3);
    cluster.now += 5_000;
    cluster.step(1, { kind: "tick" });
    expect(cluster.leaders()).toEqual([1]);
    expect(answerTo(change(cluster, 1, voters(1, 2)))).toBe("UNHEALTHY");
  });

  test.each([
    ["lost its connection", "peerDown"],
    ["said goodbye", "peerLeft"],
  ] as const)("when a voter that is needed has just %s, however lately it answered", (_, kind) => {
    const cluster = clusterOf(3);
    cluster.step(1, { kind, peer: idOf(2) });
    expect(change(cluster, 1, voters(1, 2))).toMatchObject([
      { reason: "UNHEALTHY", about: [idOf(2)] },
    ]);
    cluster.step(1, { kind: "peerUp", peer: idOf(2) });
    cluster.pass(100);
    expect(answerTo(change(cluster, 1, voters(1, 2)))).toBe("begun");
  });

  test("when the new voters would have no healthy quorum", () => {
    const cluster = clusterOf(5);
    cluster.cut(4, 5);
    cluster.pass(TIMING.checkQuorumMs + 100);
    expect(change(cluster, 1, voters(1, 4, 5))).toMatchObject([
      { reason: "UNHEALTHY", about: [idOf(4), idOf(5)] },
    ]);
    expect(answerTo(change(cluster, 1, voters(1, 2, 4)))).toBe("begun");
  });
});
