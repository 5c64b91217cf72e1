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
import { idOf } from "./test-cluster.ts";
import { voteRequest } from "./test-messages.ts";
import { TIMING } from "./timing.ts";

describe("a leader that is removed (dissertation §4.2.2)", () => {
  test("replicates until C_new is committed, is not counted, and hands over (etcd #11038)", () => {
    const cluster = clusterOf(3);
    cluster.cut(2, 3);
    begin(cluster, 1, voters(2, 3));
    cluster.heal(2);
    cluster.pass(200);
    // C_old,new needs both of the new voters: the leader is none of them.
    expect(configurationOf(cluster, 1)).toBe("2 3 | 1 2 3");
    expect(cluster.leaders()).toEqual([1]);
    cluster.heal(3);
    cluster.pass(300);
    expect(cluster.leaders().filter((number) => number !== 1)).toHaveLength(1);
    cluster.pass(TIMING.transferMs + 100);
    expect(cluster.status(1)).toMatchObject({ role: "follower" });
    expect(configurations(cluster, 1, 2, 3)).toEqual(["2 3", "2 3", "2 3"]);
    cluster.pass(5_000);
    expect(cluster.leaders()).toHaveLength(1);
    expect(cluster.leaders()).not.toEqual([1]);
  });

  test("leaves office although nobody can take it over", () => {
    const cluster = clusterOf(2);
    cluster.sent.length = 0;
    begin(cluster, 1, voters(2));
    cluster.settle();
    cluster.cut(2);
    cluster.pass(TIMING.transferMs + TIMING.checkQuorumMs);
    expect(cluster.leaders().filter((number) => number === 1)).toEqual([]);
    cluster.heal(2);
    cluster.pass(2_000);
    expect(cluster.leaders()).toEqual([2]);
  });

  test.each([
    { who: "the follower", left: 1 },
    { who: "the leader", left: 2 },
  ])("of two, $who can be removed (etcd #10563)", ({ left }) => {
    const cluster = clusterOf(2);
    complete(cluster, 1, voters(left));
    cluster.pass(2_000);
    expect(cluster.leaders()).toEqual([left]);
    expect(configurationOf(cluster, left)).toBe(`${left}`);
    cluster.cut(3 - left);
    cluster.propose(left, "alone");
    cluster.settle();
    expect(cluster.status(left).commitIndex).toBe(cluster.status(left).lastIndex);
  });

  test("does not wait for one who is removed with it (openraft #2091)", () => {
    const cluster = clusterOf(5);
    cluster.cut(5);
    complete(cluster, 1, voters(2, 3, 4));
    cluster.pass(2_000);
    expect(cluster.leaders()).toHaveLength(1);
    expect(configurationOf(cluster, 2)).toBe("2 3 4");
  });
});

describe("a removed member", () => {
  test("campaigns until its removal is committed, when it alone can commit it (dissertation §4.2.2)", () => {
    const cluster = clusterOf(3);
    cluster.hold(3);
    begin(cluster, 1, voters(3));
    cluster.settle();
    // The acknowledgement of C_old,new leaves; C_new comes back, and a crash takes it away again.
    cluster.unhold(3);
    cluster.hold(3);
    cluster.settle();
    cluster.cut(1);
    cluster.restart(3);
    expect(configurations(cluster, 2, 3)).toEqual(["3", "3 | 1 2 3"]);
    cluster.pass(5_000);
    expect(configurations(cluster, 2, 3)).toEqual(["3", "3"]);
    expect(cluster.leaders().filter((number) => number !== 1)).toEqual([3]);
  });

  test("campaigns although it no longer knows of any commit: all its log names may be in force (seed 1540)", () => {
    const cluster = clusterOf(4);
    const others = [2, 3, 4];
    for (const number of others) cluster.hold(number);
    begin(cluster, 1, voters(2, 3, 4));
    cluster.settle();
    // C_old,new is committed; of C_new only the leader's own copy survives the crash of all.
    for (const number of others) cluster.unhold(number);
    for (const number of others) cluster.hold(number);
    cluster.settle();
    for (const number of [1, 2, 3, 4]) cluster.restart(number);
    // Without the third, nobody has a majority of the old set but with the vote of the first, whose log is longer.
    cluster.cut(3);
    expect(configurations(cluster, 1, 2, 4)).toEqual([
      "2 3 4",
      "2 3 4 | 1 2 3 4",
      "2 3 4 | 1 2 3 4",
    ]);
    cluster.pass(5_000);
    expect(configurations(cluster, 2, 4)).toEqual(["2 3 4", "2 3 4"]);
    expect(cluster.leaders().every((number) => number === 2 || number === 4)).toBe(true);
  });

  test("does not count in check-quorum, commit or reads (NATS efabcbf)", () => {
    const cluster = clusterOf(5);
    complete(cluster, 1, voters(1, 2, 3));
    cluster.cut(2, 3);
    const { commitIndex, term } = cluster.status(1);
    cluster.propose(1, "a");
    cluster.step(1, { kind: "read", ids: [7] });
    for (let passed = 0; passed < TIMING.checkQuorumMs + 200; passed += 50) {
      for (const from of [4, 5]) {
        const answer = { from: idOf(from), to: idOf(1), term, wall: 0 };
        cluster.receive(1, { type: "heartbeatResponse", round: 1, ...answer });
        const success = { success: true, index: commitIndex + 1, hintIndex: 0, hintTerm: 0 };
        cluster.receive(1, { type: "appendResponse", ...success, ...answer });
      }
      cluster.pass(50);
    }
    expect(cluster.status(1).role).not.toBe("leader");
    expect(cluster.status(1).commitIndex).toBe(commitIndex);
    expect(cluster.node(1).effects.some(({ kind }) => kind === "readReady")).toBe(false);
  });

  test("is not waited for by a read that was under way when it went", () => {
    const cluster = clusterOf(2);
    cluster.hold(2);
    begin(cluster, 1, voters(1));
    cluster.settle();
    cluster.step(1, { kind: "read", ids: [7] });
    // The second node acknowledges C_old,new, and falls silent before it has heard of the read.
    cluster.sent.length = 0;
    cluster.cut(2);
    cluster.settle();
    cluster.unhold(2);
    const [acknowledgement] = cluster.sent.filter(({ from }) => from === idOf(2));
    if (acknowledgement === undefined) throw new Error("the second node acknowledged");
    expect(cluster.node(1).effects.some(({ kind }) => kind === "readReady")).toBe(false);
    cluster.receive(1, acknowledgement);
    expect(configurationOf(cluster, 1)).toBe("1");
    expect(cluster.node(1).effects.some(({ kind }) => kind === "readReady")).toBe(true);
  });

  test("that was cut off meanwhile does not disrupt when it comes back (NATS b03093a, 69aebe8)", () => {
    const cluster = clusterOf(4);
    cluster.cut(4);
    complete(cluster, 1, voters(1, 2, 3));
    cluster.pass(3_000);
    cluster.heal(4);
    const { term } = cluster.status(1);
    cluster.pass(5_000);
    expect(configurationOf(cluster, 4)).toBe("1 2 3 4");
    expect(cluster.leaders()).toEqual([1]);
    expect(cluster.status(2).term).toBe(term);
    // Not even with a real request for votes in a far term.
    cluster.receive(2, voteRequest(4, 2, term + 50, { lastIndex: 99, lastTerm: term }));
    expect(cluster.status(2).term).toBe(term);
  });

  test("hears C_new as a last word, if it can hear, and is told nothing more", () => {
    const cluster = clusterOf(4);
    complete(cluster, 1, voters(1, 2, 3));
    expect(configurationOf(cluster, 4)).toBe("1 2 3");
    const { term } = cluster.status(1);
    cluster.sent.length = 0;
    cluster.pass(5_000);
    expect(
      cluster.sent.filter(({ type, to }) => to === idOf(4) && type !== "voteResponse"),
    ).toEqual([]);
    // It cannot know that C_new is committed, so it asks, and those who hear their leader say no.
    const own = cluster.sent.filter(({ from }) => from === idOf(4));
    expect(own.every((message) => message.type === "voteRequest" && message.isPreVote)).toBe(true);
    expect(cluster.leaders()).toEqual([1]);
    expect(cluster.status(1).term).toBe(term);
  });

  test("cannot come back under its id", () => {
    const cluster = clusterOf(4);
    complete(cluster, 1, voters(1, 2, 3));
    expect(answerTo(change(cluster, 1, learner(4)))).toBe("DUPLICATE");
  });
});
