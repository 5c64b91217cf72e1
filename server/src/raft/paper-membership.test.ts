/** The paper's §6, sentence by sentence: changes of members by joint consensus, and what disturbs them. */
import { describe, expect, test } from "vitest";
import {
  begin,
  clusterOf,
  complete,
  configurationOf,
  configurations,
  learner,
  voters,
} from "./membership-cluster.ts";
import { idOf } from "./test-cluster.ts";
import type { TestCluster } from "./test-cluster.ts";
import { heartbeat, voteRequest } from "./test-messages.ts";
import { TIMING } from "./timing.ts";

/** Voters 1 2 3 led by 1, and 4 5 that hold the whole log and do not vote. */
function withNewcomers(): TestCluster {
  const cluster = clusterOf(3, 2);
  complete(cluster, 1, learner(4));
  complete(cluster, 1, learner(5));
  cluster.pass(100);
  return cluster;
}

/** From 1 2 3 to 3 4 5, and only these hear of it at first. */
function halfChanged(...heard: readonly number[]): TestCluster {
  const cluster = withNewcomers();
  cluster.cut(...[2, 3, 4, 5].filter((number) => !heard.includes(number)));
  begin(cluster, 1, voters(3, 4, 5));
  cluster.settle();
  return cluster;
}

const JOINT = "3 4 5 | 1 2 3";

describe("joint consensus (§6)", () => {
  test("no server changes over at once: between the old and the new members lies a joint configuration", () => {
    const cluster = withNewcomers();
    begin(cluster, 1, voters(3, 4, 5));
    expect(configurationOf(cluster, 1)).toBe(JOINT);
    cluster.settle();
    const told = cluster.node(3).effects.filter((one) => one.kind === "configuration");
    const voting = told.map(({ configuration }) => configuration.voters.map(Number).join(" "));
    expect(voting.slice(-3)).toEqual(["3 4 5", "3 4 5", "3 4 5"]);
    expect(told.some(({ configuration }) => configuration.outgoing.length > 0)).toBe(true);
  });

  test("a configuration is an entry of the log like any other, and is replicated to the members of both", () => {
    const cluster = withNewcomers();
    cluster.sent.length = 0;
    begin(cluster, 1, voters(3, 4, 5));
    const sent = cluster.sent.filter((one) => one.type === "appendRequest");
    expect(sent.map(({ to }) => to)).toEqual([2, 3, 4, 5].map(idOf));
    expect(sent.every(({ entries }) => entries[0]?.kind === "configuration")).toBe(true);
  });

  test("each server goes by the newest configuration in its log, whether or not it is committed", () => {
    const cluster = halfChanged(4);
    expect(configurations(cluster, 1, 2, 3, 4, 5)).toEqual([
      JOINT,
      "1 2 3 (4 5)",
      "1 2 3 (4 5)",
      JOINT,
      "1 2 3 (4 5)",
    ]);
    const { commitIndex, lastIndex } = cluster.status(1);
    expect(commitIndex).toBeLessThan(lastIndex);
  });

  test.each([
    { name: "of the old alone", up: [1, 2], isCommitted: false },
    { name: "of the new alone, beside the leader", up: [1, 4, 5], isCommitted: false },
    { name: "of each", up: [1, 2, 4, 5], isCommitted: true },
    { name: "of each, by one who is in both", up: [1, 3, 4], isCommitted: true },
  ])(
    "an entry is committed only by majorities $name: $isCommitted is what it comes to",
    ({ up, isCommitted }) => {
      const cluster = halfChanged(...up.filter((number) => number !== 1));
      expect(configurationOf(cluster, 1)).toBe(isCommitted ? "3 4 5" : JOINT);
    },
  );

  test.each([
    { name: "of the old alone", up: [1, 2, 3], stands: 2, isElected: false },
    { name: "of the new alone", up: [3, 4, 5], stands: 4, isElected: false },
    { name: "of each", up: [2, 3, 4], stands: 4, isElected: true },
  ])(
    "whoever has the joint configuration is elected by majorities $name: $isElected",
    ({ up, stands, isElected }) => {
      const cluster = withNewcomers();
      begin(cluster, 1, voters(3, 4, 5));
      // All append it; none of the acknowledgements arrives.
      for (const message of cluster.sent.slice(-4)) cluster.receive(Number(message.to), message);
      cluster.cut(1, 2, 3, 4, 5);
      cluster.settle();
      // A leader that hears one majority alone leaves office for want of the other.
      cluster.heal(...up);
      cluster.pass(isElected ? 3_000 : TIMING.checkQuorumMs + 300);
      cluster.elect(stands);
      cluster.pass(2_000);
      const isLed = up.some((number) => cluster.status(number).role === "leader");
      expect(isLed).toBe(isElected);
    },
  );

  test("any server of either configuration may lead meanwhile: one that only joins too", () => {
    const cluster = withNewcomers();
    begin(cluster, 1, voters(3, 4, 5));
    for (const message of cluster.sent.slice(-4)) cluster.receive(Number(message.to), message);
    cluster.cut(1);
    cluster.elect(4);
    expect(cluster.leaders()).toEqual([1, 4]);
    cluster.pass(1_000);
    expect(configurations(cluster, 3, 4, 5)).toEqual(["3 4 5", "3 4 5", "3 4 5"]);
  });

  test("if the leader dies before it is committed, the next may be elected under the old one, and it is gone", () => {
    const cluster = halfChanged(4);
    cluster.cut(1);
    cluster.heal(2, 3);
    cluster.elect(2);
    cluster.heal(1, 5);
    cluster.pass(1_000);
    expect(configurations(cluster, 1, 2, 3, 4, 5)).toEqual(
      Array.from({ length: 5 }, () => "1 2 3 (4 5)"),
    );
  });

  test("once it is committed, only servers that have it can be elected, and the change is finished", () => {
    const cluster = withNewcomers();
    cluster.cut(2);
    begin(cluster, 1, voters(3, 4, 5));
    for (const message of cluster.sent.slice(-4))
      if (message.to !== idOf(2)) cluster.receive(Number(message.to), message);
    cluster.cut(1);
    cluster.settle();
    cluster.heal(2);
    // The one that lacks it asks first, and again.
    cluster.elect(2);
    expect(cluster.status(2).role).not.toBe("leader");
    cluster.pass(3_000);
    expect(cluster.leaders().filter((number) => number > 2)).toHaveLength(1);
    expect(configurations(cluster, 3, 4, 5)).toEqual(["3 4 5", "3 4 5", "3 4 5"]);
  });

  test("when the new configuration is committed by its own rules the old one counts no more: its members may go", () => {
    const cluster = withNewcomers();
    complete(cluster, 1, voters(3, 4, 5));
    cluster.pass(1_000);
    cluster.cut(1, 2);
    cluster.pass(1_000);
    const [leader = 0] = cluster.leaders().filter((number) => number > 2);
    cluster.propose(leader, "a");
    cluster.pass(100);
    const { commitIndex, lastIndex } = cluster.status(leader);
    expect([leader > 2, commitIndex]).toEqual([true, lastIndex]);
  });
});

describe("new servers (§6)", () => {
  test("join without a vote: the log is replicated to them, and no majority counts them", () => {
    const cluster = clusterOf(3, 1);
    complete(cluster, 1, learner(4));
    cluster.cut(2, 3);
    const { commitIndex } = cluster.status(1);
    cluster.propose(1, "a");
    cluster.settle();
    expect(cluster.status(4).lastIndex).toBe(commitIndex + 1);
    expect(cluster.status(1).commitIndex).toBe(commitIndex);
  });

  test("get a vote when they have caught up, and the change then goes on as any other", () => {
    const cluster = clusterOf(3, 1);
    cluster.propose(1, "a", "b", "c");
    cluster.settle();
    complete(cluster, 1, learner(4));
    cluster.pass(100);
    expect(cluster.status(4).lastIndex).toBe(cluster.status(1).lastIndex);
    complete(cluster, 1, voters(1, 2, 3, 4));
    // Of four voters three are needed now.
    cluster.cut(3, 4);
    const { commitIndex } = cluster.status(1);
    cluster.propose(1, "d");
    cluster.settle();
    expect(cluster.status(1).commitIndex).toBe(commitIndex);
  });
});

describe("a leader that is not in the new configuration (§6)", () => {
  test("manages a cluster that it is no part of: replicates, and does not count itself", () => {
    const cluster = withNewcomers();
    cluster.cut(4, 5);
    begin(cluster, 1, voters(4, 5));
    cluster.settle();
    cluster.heal(4);
    cluster.pass(200);
    // With itself the leader and the fourth would be two of three.
    expect(configurationOf(cluster, 1)).toBe("4 5 | 1 2 3");
    expect(cluster.leaders()).toEqual([1]);
  });

  test("steps down when it has committed the new configuration, and not before", () => {
    const cluster = withNewcomers();
    begin(cluster, 1, voters(3, 4, 5));
    cluster.cut(3, 4, 5);
    cluster.settle();
    cluster.pass(TIMING.checkQuorumMs - 200);
    expect(cluster.leaders()).toEqual([1]);
    cluster.heal(3, 4, 5);
    cluster.pass(TIMING.transferMs + 200);
    expect(cluster.status(1).role).toBe("follower");
    expect(configurationOf(cluster, 1)).toBe("3 4 5");
    const left = cluster.node(1).effects.findLastIndex((one) => one.kind === "status");
    const done = cluster
      .node(1)
      .effects.findLastIndex((one) => one.kind === "configuration" && one.isCommitted);
    expect(done).toBeLessThan(left);
  });
});

describe("servers that are removed do not disrupt (§6)", () => {
  test("whoever believes that a leader exists disregards a request for votes: no vote, and no new term", () => {
    const cluster = clusterOf(3);
    const { term } = cluster.status(2);
    cluster.sent.length = 0;
    cluster.receive(2, voteRequest(9, 2, term + 7, { lastIndex: 99, lastTerm: term + 6 }));
    expect(cluster.status(2)).toMatchObject({ term, leader: idOf(1), vote: idOf(1) });
    expect(cluster.sent).toEqual([]);
    expect(cluster.node(2).hardState).toEqual({ term, vote: idOf(1) });
  });

  test("the leader itself disregards it as well", () => {
    const cluster = clusterOf(3);
    const { term } = cluster.status(1);
    cluster.receive(1, voteRequest(9, 1, term + 7, { lastIndex: 99, lastTerm: term + 6 }));
    expect(cluster.status(1)).toMatchObject({ role: "leader", term });
  });

  test.each([
    { after: TIMING.suspicionUnknownMs - 10, isGranted: false },
    { after: 1.5 * TIMING.suspicionMaxMs, isGranted: true },
  ])(
    "it believes so for a shortest timeout after it heard the leader: after $after ms it votes: $isGranted",
    ({ after, isGranted }) => {
      const cluster = clusterOf(3);
      const { term } = cluster.status(2);
      cluster.receive(2, heartbeat(1, 2, term));
      cluster.cut(1, 2, 3);
      cluster.pass(after);
      const asks = voteRequest(3, 2, term + 1, { lastIndex: 99, lastTerm: term });
      cluster.receive(2, asks);
      expect(cluster.status(2).term).toBe(isGranted ? term + 1 : term);
      expect(cluster.status(2).vote).toBe(isGranted ? idOf(3) : idOf(1));
    },
  );

  test("ordinary elections are not hindered: whoever stands has waited as long itself", () => {
    const cluster = clusterOf(3);
    cluster.cut(1);
    cluster.pass(2 * TIMING.suspicionMaxMs);
    expect(cluster.leaders().filter((number) => number !== 1)).toHaveLength(1);
  });
});
