/**
 * The paper's §5.1, §5.2 and §5.6, sentence by sentence. In brackets: the names under which etcd's raft_paper_test has
 * it; DESIGN.md says where the rest of those is.
 */
import { describe, expect, test } from "vitest";
import { idOf, TestCluster } from "./test-cluster.ts";
import { append, appended, heartbeat, voteRequest, voteResponse } from "./test-messages.ts";
import { TIMING } from "./timing.ts";

const NODES = [1, 2, 3, 4, 5];

/** Node 1 with that role in term 2, cut off from two others. */
function inRole(role: "follower" | "candidate" | "leader"): TestCluster {
  const cluster = new TestCluster([[], [], []]);
  if (role === "follower") {
    cluster.receive(1, heartbeat(2, 1, 2));
    return cluster;
  }
  cluster.cut(2, 3);
  cluster.elect(1);
  cluster.receive(1, voteResponse(2, 1, 2, { isPreVote: true }));
  if (role === "leader") cluster.receive(1, voteResponse(2, 1, 2));
  expect(cluster.status(1)).toMatchObject({ role, term: 2 });
  return cluster;
}

/** Until this node alone asks for pre-votes: how long it was silent, ms. */
function silence(cluster: TestCluster, number: number): number {
  const startedAt = cluster.now;
  cluster.cut(...cluster.numbers());
  while (cluster.status(number).role !== "preCandidate") {
    cluster.now += 1;
    cluster.step(number, { kind: "tick" });
  }
  return cluster.now - startedAt;
}

describe("terms (§5.1)", () => {
  test.each(["follower", "candidate", "leader"] as const)(
    "a %s that hears of a higher term takes it and follows [FollowerUpdateTermFromMessage, CandidateUpdateTermFromMessage, LeaderUpdateTermFromMessage]",
    (role) => {
      const cluster = inRole(role);
      cluster.receive(1, append(3, 1, { term: 5 }));
      expect(cluster.status(1)).toMatchObject({ role: "follower", term: 5, leader: idOf(3) });
      expect(cluster.node(1).hardState).toEqual({ term: 5, vote: null });
    },
  );

  test("an answer of a higher term ends an office too [LeaderUpdateTermFromMessage]", () => {
    const cluster = inRole("leader");
    cluster.receive(1, { ...appended(3, 1, 2, 6), success: false });
    expect(cluster.status(1)).toMatchObject({ role: "follower", term: 6, leader: null });
  });

  test("a request of a past term changes nothing [RejectStaleTermMessage]", () => {
    const cluster = inRole("follower");
    const before = cluster.status(1);
    const entry = { index: 2, term: 1, time: 0, kind: "command", data: new Uint8Array(1) } as const;
    cluster.receive(1, append(3, 1, { term: 1, commit: 2, entries: [entry] }));
    expect(cluster.status(1)).toEqual(before);
    expect(cluster.terms(1)).toEqual([]);
  });
});

describe("leader election (§5.2)", () => {
  test("servers start as followers [StartAsFollower]", () => {
    const cluster = new TestCluster([[3], [], []]);
    for (const number of cluster.numbers())
      expect(cluster.status(number)).toMatchObject({ role: "follower", leader: null });
  });

  test("a leader sends heartbeats to all, at every interval [LeaderBcastBeat]", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.pass(100);
    const before = cluster.sent.length;
    cluster.pass(10 * TIMING.heartbeatMs);
    const beats = cluster.sent.slice(before).filter(({ type }) => type === "heartbeatRequest");
    for (const to of [2, 3].map(idOf))
      expect(beats.filter((one) => one.to === to)).toHaveLength(10);
  });

  test("a follower that hears nothing begins an election: next term, own vote, all are asked [FollowerStartElection, VoteRequest]", () => {
    const cluster = new TestCluster([[1, 2], [], []]);
    cluster.elect(1);
    const asked = cluster.sent.filter((one) => one.type === "voteRequest" && !one.isPreVote);
    expect(cluster.node(1).hardState).toEqual({ term: 3, vote: idOf(1) });
    expect(asked).toMatchObject([
      { to: idOf(2), term: 3, lastIndex: 3, lastTerm: 2 },
      { to: idOf(3), term: 3, lastIndex: 3, lastTerm: 2 },
    ]);
  });

  test("a candidate without a majority begins another election, in another term [CandidateStartNewElection]", () => {
    const cluster = inRole("candidate");
    silence(cluster, 1);
    cluster.receive(1, voteResponse(3, 1, 3, { isPreVote: true }));
    expect(cluster.status(1)).toMatchObject({ role: "candidate", term: 3, vote: idOf(1) });
  });

  test.each([
    { nodes: 1, yes: [], no: [], role: "leader" },
    { nodes: 3, yes: [2, 3], no: [], role: "leader" },
    { nodes: 3, yes: [2], no: [], role: "leader" },
    { nodes: 5, yes: [2, 3, 4, 5], no: [], role: "leader" },
    { nodes: 5, yes: [2, 3], no: [4, 5], role: "leader" },
    { nodes: 3, yes: [], no: [2, 3], role: "follower" },
    { nodes: 5, yes: [2], no: [3, 4, 5], role: "follower" },
    { nodes: 3, yes: [], no: [], role: "candidate" },
    { nodes: 5, yes: [2], no: [3], role: "candidate" },
  ])(
    "of $nodes, with the votes of $yes and against $no: $role [LeaderElectionInOneRoundRPC]",
    ({ nodes, yes, no, role }) => {
      const cluster = new TestCluster(Array.from({ length: nodes }, () => []));
      cluster.cut(...cluster.numbers().slice(1));
      cluster.elect(1);
      for (const voter of cluster.numbers().slice(1))
        cluster.receive(1, voteResponse(voter, 1, 2, { isPreVote: true }));
      for (const voter of yes) cluster.receive(1, voteResponse(voter, 1, 2));
      for (const voter of no) cluster.receive(1, voteResponse(voter, 1, 2, { granted: false }));
      expect(cluster.status(1)).toMatchObject({ role, term: 2 });
    },
  );

  test("timeouts are random within their bounds [FollowerElectionTimeoutRandomized, CandidateElectionTimeoutRandomized]", () => {
    const all = NODES.flatMap((number) => {
      const cluster = new TestCluster([[], [], [], [], []]);
      cluster.receive(number, heartbeat((number % 5) + 1, number, 2));
      const first = silence(cluster, number);
      // Its early tries over, it waits a whole timeout again.
      return [first];
    });
    for (const ms of all) {
      expect(ms).toBeGreaterThanOrEqual(TIMING.suspicionUnknownMs);
      expect(ms).toBeLessThanOrEqual(1.5 * TIMING.suspicionMaxMs);
    }
    expect(new Set(all).size).toBeGreaterThan(3);
  });

  test("so that one goes first [FollowersElectionTimeoutNonconflict, CandidatesElectionTimeoutNonconflict]", () => {
    const cluster = new TestCluster([[], [], [], [], []]);
    cluster.pass(2_000);
    const campaigned = cluster.sent.filter((one) => one.type === "voteRequest" && !one.isPreVote);
    expect(new Set(campaigned.map(({ from }) => from)).size).toBe(1);
    expect(cluster.leaders()).toHaveLength(1);
  });

  test("a follower stays one as long as it hears from a leader", () => {
    const cluster = inRole("follower");
    cluster.cut(1);
    for (let round = 0; round < 50; round += 1) {
      cluster.pass(100);
      cluster.receive(1, heartbeat(2, 1, 2));
    }
    expect(cluster.status(1)).toMatchObject({ role: "follower", term: 2, leader: idOf(2) });
  });

  test("who wins speaks to all at once, so that nobody else stands", () => {
    const cluster = inRole("candidate");
    cluster.sent.length = 0;
    cluster.receive(1, voteResponse(2, 1, 2));
    expect(cluster.sent).toMatchObject([
      { type: "appendRequest", to: idOf(2), term: 2 },
      { type: "appendRequest", to: idOf(3), term: 2 },
    ]);
  });

  test.each([
    { claims: "its own term", term: 2, role: "follower" },
    { claims: "a later one", term: 3, role: "follower" },
    { claims: "a past one", term: 1, role: "candidate" },
  ])("a candidate that hears a leader of $claims is a $role", ({ term, role }) => {
    const cluster = inRole("candidate");
    cluster.receive(1, append(3, 1, { term }));
    expect(cluster.status(1)).toMatchObject({ role, term: Math.max(2, term) });
  });

  test("a server votes once a term, for who asks first, and says so again to the same", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.receive(1, voteRequest(2, 1, 5));
    cluster.receive(1, voteRequest(3, 1, 5));
    cluster.receive(1, voteRequest(2, 1, 5));
    const answers = cluster.sent.flatMap((one) =>
      one.type === "voteResponse" ? [one.granted] : [],
    );
    expect(answers).toEqual([true, false, true]);
    cluster.restart(1);
    cluster.receive(1, voteRequest(3, 1, 5));
    expect(cluster.sent.at(-1)).toMatchObject({ type: "voteResponse", granted: false });
  });

  test("a split vote ends its term without a leader; the next term has another try", () => {
    const cluster = new TestCluster([[], [], [], []]);
    for (const [voter, candidate] of [
      [1, 1],
      [2, 2],
      [3, 1],
      [4, 2],
    ] as const)
      if (voter !== candidate) cluster.receive(voter, voteRequest(candidate, voter, 2));
    // Two votes each of four: as their answers would have it, nobody leads in the second term.
    const granted = cluster.sent.filter((one) => one.type === "voteResponse" && one.granted);
    expect(granted.map(({ to }) => to)).toEqual([idOf(1), idOf(2)]);
    cluster.pass(3_000);
    expect(cluster.leaders()).toHaveLength(1);
    expect(cluster.status(cluster.leaders()[0] ?? 0).term).toBeGreaterThan(2);
  });
});

describe("timing (§5.6)", () => {
  test("a heartbeat comes several times in the shortest timeout", () => {
    expect(3 * TIMING.heartbeatMs).toBeLessThanOrEqual(TIMING.suspicionMinMs);
  });

  test("safety does not depend on it: a leader that slept for long commits nothing alone", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.cut(1);
    cluster.elect(2);
    cluster.now += 60_000;
    cluster.propose(1, "late");
    const { commitIndex } = cluster.status(1);
    cluster.heal(1);
    cluster.pass(1_000);
    expect(cluster.terms(1)).toEqual(cluster.terms(2));
    expect(cluster.status(1).commitIndex).toBeGreaterThanOrEqual(commitIndex);
    expect(cluster.leaders()).toEqual([2]);
  });
});
