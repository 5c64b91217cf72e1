/** The follower's half of snapshots: what it takes, in which order it goes down, what it says of it (§7). */
import { describe, expect, test } from "vitest";
import { chunk, kindsOf, offer, snapshotAt } from "./snapshot-hand.ts";
import { idOf, TestCluster } from "./test-cluster.ts";
import { heartbeat } from "./test-messages.ts";
import type { Effect, SnapshotMeta, Term } from "./types.ts";

const TERM = 5;

/** A node with these terms behind its configuration, that hears leader 2 of term 5. */
function follower(terms: readonly Term[] = []): TestCluster {
  const cluster = new TestCluster([terms, [], []], [{ term: TERM, vote: null }]);
  cluster.receive(1, heartbeat(2, 1, TERM));
  cluster.sent.length = 0;
  return cluster;
}

/** Offered and received, up to where it is verified. */
function receiveAll(cluster: TestCluster, snapshot: SnapshotMeta): readonly Effect[] {
  cluster.receive(1, offer(2, 1, TERM, snapshot));
  for (let offset = 0; offset < snapshot.size; offset += 4) {
    const bytes = Math.min(4, snapshot.size - offset);
    cluster.receive(1, chunk(2, 1, TERM, { id: snapshot.id, offset, bytes }));
    cluster.step(1, { kind: "chunkWritten", id: snapshot.id, isSound: true });
  }
  return cluster.node(1).effects;
}

function finish(cluster: TestCluster, { id }: SnapshotMeta): readonly Effect[] {
  return cluster.step(1, { kind: "snapshotFinished", id, isSound: true });
}

function install(cluster: TestCluster, snapshot: SnapshotMeta): readonly Effect[] {
  receiveAll(cluster, snapshot);
  return finish(cluster, snapshot);
}

function appendBehind(cluster: TestCluster, prevIndex: number, prevTerm: Term): void {
  const data = new Uint8Array(1);
  cluster.receive(1, {
    type: "appendRequest",
    from: idOf(2),
    to: idOf(1),
    term: TERM,
    prevIndex,
    prevTerm,
    commit: 0,
    entries: [{ index: prevIndex + 1, term: TERM, time: 0, kind: "command", data }],
  });
}

describe("what a follower takes", () => {
  test("it pulls part by part, each once the one before is written", () => {
    const cluster = follower();
    const snapshot = snapshotAt(9, 4);
    receiveAll(cluster, snapshot);
    expect(cluster.sent).toMatchObject([
      { type: "snapshotPull", offset: 0 },
      { type: "snapshotPull", offset: 4 },
      { type: "snapshotPull", offset: 8 },
    ]);
    expect(kindsOf(cluster.node(1).effects)).toContain("finishSnapshot");
  });

  test("an offer made again goes on from where it is: a reconnection costs nothing", () => {
    const cluster = follower();
    const snapshot = snapshotAt(9, 4);
    cluster.receive(1, offer(2, 1, TERM, snapshot));
    cluster.receive(1, chunk(2, 1, TERM, { id: snapshot.id, offset: 0 }));
    cluster.step(1, { kind: "chunkWritten", id: snapshot.id, isSound: true });
    cluster.sent.length = 0;
    cluster.receive(1, offer(2, 1, TERM, snapshot));
    expect(cluster.sent).toMatchObject([{ type: "snapshotPull", offset: 4 }]);
  });

  test.each([
    { name: "of another snapshot", part: { id: "other", offset: 4 } },
    { name: "that came before", part: { id: "at 9", offset: 0 } },
    { name: "that comes later", part: { id: "at 9", offset: 8, bytes: 2 } },
    { name: "that reaches behind the end", part: { id: "at 9", offset: 4, bytes: 7 } },
    { name: "without a byte", part: { id: "at 9", offset: 4, bytes: 0 } },
  ])("a part $name is not written", ({ part }) => {
    const cluster = follower();
    cluster.receive(1, offer(2, 1, TERM, snapshotAt(9, 4)));
    cluster.receive(1, chunk(2, 1, TERM, { id: "at 9", offset: 0 }));
    cluster.step(1, { kind: "chunkWritten", id: "at 9", isSound: true });
    expect(kindsOf(cluster.receive(1, chunk(2, 1, TERM, part)))).toEqual([]);
  });

  test("a doubled part is written once, also while it is being written", () => {
    const cluster = follower();
    cluster.receive(1, offer(2, 1, TERM, snapshotAt(9, 4)));
    const part = chunk(2, 1, TERM, { id: "at 9", offset: 0 });
    expect(kindsOf(cluster.receive(1, part))).toEqual(["writeChunk"]);
    expect(kindsOf(cluster.receive(1, part))).toEqual([]);
  });

  test("what cannot be written is reported, and begins anew when it is offered again", () => {
    const cluster = follower();
    const snapshot = snapshotAt(9, 4);
    cluster.receive(1, offer(2, 1, TERM, snapshot));
    cluster.receive(1, chunk(2, 1, TERM, { id: snapshot.id, offset: 0 }));
    cluster.step(1, { kind: "chunkWritten", id: snapshot.id, isSound: false });
    cluster.receive(1, offer(2, 1, TERM, snapshot));
    expect(cluster.sent.slice(-2)).toMatchObject([
      { type: "snapshotFailed", id: snapshot.id },
      { type: "snapshotPull", offset: 0 },
    ]);
  });

  test("one that does not verify is reported and never installed (raft.md bug 36)", () => {
    const cluster = follower();
    const snapshot = snapshotAt(9, 4);
    receiveAll(cluster, snapshot);
    cluster.step(1, { kind: "snapshotFinished", id: snapshot.id, isSound: false });
    expect(cluster.sent.at(-1)).toMatchObject({ type: "snapshotFailed", id: snapshot.id });
    expect(cluster.status(1)).toMatchObject({ lastIndex: 1, commitIndex: 0 });
  });
});

describe("an install", () => {
  test("at or below the commit index does not happen; the answer says what is held (raft.md bug 34)", () => {
    const cluster = follower([2, 3, 3]);
    cluster.receive(1, { ...heartbeat(2, 1, TERM), commit: 3 } as ReturnType<typeof heartbeat>);
    cluster.sent.length = 0;
    const effects = cluster.receive(1, offer(2, 1, TERM, snapshotAt(3, 3)));
    expect(kindsOf(effects)).toEqual(["appendResponse"]);
    expect(cluster.sent).toMatchObject([{ type: "appendResponse", success: true, index: 3 }]);
  });

  test("that was overtaken by entries does not happen", () => {
    const cluster = follower([2, 3, 3]);
    receiveAll(cluster, snapshotAt(3, 3));
    cluster.receive(1, { ...heartbeat(2, 1, TERM), commit: 4 } as ReturnType<typeof heartbeat>);
    const effects = finish(cluster, snapshotAt(3, 3));
    expect(kindsOf(effects)).toEqual(["appendResponse"]);
    expect(cluster.status(1)).toMatchObject({ lastIndex: 4, commitIndex: 4 });
  });

  test("behind the end of the log leaves nothing of it", () => {
    const cluster = follower([2, 3]);
    install(cluster, snapshotAt(9, 4));
    expect(cluster.status(1)).toMatchObject({ lastIndex: 9, lastTerm: 4, commitIndex: 9 });
    appendBehind(cluster, 9, 4);
    expect(cluster.status(1).lastIndex).toBe(10);
  });

  test("keeps what follows an equal entry", () => {
    const cluster = follower([2, 3, 3, 4]);
    const effects = install(cluster, snapshotAt(3, 3));
    expect(effects).toContainEqual(
      expect.objectContaining({ kind: "persist", truncateFrom: null }),
    );
    expect(cluster.status(1)).toMatchObject({ lastIndex: 5, lastTerm: 4, commitIndex: 3 });
  });

  test("cuts what conflicts with it, from its index on (raft.md bug 34)", () => {
    const cluster = follower([2, 2, 2, 2]);
    const effects = install(cluster, snapshotAt(3, 3));
    expect(effects).toContainEqual(expect.objectContaining({ kind: "persist", truncateFrom: 3 }));
    expect(cluster.status(1)).toMatchObject({ lastIndex: 3, lastTerm: 3, commitIndex: 3 });
  });

  test("is acknowledged, and reaches the state, once the log begins behind it on disk (raft.md bug 33)", () => {
    const cluster = follower([2, 3]);
    const snapshot = snapshotAt(9, 4);
    receiveAll(cluster, snapshot);
    cluster.hold(1);
    cluster.sent.length = 0;
    expect(kindsOf(finish(cluster, snapshot))).toEqual(["persist", "configuration"]);
    expect(cluster.sent).toEqual([]);
    cluster.unhold(1);
    expect(cluster.node(1).effects).toContainEqual({ kind: "restore", snapshot });
    expect(cluster.sent).toMatchObject([{ type: "appendResponse", success: true, index: 9 }]);
  });

  test("needs the older snapshot until then, and not any longer (raft.md bug 33)", () => {
    const cluster = follower();
    install(cluster, snapshotAt(9, 4));
    receiveAll(cluster, snapshotAt(20, 4));
    cluster.hold(1);
    finish(cluster, snapshotAt(20, 4));
    expect([...(cluster.node(1).raft.neededSnapshots() ?? [])].toSorted()).toEqual([
      "at 20",
      "at 9",
    ]);
    cluster.unhold(1);
    expect([...(cluster.node(1).raft.neededSnapshots() ?? [])]).toEqual(["at 20"]);
  });

  test("in quick succession: an offer waits while another is verified, then both are taken (raft.md bug 33)", () => {
    const cluster = follower();
    receiveAll(cluster, snapshotAt(9, 4));
    expect(kindsOf(cluster.receive(1, offer(2, 1, TERM, snapshotAt(12, 4))))).toEqual([]);
    finish(cluster, snapshotAt(9, 4));
    install(cluster, snapshotAt(12, 4));
    const restored = cluster
      .node(1)
      .effects.flatMap((one) => (one.kind === "restore" ? [one.snapshot.id] : []));
    expect(restored).toEqual(["at 9", "at 12"]);
    expect(cluster.status(1).commitIndex).toBe(12);
  });

  test("is told to whoever leads now, and its rest is not taken from a leader of the past", () => {
    const cluster = follower();
    const snapshot = snapshotAt(9, 4);
    receiveAll(cluster, snapshot);
    cluster.receive(1, heartbeat(3, 1, TERM + 1));
    cluster.sent.length = 0;
    finish(cluster, snapshot);
    expect(cluster.sent).toMatchObject([
      { type: "appendResponse", to: idOf(3), term: TERM + 1, success: true, index: 9 },
    ]);
    cluster.receive(1, chunk(2, 1, TERM, { id: snapshot.id, offset: 0 }));
    expect(cluster.sent.at(-1)).toMatchObject({ to: idOf(2), term: TERM + 1 });
  });

  test("brings its configuration, even to a node that knew nobody", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.join(4);
    const snapshot = snapshotAt(9, 1);
    cluster.receive(4, offer(1, 4, 1, snapshot));
    for (const [offset, bytes] of [
      [0, 4],
      [4, 4],
      [8, 2],
    ] as const) {
      cluster.receive(4, chunk(1, 4, 1, { id: snapshot.id, offset, bytes }));
      cluster.step(4, { kind: "chunkWritten", id: snapshot.id, isSound: true });
    }
    cluster.step(4, { kind: "snapshotFinished", id: snapshot.id, isSound: true });
    expect(cluster.node(4).raft.configuration().voters).toEqual([1, 2, 3].map(idOf));
  });
});
