/** The paper's §7, sentence by sentence: logs are compacted by snapshots, and a leader sends one when it must. */
import { describe, expect, test } from "vitest";
import { begin, clusterOf, learner } from "./membership-cluster.ts";
import { chunk, kindsOf, offer, SnapshotHand, snapshotAt } from "./snapshot-hand.ts";
import { idOf, TestCluster } from "./test-cluster.ts";
import { heartbeat } from "./test-messages.ts";
import { TIMING } from "./timing.ts";
import type { AppendRequest, Message } from "./messages.ts";
import type { Effect, Entry, Index, SnapshotMeta, Term } from "./types.ts";

const TERM = 5;

/** A node with these terms behind its configuration, that hears leader 2 of term 5. */
function follower(terms: readonly Term[]): TestCluster {
  const cluster = new TestCluster([terms, [], []], [{ term: TERM, vote: null }]);
  cluster.receive(1, heartbeat(2, 1, TERM));
  cluster.sent.length = 0;
  return cluster;
}

/** Everything of it but the last word of the disk. */
function receiveParts(cluster: TestCluster, snapshot: SnapshotMeta): void {
  cluster.receive(1, offer(2, 1, TERM, snapshot));
  for (let offset = 0; offset < snapshot.size; offset += 4) {
    const bytes = Math.min(4, snapshot.size - offset);
    cluster.receive(1, chunk(2, 1, TERM, { id: snapshot.id, offset, bytes }));
    cluster.step(1, { kind: "chunkWritten", id: snapshot.id, isSound: true });
  }
}

function install(cluster: TestCluster, snapshot: SnapshotMeta): readonly Effect[] {
  receiveParts(cluster, snapshot);
  return cluster.step(1, { kind: "snapshotFinished", id: snapshot.id, isSound: true });
}

function append(prevIndex: Index, prevTerm: Term, entries: readonly Entry[] = []): AppendRequest {
  const place = { prevIndex, prevTerm, commit: 0, entries };
  return { type: "appendRequest", from: idOf(2), to: idOf(1), term: TERM, ...place };
}

/** Node 1 leads and has compacted its log; 3 was away and lacks what is gone. */
function compacted(): { readonly cluster: TestCluster; readonly taken: SnapshotMeta } {
  const cluster = new TestCluster([[], [], []]);
  cluster.elect(1);
  cluster.cut(3);
  cluster.step(1, { kind: "peerDown", peer: idOf(3) });
  for (const text of ["a", "b", "c"]) cluster.propose(1, text);
  cluster.settle();
  cluster.pass(TIMING.checkQuorumMs + 100);
  return { cluster, taken: take(cluster, 1) };
}

function take(cluster: TestCluster, number: number): SnapshotMeta {
  const { appliedIndex } = cluster.status(number);
  const taken = snapshotAt(appliedIndex, cluster.node(number).raft.termAt(appliedIndex) ?? 0);
  cluster.step(number, { kind: "snapshotTaken", snapshot: taken });
  return taken;
}

function comeBack(cluster: TestCluster): void {
  cluster.heal(3);
  cluster.step(1, { kind: "peerUp", peer: idOf(3) });
  cluster.settle();
}

function basesOf(cluster: TestCluster, number: number): readonly number[] {
  return cluster
    .node(number)
    .effects.flatMap((one) =>
      one.kind === "persist" && one.base !== null ? [one.base.index] : [],
    );
}

const typesTo = (cluster: TestCluster, number: number): readonly Message["type"][] =>
  cluster.sent.filter(({ to }) => to === idOf(number)).map(({ type }) => type);

describe("a snapshot (§7)", () => {
  test("is taken by each server by itself, of committed entries alone, and nobody else is told", () => {
    const cluster = clusterOf(3);
    cluster.propose(1, "a", "b");
    cluster.settle();
    cluster.pass(100);
    cluster.cut(2, 3);
    cluster.propose(1, "not committed");
    cluster.sent.length = 0;
    const { appliedIndex, lastIndex } = cluster.status(1);
    expect(appliedIndex).toBeLessThan(lastIndex);
    expect(cluster.node(1).raft.baseAt(lastIndex, 0)).toBeNull();
    take(cluster, 2);
    expect(basesOf(cluster, 2)).toEqual([cluster.status(2).appliedIndex]);
    expect(basesOf(cluster, 1)).toEqual([]);
    expect(cluster.sent).toEqual([]);
  });

  test("names the last index and term that it stands for, for the check of the append that follows", () => {
    const cluster = follower([2, 3]);
    install(cluster, snapshotAt(9, 4));
    cluster.receive(1, append(9, 3));
    cluster.receive(1, append(9, 4, [{ ...blank(10), term: TERM }]));
    expect(cluster.sent.slice(-2)).toMatchObject([
      // Below the commit index nothing is compared: it is the same by Leader Completeness.
      { type: "appendResponse", success: true, index: 9 },
      { type: "appendResponse", success: true, index: 10 },
    ]);
    cluster.receive(1, append(10, 4));
    expect(cluster.sent.at(-1)).toMatchObject({ type: "appendResponse", success: false });
  });

  test("holds the newest configuration up to its index, not one that is only in the log", () => {
    const cluster = clusterOf(3, 1);
    const { appliedIndex } = cluster.status(1);
    cluster.cut(2, 3);
    begin(cluster, 1, learner(4));
    const base = cluster.node(1).raft.baseAt(appliedIndex, 0);
    expect(base?.configuration.index).toBe(1);
  });

  test("once written lets the server delete the log up to its index, and any snapshot before it", () => {
    const { cluster, taken } = compacted();
    expect(basesOf(cluster, 1)).toEqual([taken.base.index]);
    for (const text of ["d", "e"]) cluster.propose(1, text);
    cluster.settle();
    const later = take(cluster, 1);
    expect([...(cluster.node(1).raft.neededSnapshots() ?? [])]).toEqual([later.id]);
  });

  test("is written while the server goes on: commands are taken and committed meanwhile", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    // So much log that a copy is worth its while.
    for (let at = 0; at < 1_200; at += 1) {
      cluster.propose(1, "x".repeat(900));
      cluster.settle();
    }
    expect(kindsOf(cluster.node(1).effects).filter((kind) => kind === "takeSnapshot")).toHaveLength(
      1,
    );
    const { commitIndex } = cluster.status(1);
    cluster.propose(1, "meanwhile");
    cluster.settle();
    expect(cluster.status(1).commitIndex).toBe(commitIndex + 1);
  });
});

describe("who sends one, and when (§7)", () => {
  test("a leader sends it only to a follower that needs what the log has let go of", () => {
    const { cluster } = compacted();
    comeBack(cluster);
    expect(typesTo(cluster, 3)).toContain("snapshotOffer");
    expect(typesTo(cluster, 2)).not.toContain("snapshotOffer");
  });

  test("a follower that is only slow gets the entries that it lacks", () => {
    const cluster = clusterOf(3);
    cluster.cut(3);
    cluster.propose(1, "a", "b", "c");
    cluster.settle();
    // It was heard a moment ago: what it lacks is kept.
    take(cluster, 1);
    cluster.heal(3);
    cluster.pass(500);
    expect(typesTo(cluster, 3)).not.toContain("snapshotOffer");
    expect(cluster.status(3).lastIndex).toBe(cluster.status(1).lastIndex);
  });

  test.each([
    { what: "an offer", message: offer(3, 1, TERM, snapshotAt(9, 4)) },
    { what: "a part", message: chunk(3, 1, TERM, { id: "at 9", offset: 0 }) },
  ])("nobody but the leader of the term sends it: $what of another is refused", ({ message }) => {
    const cluster = follower([2, 3]);
    cluster.receive(1, offer(2, 1, TERM, snapshotAt(9, 4)));
    const effects = cluster.receive(1, message);
    expect(effects).toMatchObject([{ kind: "refused", reason: "SECOND_LEADER" }]);
  });

  test("one of a past term is answered at once with the present one, and nothing of it is written", () => {
    const cluster = follower([2, 3]);
    const effects = cluster.receive(1, offer(3, 1, TERM - 1, snapshotAt(9, 4)));
    expect(kindsOf(effects)).toEqual(["refused", "heartbeatResponse"]);
    expect(cluster.sent.at(-1)).toMatchObject({ to: idOf(3), term: TERM });
  });

  test("a part is a sign of life: while they come nobody stands for election", () => {
    const cluster = follower([2, 3]);
    const snapshot = { ...snapshotAt(9, 4), size: 400 };
    cluster.receive(1, offer(2, 1, TERM, snapshot));
    cluster.cut(1);
    for (let offset = 0; offset < 80; offset += 4) {
      cluster.pass(100);
      cluster.receive(1, chunk(2, 1, TERM, { id: snapshot.id, offset }));
      cluster.step(1, { kind: "chunkWritten", id: snapshot.id, isSound: true });
    }
    expect(cluster.status(1)).toMatchObject({ role: "follower", term: TERM, leader: idOf(2) });
    const asked = cluster.sent.filter((one) => one.type === "voteRequest" && one.from === idOf(1));
    expect(asked).toEqual([]);
  });
});

describe("what it does to a log (§7, Figure 13)", () => {
  test("parts come in their order from offset 0, and each is answered when it is written", () => {
    const cluster = follower([]);
    cluster.receive(1, offer(2, 1, TERM, snapshotAt(9, 4)));
    const first = chunk(2, 1, TERM, { id: "at 9", offset: 0 });
    expect(cluster.receive(1, first)).toMatchObject([{ kind: "writeChunk", offset: 0 }]);
    expect(cluster.sent).toMatchObject([{ type: "snapshotPull", offset: 0 }]);
    cluster.step(1, { kind: "chunkWritten", id: "at 9", isSound: true });
    expect(cluster.sent.at(-1)).toMatchObject({ type: "snapshotPull", offset: 4 });
  });

  test("nothing is reset before the last part is there and the whole is durable", () => {
    const cluster = follower([2, 3]);
    receiveParts(cluster, snapshotAt(9, 4));
    expect(kindsOf(cluster.node(1).effects)).not.toContain("restore");
    expect(cluster.status(1)).toMatchObject({ lastIndex: 3, commitIndex: 0 });
  });

  test("what was received of one with a smaller index is dropped for a later one", () => {
    const cluster = follower([]);
    cluster.receive(1, offer(2, 1, TERM, snapshotAt(9, 4)));
    cluster.receive(1, chunk(2, 1, TERM, { id: "at 9", offset: 0 }));
    cluster.step(1, { kind: "chunkWritten", id: "at 9", isSound: true });
    cluster.receive(1, offer(2, 1, TERM, snapshotAt(12, 4)));
    expect(cluster.sent.at(-1)).toMatchObject({ type: "snapshotPull", id: "at 12", offset: 0 });
    expect([...(cluster.node(1).raft.neededSnapshots() ?? [])]).toEqual(["at 12"]);
  });

  test.each([
    {
      name: "holds its last entry: what follows stays",
      log: [2, 3, 3, 4],
      last: [5, 4],
      cut: null,
    },
    { name: "ends with it: nothing follows", log: [2, 3], last: [3, 3], cut: null },
    { name: "has another there: all of it goes", log: [2, 2, 2, 2], last: [3, 3], cut: 3 },
    { name: "does not reach so far: all of it goes", log: [2], last: [3, 3], cut: null },
    { name: "is empty", log: [], last: [3, 3], cut: null },
  ] as const)("a log that $name", ({ log, last: [lastIndex, lastTerm], cut }) => {
    const cluster = follower([...log]);
    const effects = install(cluster, snapshotAt(3, 3));
    expect(cluster.status(1)).toMatchObject({ lastIndex, lastTerm, commitIndex: 3 });
    expect(effects).toContainEqual(
      expect.objectContaining({ kind: "persist", truncateFrom: cut, base: snapshotAt(3, 3).base }),
    );
  });

  test("entries in conflict with it go though they are on disk: they were never committed", () => {
    const cluster = follower([4, 4, 4, 4, 4]);
    install(cluster, snapshotAt(4, 5));
    expect(cluster.status(1)).toMatchObject({ lastIndex: 4, lastTerm: 5 });
    cluster.receive(1, append(4, 5, [{ ...blank(5), term: TERM }]));
    expect(cluster.status(1)).toMatchObject({ lastIndex: 5, lastTerm: TERM });
  });

  test("the state is what the snapshot says, and so are the members", () => {
    const { cluster, taken } = compacted();
    cluster.join(4);
    begin(cluster, 1, learner(4));
    const hand = new SnapshotHand(cluster);
    cluster.step(1, { kind: "peerUp", peer: idOf(4) });
    cluster.settle();
    hand.work();
    expect(hand.restored.get(4)).toEqual([taken.id]);
    expect(cluster.status(4).commitIndex).toBe(cluster.status(1).lastIndex);
    expect(cluster.node(4).raft.configuration().learners).toEqual([idOf(4)]);
  });

  test("one that says less than the log is known to hold changes nothing", () => {
    const cluster = follower([2, 3, 3]);
    cluster.receive(1, { ...append(4, 3), commit: 4 });
    const effects = cluster.receive(1, offer(2, 1, TERM, snapshotAt(3, 3)));
    expect(kindsOf(effects)).toEqual(["appendResponse"]);
    expect(cluster.status(1)).toMatchObject({ lastIndex: 4, commitIndex: 4 });
  });
});

function blank(index: Index): Entry {
  return { index, term: TERM, time: 0, kind: "noop", data: new Uint8Array(0) };
}
