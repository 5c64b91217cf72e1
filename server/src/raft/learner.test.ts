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
import { heartbeat } from "./test-messages.ts";
import { TIMING } from "./timing.ts";
import type { Message } from "./messages.ts";

function isVoteRequest(message: Message): boolean {
  return message.type === "voteRequest";
}

describe("a learner (dissertation §4.2.1)", () => {
  test("gets the whole log and counts for nothing: not for commits, not for check-quorum", () => {
    const cluster = clusterOf(3, 2);
    cluster.propose(1, "a", "b");
    complete(cluster, 1, learner(4));
    complete(cluster, 1, learner(5));
    expect(cluster.terms(4)).toEqual(cluster.terms(1));
    const { commitIndex } = cluster.status(1);
    cluster.cut(2, 3);
    cluster.propose(1, "c");
    cluster.settle();
    expect(cluster.status(5).lastIndex).toBe(commitIndex + 1);
    expect(cluster.status(1).commitIndex).toBe(commitIndex);
    cluster.pass(TIMING.checkQuorumMs + 200);
    expect(cluster.status(1).role).not.toBe("leader");
  });

  test("does not confirm reads and does not set the time of the log", () => {
    const cluster = clusterOf(3, 1);
    complete(cluster, 1, learner(4));
    cluster.cut(2, 3);
    cluster.step(1, { kind: "read", ids: [7] });
    cluster.settle();
    expect(cluster.node(1).effects.some(({ kind }) => kind === "readReady")).toBe(false);
    const time = cluster.node(1).raft.time();
    cluster.receive(1, {
      type: "heartbeatResponse",
      from: idOf(4),
      to: idOf(1),
      term: cluster.status(1).term,
      round: 0,
      wall: 9_000_000,
    });
    expect(cluster.node(1).raft.time()).toBeLessThan(time + 1_000);
  });

  test("never campaigns, neither by silence nor when the leader's connection breaks", () => {
    const cluster = clusterOf(3, 1);
    complete(cluster, 1, learner(4));
    cluster.cut(1, 2, 3);
    cluster.sent.length = 0;
    cluster.step(4, { kind: "peerDown", peer: idOf(1) });
    cluster.pass(5_000);
    expect(cluster.sent.filter(({ from }) => from === idOf(4)).filter(isVoteRequest)).toEqual([]);
    expect(cluster.status(4).role).toBe("follower");
  });

  test("that does not know of its promotion yet votes when asked (campaign_learner_must_vote)", () => {
    const cluster = clusterOf(2, 1);
    complete(cluster, 1, learner(3));
    cluster.pass(100);
    cluster.cut(3);
    begin(cluster, 1, voters(1, 2, 3));
    cluster.settle();
    expect(configurations(cluster, 2, 3)).toEqual(["1 2 3", "1 2 (3)"]);
    cluster.cut(1);
    cluster.heal(3);
    cluster.elect(2);
    cluster.pass(1_000);
    expect(cluster.leaders()).toContain(2);
    expect(configurationOf(cluster, 3)).toBe("1 2 3");
  });

  test("a node that waits outside follows whoever speaks to it, and campaigns never", () => {
    const cluster = clusterOf(3, 1);
    cluster.pass(5_000);
    expect(cluster.status(4)).toMatchObject({ role: "follower", term: 0 });
    cluster.receive(4, heartbeat(1, 4, 2));
    expect(cluster.status(4)).toMatchObject({ term: 2, leader: idOf(1) });
  });
});
