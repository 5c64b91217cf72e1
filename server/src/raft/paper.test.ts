/**
 * The paper's §5, sentence by sentence, where no other test of this folder says it already. In brackets: the names
 * under which etcd's raft_paper_test has it; DESIGN.md says where the rest of those is.
 */
import { describe, expect, test } from "vitest";
import { idOf, TestCluster } from "./test-cluster.ts";
import { heartbeat, voteResponse } from "./test-messages.ts";
import { TIMING } from "./timing.ts";
import type { AppendRequest, AppendResponse } from "./messages.ts";
import type { Term } from "./types.ts";

const NODES = [1, 2, 3, 4, 5];

function append(from: number, to: number, over: Partial<AppendRequest> = {}): AppendRequest {
  const place = { prevIndex: 1, prevTerm: 1, commit: 0, entries: [] };
  return {
    type: "appendRequest",
    from: idOf(from),
    to: idOf(to),
    term: 1,
    ...place,
    ...over,
  };
}

function appended(from: number, to: number, index: number, term: Term): AppendResponse {
  const hint = { hintIndex: 0, hintTerm: 0, wall: 0 };
  const envelope = { from: idOf(from), to: idOf(to), term };
  return { type: "appendResponse", ...envelope, success: true, index, ...hint };
}

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
      expect(ms).toBeGreaterThanOrEqual(TIMING.suspicionMinMs);
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
});

describe("log replication (§5.3)", () => {
  test("a command is appended and sent to all at once, behind what they are known to hold [LeaderStartReplication]", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.propose(1, "a");
    expect(cluster.sent.slice(-2)).toMatchObject([
      { type: "appendRequest", to: idOf(2), prevIndex: 2, prevTerm: 2, entries: [{ index: 3 }] },
      { type: "appendRequest", to: idOf(3), prevIndex: 2, prevTerm: 2, entries: [{ index: 3 }] },
    ]);
    expect(cluster.status(1)).toMatchObject({ lastIndex: 3, commitIndex: 2 });
  });

  test.each([
    { nodes: 3, holders: [], isCommitted: false },
    { nodes: 3, holders: [2], isCommitted: true },
    { nodes: 3, holders: [2, 3], isCommitted: true },
    { nodes: 5, holders: [2], isCommitted: false },
    { nodes: 5, holders: [2, 3], isCommitted: true },
    { nodes: 5, holders: [2, 3, 4, 5], isCommitted: true },
  ])(
    "of $nodes, held by 1 and $holders: committed is $isCommitted [LeaderAcknowledgeCommit]",
    ({ nodes, holders, isCommitted }) => {
      const cluster = new TestCluster(Array.from({ length: nodes }, () => []));
      cluster.elect(1);
      cluster.propose(1, "a");
      for (const holder of holders) cluster.receive(1, appended(holder, 1, 3, 2));
      expect(cluster.status(1).commitIndex).toBe(isCommitted ? 3 : 2);
    },
  );

  test.each([[[]], [[2]], [[1, 2]], [[1, 1]]])(
    "a commit commits all before it, of earlier leaders too: %j [LeaderCommitPrecedingEntries, LeaderCommitEntry]",
    (terms) => {
      const cluster = new TestCluster([terms, [], []]);
      cluster.elect(1);
      cluster.propose(1, "a");
      cluster.settle();
      const last = 1 + terms.length + 2;
      expect(cluster.status(1)).toMatchObject({ commitIndex: last, appliedIndex: last });
      expect(cluster.node(1).applied).toBe(last);
    },
  );

  test("a follower applies what it learns to be committed, in order [FollowerCommitEntry]", () => {
    const cluster = new TestCluster([[], [], []]);
    const entries = [2, 3].map((index) => {
      return { index, term: 1, time: 0, kind: "command", data: new Uint8Array([index]) } as const;
    });
    cluster.receive(1, append(2, 1, { entries, commit: 2 }));
    expect(cluster.status(1).appliedIndex).toBe(2);
    cluster.receive(1, append(2, 1, { prevIndex: 3, commit: 3 }));
    expect(cluster.status(1).appliedIndex).toBe(3);
  });
});
