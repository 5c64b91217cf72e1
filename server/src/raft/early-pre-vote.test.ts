import { describe, expect, test } from "vitest";
import { idOf, TestCluster } from "./test-cluster.ts";
import { heartbeat, voteRequest } from "./test-messages.ts";
import { TIMING } from "./timing.ts";

describe("early pre-vote (raft.md §2)", () => {
  function killLeader(cluster: TestCluster): number {
    const leader = cluster.leaders()[0] ?? 0;
    cluster.cut(leader);
    for (const number of cluster.numbers()) {
      if (number !== leader) cluster.step(number, { kind: "peerDown", peer: idOf(leader) });
    }
    return leader;
  }

  test("a broken connection to the leader replaces it long before a timeout", () => {
    const cluster = new TestCluster([[], [], [], [], []]);
    cluster.elect(1);
    cluster.pass(100);
    killLeader(cluster);
    cluster.pass(40);
    expect(cluster.leaders().filter((number) => number !== 1)).toHaveLength(1);
  });

  test("each follower waits a random moment of 1 to 10 ms, never none, so that they do not all ask at once (ADR 18)", () => {
    const cluster = new TestCluster(Array.from({ length: 99 }, () => []));
    cluster.elect(1);
    const waits = new Set<number>();
    for (const number of cluster.numbers().slice(1)) {
      const { raft } = cluster.node(number);
      cluster.step(number, { kind: "peerDown", peer: idOf(1) });
      waits.add(raft.deadline() - cluster.now);
    }
    const all = Array.from({ length: TIMING.earlyDelayMaxMs }, (_, at) => at + 1);
    expect([...waits].toSorted((one, other) => one - other)).toEqual(all);
  });

  test("one node that alone lost its connection deposes nobody", () => {
    const cluster = new TestCluster([[], [], [], [], []]);
    cluster.elect(1);
    cluster.pass(100);
    cluster.step(2, { kind: "peerDown", peer: idOf(1) });
    cluster.pass(600);
    expect(cluster.leaders()).toEqual([1]);
    expect(cluster.status(2).term).toBe(2);
  });

  test("a goodbye is no loss: whoever says it hands over first, and silence decides about the rest", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.pass(100);
    for (const number of [2, 3]) cluster.step(number, { kind: "peerLeft", peer: idOf(1) });
    cluster.cut(1);
    cluster.pass(TIMING.suspicionUnknownMs - 100);
    expect(cluster.status(2)).toMatchObject({ role: "follower", leader: idOf(1), term: 2 });
    expect(cluster.status(3)).toMatchObject({ role: "follower", leader: idOf(1), term: 2 });
  });

  test("nobody is sent to a leader whose connection has just broken", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    const lost = cluster.step(2, { kind: "peerDown", peer: idOf(1) });
    expect(lost.at(-1)).toMatchObject({ kind: "status", leader: null });
    expect(cluster.propose(2, "a")).toMatchObject([{ kind: "reject", reason: "NO_LEADER" }]);
    const heard = cluster.receive(2, heartbeat(1, 2, 2));
    expect(heard.at(-1)).toMatchObject({ kind: "status", leader: idOf(1) });
  });

  test("hearing the leader again ends the early path", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.step(2, { kind: "peerDown", peer: idOf(1) });
    cluster.receive(2, heartbeat(1, 2, 2));
    cluster.pass(TIMING.earlyDelayMaxMs + 10);
    expect(cluster.status(2)).toMatchObject({ role: "follower", leader: idOf(1) });
  });

  test("a pre-candidate yields to an equal log with a lower id, never to a higher one", () => {
    const cluster = new TestCluster([[], [], [], [], []]);
    cluster.cut(1, 3, 4, 5);
    cluster.elect(2);
    expect(cluster.status(2).role).toBe("preCandidate");
    cluster.receive(2, voteRequest(4, 2, 2, { isPreVote: true }));
    expect(cluster.status(2).role).toBe("preCandidate");
    cluster.receive(2, voteRequest(1, 2, 2, { isPreVote: true }));
    expect(cluster.status(2).role).toBe("follower");
  });

  test("who granted a vote refuses pre-votes for a moment, so that the elected can speak first", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.receive(1, voteRequest(2, 1, 2));
    cluster.receive(1, voteRequest(3, 1, 3, { isPreVote: true }));
    expect(cluster.sent.at(-1)).toMatchObject({ isPreVote: true, granted: false });
    cluster.now += TIMING.afterVoteMs;
    cluster.receive(1, voteRequest(3, 1, 3, { isPreVote: true }));
    expect(cluster.sent.at(-1)).toMatchObject({ isPreVote: true, granted: true });
  });
});
