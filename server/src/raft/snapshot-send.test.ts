/** The leader's half of snapshots: whom it offers one, how fast, what it keeps for whom (§7). */
import { describe, expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { Raft } from "./raft.ts";
import { SnapshotHand, snapshotAt } from "./snapshot-hand.ts";
import { idOf, storedLog, TestCluster } from "./test-cluster.ts";
import { TIMING } from "./timing.ts";
import type { SnapshotMeta } from "./types.ts";

/** Longer than a silent follower counts as live, ms. */
const FORGOTTEN_MS = TIMING.checkQuorumMs + 100;

/** Node 1 leads; node 3 was away while the log went on and was compacted up to what is applied. */
function withStraggler(): { readonly cluster: TestCluster; readonly taken: SnapshotMeta } {
  const cluster = new TestCluster([[], [], []]);
  cluster.elect(1);
  cluster.cut(3);
  cluster.step(1, { kind: "peerDown", peer: idOf(3) });
  for (const text of ["a", "b", "c", "d"]) cluster.propose(1, text);
  cluster.settle();
  cluster.pass(FORGOTTEN_MS);
  return { cluster, taken: take(cluster) };
}

/** The leader has made a snapshot of all that it has applied. */
function take(cluster: TestCluster): SnapshotMeta {
  const { appliedIndex, term } = cluster.status(1);
  const taken = snapshotAt(appliedIndex, term, `taken at ${appliedIndex}`);
  cluster.step(1, { kind: "snapshotTaken", snapshot: taken });
  return taken;
}

function comeBack(cluster: TestCluster): void {
  cluster.heal(3);
  cluster.sent.length = 0;
  cluster.step(1, { kind: "peerUp", peer: idOf(3) });
  cluster.settle();
}

function sentTo(cluster: TestCluster, number: number, type: string): number {
  return cluster.sent.filter((one) => one.to === idOf(number) && one.type === type).length;
}

function basesOf(cluster: TestCluster): readonly number[] {
  return cluster
    .node(1)
    .effects.flatMap((one) =>
      one.kind === "persist" && one.base !== null ? [one.base.index] : [],
    );
}

describe("a follower that lacks what the log has let go of", () => {
  test("is brought up by a snapshot, then by appends from behind it", () => {
    const { cluster, taken } = withStraggler();
    const hand = new SnapshotHand(cluster);
    comeBack(cluster);
    hand.work();
    expect(hand.restored.get(3)).toEqual([taken.id]);
    cluster.propose(1, "e");
    cluster.settle();
    expect(cluster.status(3)).toMatchObject({
      lastIndex: cluster.status(1).lastIndex,
      lastTerm: cluster.status(1).term,
    });
    expect(sentTo(cluster, 3, "snapshotOffer")).toBe(1);
  });

  test("is offered one only when it refuses at the base of the log", () => {
    const { cluster } = withStraggler();
    cluster.heal(3);
    cluster.sent.length = 0;
    cluster.step(1, { kind: "peerUp", peer: idOf(3) });
    expect(cluster.sent.map(({ type }) => type)).toEqual(["appendRequest"]);
    cluster.settle();
    expect(sentTo(cluster, 3, "snapshotOffer")).toBe(1);
  });

  test("keeps nobody waiting: heartbeats and commits go on, and writes to others (raft.md bug 37)", () => {
    const { cluster } = withStraggler();
    comeBack(cluster);
    cluster.sent.length = 0;
    cluster.propose(1, "e");
    cluster.pass(TIMING.heartbeatMs);
    expect(sentTo(cluster, 3, "heartbeatRequest")).toBeGreaterThan(0);
    expect(sentTo(cluster, 3, "appendRequest")).toBe(0);
    const { commitIndex, lastIndex } = cluster.status(1);
    expect(commitIndex).toBe(lastIndex);
  });

  test("is offered it again when it answers but pulls nothing", () => {
    const { cluster } = withStraggler();
    comeBack(cluster);
    cluster.sent.length = 0;
    cluster.pass(TIMING.snapshotSilentMs - 50);
    expect(sentTo(cluster, 3, "snapshotOffer")).toBe(0);
    cluster.pass(150);
    expect(sentTo(cluster, 3, "snapshotOffer")).toBe(1);
  });

  test("is offered it again at once when it reconnects", () => {
    const { cluster } = withStraggler();
    comeBack(cluster);
    comeBack(cluster);
    expect(sentTo(cluster, 3, "snapshotOffer")).toBe(1);
  });

  test("that could not take it in is left alone for a while, each time longer", () => {
    const { cluster, taken } = withStraggler();
    comeBack(cluster);
    const gaps: number[] = [];
    for (const _failure of [1, 2, 3]) {
      const { term } = cluster.status(1);
      const from = { from: idOf(3), to: idOf(1), term };
      cluster.receive(1, { type: "snapshotFailed", ...from, id: taken.id });
      cluster.sent.length = 0;
      const failedAt = cluster.now;
      while (sentTo(cluster, 3, "snapshotOffer") === 0) cluster.pass(10);
      gaps.push(Math.round((cluster.now - failedAt) / 1000));
    }
    expect(gaps).toEqual([1, 2, 4]);
  });

  test("is served again though a part of an earlier snapshot was still being read", () => {
    const { cluster, taken } = withStraggler();
    comeBack(cluster);
    const { term } = cluster.status(1);
    const from = { from: idOf(3), to: idOf(1), term };
    cluster.receive(1, { type: "snapshotFailed", ...from, id: taken.id });
    cluster.propose(1, "e");
    cluster.settle();
    const newer = take(cluster);
    cluster.receive(1, { type: "snapshotFailed", ...from, id: taken.id });
    const part = { data: new Uint8Array(4), sum: 0 };
    cluster.step(1, { kind: "chunkRead", to: idOf(3), id: taken.id, offset: 0, part });
    const pull = { type: "snapshotPull", ...from, id: newer.id, offset: 0 } as const;
    const effects = cluster.receive(1, pull);
    expect(effects).toContainEqual(expect.objectContaining({ kind: "readChunk", id: newer.id }));
  });

  test("goes on with the one that was begun though there be a newer, and needs no other after it (raft.md bug 37)", () => {
    const { cluster, taken } = withStraggler();
    const hand = new SnapshotHand(cluster);
    comeBack(cluster);
    for (const text of ["e", "f", "g"]) {
      cluster.propose(1, text);
      cluster.settle();
      take(cluster);
      // What follows the snapshot on its way stays in the log.
      expect(basesOf(cluster).at(-1)).toBe(taken.base.index);
      cluster.step(1, { kind: "peerUp", peer: idOf(3) });
      cluster.settle();
    }
    hand.work();
    expect(hand.restored.get(3)).toEqual([taken.id]);
    expect(cluster.status(3).lastIndex).toBe(cluster.status(1).lastIndex);
  });

  test("gets parts no faster than all transfers together may be", () => {
    const { cluster, taken } = withStraggler();
    const big: SnapshotMeta = { ...taken, id: "big", size: 1 << 30 };
    const { appliedIndex, term } = cluster.status(1);
    cluster.propose(1, "e");
    cluster.settle();
    const base = { ...big.base, index: appliedIndex + 1, term };
    cluster.step(1, { kind: "snapshotTaken", snapshot: { ...big, base } });
    const hand = new SnapshotHand(cluster);
    comeBack(cluster);
    hand.work();
    // Parts of four bytes, two bytes a ms: what a burst allows, and not a part more while time stands still.
    expect(hand.parts).toBe((TIMING.snapshotBurstMs * 2) / 4);
    cluster.pass(100);
    hand.work();
    expect(hand.parts).toBe(((TIMING.snapshotBurstMs + 100) * 2) / 4);
  });
});

describe("compaction", () => {
  test("lets go of nothing that a live follower has not got, within a bound", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.settle();
    const { lastIndex } = cluster.status(1);
    cluster.hold(3);
    cluster.propose(1, "a", "b");
    cluster.settle();
    take(cluster);
    expect(basesOf(cluster)).toEqual([lastIndex]);
  });

  test("does not wait for a follower that is away", () => {
    const { cluster, taken } = withStraggler();
    expect(basesOf(cluster)).toEqual([taken.base.index]);
  });

  test("never goes beyond the newest durable snapshot (raft.md bug 35)", () => {
    const { cluster, taken } = withStraggler();
    for (const text of ["e", "f", "g"]) cluster.propose(1, text);
    cluster.settle();
    cluster.step(1, { kind: "snapshotTaken", snapshot: null });
    cluster.step(1, { kind: "snapshotTaken", snapshot: taken });
    expect(basesOf(cluster)).toEqual([taken.base.index]);
  });

  test("leaves a log that is purged whole and goes on (raft.md bug 35)", () => {
    const { cluster, taken } = withStraggler();
    expect(cluster.status(1)).toMatchObject({
      lastIndex: taken.base.index,
      lastTerm: taken.base.term,
    });
    cluster.propose(1, "e");
    cluster.pass(2 * TIMING.heartbeatMs);
    expect(cluster.status(2).commitIndex).toBe(taken.base.index + 1);
  });
});

describe("a snapshot is taken", () => {
  /** Grows by about this much for each of `proposals`. */
  const ENTRY_BYTES = 1_016;

  function grow(cluster: TestCluster, proposals: number): number {
    const before = takes(cluster);
    for (let at = 0; at < proposals; at += 1) {
      cluster.propose(1, "x".repeat(1_000));
      cluster.settle();
    }
    return takes(cluster) - before;
  }

  function takes(cluster: TestCluster): number {
    return cluster.node(1).effects.filter(({ kind }) => kind === "takeSnapshot").length;
  }

  function grownCluster(): { readonly cluster: TestCluster; readonly enough: number } {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.settle();
    return { cluster, enough: Math.ceil((1 << 20) / ENTRY_BYTES) + 40 };
  }

  test("when so much log has grown and not before, and one at a time", () => {
    const { cluster, enough } = grownCluster();
    expect(grow(cluster, enough - 80)).toBe(0);
    expect(grow(cluster, 80)).toBe(1);
    expect(grow(cluster, enough)).toBe(0);
    take(cluster);
    expect(grow(cluster, enough)).toBe(1);
  });

  test("only when half of the last one has grown, if that is more", () => {
    const { cluster, enough } = grownCluster();
    grow(cluster, enough);
    const { appliedIndex, term } = cluster.status(1);
    const big = { ...snapshotAt(appliedIndex, term), size: 4 << 20 };
    cluster.step(1, { kind: "snapshotTaken", snapshot: big });
    expect(grow(cluster, enough)).toBe(0);
    expect(grow(cluster, enough)).toBe(1);
  });

  test("again after a while when it could not be made", () => {
    const { cluster, enough } = grownCluster();
    grow(cluster, enough);
    cluster.step(1, { kind: "snapshotTaken", snapshot: null });
    expect(grow(cluster, 1)).toBe(0);
    cluster.pass(TIMING.snapshotTakeAgainMs);
    expect(grow(cluster, 1)).toBe(1);
  });

  test("at once when the one that covered the log is gone (raft.md bug 36)", () => {
    const log = storedLog(1, [2, 2, 2], { term: 2, vote: null });
    const base = { baseIndex: 2, baseTerm: 2, termRuns: [{ first: 3, term: 2 }] };
    const raft = new Raft({
      id: idOf(1),
      stored: { ...log, ...base },
      appliedIndex: 2,
      snapshot: null,
      seed: 1,
      now: 0,
      wall: 0,
      limits: LIMITS,
      nonce: "1",
    });
    const kinds: string[] = [];
    for (let now = 0; now < 1_000; now += 50) {
      for (const effect of raft.step({ kind: "tick", now, wall: now, loopDelayMs: 0 })) {
        if (effect.kind !== "persist") continue;
        for (const next of raft.step({ kind: "storageDone", id: effect.id, now, wall: now })) {
          if (next.kind === "persist")
            raft.step({ kind: "storageDone", id: next.id, now, wall: now });
        }
      }
      const { commitIndex: index, appliedIndex } = raft.status();
      if (index === appliedIndex) continue;
      kinds.push(
        ...raft.step({ kind: "applyDone", index, now, wall: now }).map(({ kind }) => kind),
      );
    }
    expect(kinds).toContain("takeSnapshot");
  });
});
