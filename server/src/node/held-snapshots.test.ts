import { expect, test } from "vitest";
import { LogRefusal, type SnapshotStore } from "../ports.ts";
import type { Index, SnapshotMeta } from "../raft/types.ts";
import { HeldSnapshots } from "./held-snapshots.ts";
import { Snapshots } from "./snapshots.ts";

function snapshotAt(index: Index): SnapshotMeta {
  const entry = { index: 1, term: 1, time: 0, kind: "configuration" } as const;
  const configuration = { ...entry, data: new Uint8Array(0) };
  return { id: `s${index}`, base: { index, term: 1, time: 0, configuration }, size: 3, sum: 0 };
}

/** Time and copies by hand. */
function byHand(loaded: readonly SnapshotMeta[] = []) {
  const dropped: string[] = [];
  const store = {
    take: (
      base: SnapshotMeta["base"],
      calls: { begun(): void; done(made: SnapshotMeta | null): void },
    ) => {
      calls.begun();
      finish = (isMade) => calls.done(isMade ? snapshotAt(base.index) : null);
    },
    drop: (ids: readonly string[]) => void dropped.push(...ids),
    read: (id: string, _offset: number, _max: number, done: (part: null) => void) => {
      dropped.push(`read ${id}`);
      done(null);
    },
  };
  // Nothing else of it is used.
  const snapshots = new Snapshots(
    store as unknown as SnapshotStore,
    loaded,
    () => 0,
    () => undefined,
  );
  let now = 0;
  const timers: (() => void)[] = [];
  let asked = 0;
  const clock = {
    now: () => now,
    after: (_ms: number, run: () => void) => {
      timers.push(run);
      return () => void timers.splice(timers.indexOf(run), 1);
    },
  };
  let finish: (isMade: boolean) => void = () => undefined;
  const held = new HeldSnapshots(snapshots, clock, () => void (asked += 1));
  const copyAt = (index: Index): void =>
    snapshots.take(snapshotAt(index).base, { begun: () => undefined, done: () => undefined });
  return {
    snapshots,
    held,
    dropped,
    copyAt,
    finish: (isMade = true) => finish(isMade),
    asked: () => asked,
    pass: (ms: number) => {
      now += ms;
      for (const run of timers.splice(0)) run();
    },
    timers,
  };
}

test("a snapshot that reaches far enough is held without a copy, and stays although nobody else needs it", async () => {
  const { held, snapshots, dropped, asked } = byHand([snapshotAt(5), snapshotAt(9)]);
  const one = await held.hold(7, 100);
  const other = await held.hold(9, 100);
  expect([one.snapshot.id, other.snapshot.id, asked()]).toEqual(["s9", "s9", 0]);
  snapshots.dropAllBut(new Set());
  expect(dropped).toEqual(["s5"]);
  one.release();
  one.release();
  snapshots.dropAllBut(new Set());
  expect(dropped).toEqual(["s5"]);
  other.release();
  snapshots.dropAllBut(new Set());
  expect(dropped).toEqual(["s5", "s9"]);
  expect(await other.read(0, 3)).toBeNull();
  expect(dropped).not.toContain("read s9");
});

test("one copy serves all who wait for it, and one that was begun too early is followed by another", async () => {
  const { held, copyAt, finish, asked } = byHand([snapshotAt(5)]);
  const early = held.hold(6, 100);
  const late = held.hold(8, 100);
  expect(asked()).toBe(1);
  copyAt(7);
  finish();
  expect((await early).snapshot.base.index).toBe(7);
  expect(asked()).toBe(2);
  copyAt(8);
  finish();
  expect((await late).snapshot.base.index).toBe(8);
});

test("a copy that could not be made is tried again until the time is over", async () => {
  const { held, copyAt, finish, asked, pass } = byHand();
  const waiting = held.hold(6, 1_000);
  copyAt(6);
  finish(false);
  expect(asked()).toBe(1);
  pass(500);
  expect(asked()).toBe(2);
  copyAt(6);
  finish(false);
  pass(500);
  await expect(waiting).rejects.toMatchObject({ reason: "OVERLOADED" });
});

test("a copy that can never be made is not waited for", async () => {
  const { held, copyAt, finish, pass, timers } = byHand();
  const waiting = held.hold(6, 3_600_000);
  const end = waiting.catch((error: unknown) => error);
  for (let tries = 0; tries < 4; tries += 1) {
    copyAt(6);
    finish(false);
    pass(500);
  }
  expect(await end).toMatchObject({ reason: "OVERLOADED" });
  expect(timers).toEqual([]);
});

test("who waits when the node stops hears so, and no timer is left", async () => {
  const { held, snapshots, timers } = byHand();
  const waiting = held.hold(6, 1_000);
  snapshots.close();
  await expect(waiting).rejects.toThrow(LogRefusal);
  expect(timers).toEqual([]);
});

test("a node that keeps no snapshots refuses at once", async () => {
  const snapshots = new Snapshots(
    null,
    [],
    () => 0,
    () => undefined,
  );
  const clock = { now: () => 0, after: () => () => undefined };
  const held = new HeldSnapshots(snapshots, clock, () => undefined);
  await expect(held.hold(1, 10)).rejects.toMatchObject({ reason: "OVERLOADED" });
});
