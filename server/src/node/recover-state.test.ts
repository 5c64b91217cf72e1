import { expect, test } from "vitest";
import type { LogStore, LogWrite, SnapshotStore } from "../ports.ts";
import type { Index, SnapshotMeta, Standing, StoredLog, Term } from "../raft/types.ts";
import { distrustShortLog, recoverState, StateIsLost } from "./recover-state.ts";

function snapshotAt(index: Index, term: Term): SnapshotMeta {
  const entry = { index: 1, term: 1, time: 0, kind: "configuration" } as const;
  const configuration = { ...entry, data: new Uint8Array(0) };
  return { id: `${index}`, base: { index, term, time: 0, configuration }, size: 1, sum: 0 };
}

const EMPTY = { appliedIndex: 0, confirmedIndex: 0 };

/** Begins behind (10, term 2); then five entries of term 2 and five of term 3. */
const stored: StoredLog = {
  hardState: { term: 3, vote: null },
  baseIndex: 10,
  baseTerm: 2,
  lastIndex: 20,
  termRuns: [
    { first: 11, term: 2 },
    { first: 16, term: 3 },
  ],
  configurations: [],
  lastTime: 0,
  bytes: 100,
};

async function recover(
  appliedIndex: Index,
  snapshots: readonly SnapshotMeta[],
  confirmedIndex: Index = Number.MAX_SAFE_INTEGER,
) {
  const restored: string[] = [];
  const store: Pick<SnapshotStore, "load" | "restore"> = {
    load: () => Promise.resolve(snapshots),
    restore: (id, done) => {
      restored.push(id);
      done();
    },
  };
  // Nothing else of the store is used at a start.
  const recovered = await recoverState(store as SnapshotStore, stored, {
    appliedIndex,
    confirmedIndex,
  });
  return { restored, applied: recovered.appliedIndex, snapshot: recovered.snapshot?.id };
}

test.each([
  { name: "at the base", applied: 10 },
  { name: "behind it", applied: 17 },
])("a state that ends $name is kept as it is", async ({ applied }) => {
  const snapshots = [snapshotAt(12, 2)];
  expect(await recover(applied, snapshots)).toEqual({ restored: [], applied, snapshot: "12" });
});

test("a state that ends before the log begins is rebuilt from the newest snapshot in the log (raft.md bug 34)", async () => {
  const snapshots = [snapshotAt(10, 2), snapshotAt(17, 3)];
  expect(await recover(9, snapshots)).toEqual({ restored: ["17"], applied: 17, snapshot: "17" });
});

test.each([
  { confirmed: 17, from: "17" },
  { confirmed: 16, from: "13" },
  // Of what was never compared here, the log relies on the first.
  { confirmed: 5, from: "11" },
])(
  "a copy that was taken behind $confirmed, where the states were equal last, is not believed",
  async ({ confirmed, from }) => {
    const snapshots = [snapshotAt(11, 2), snapshotAt(13, 2), snapshotAt(17, 3)];
    expect(await recover(0, snapshots, confirmed)).toMatchObject({
      restored: [from],
      snapshot: from,
    });
  },
);

test.each([
  { name: "behind the end of the log", snapshot: snapshotAt(25, 3) },
  { name: "in conflict with the log", snapshot: snapshotAt(14, 3) },
  { name: "before the base", snapshot: snapshotAt(8, 2) },
])(
  "a snapshot $name was never installed, or is over: it is passed over (raft.md bug 33)",
  async ({ snapshot }) => {
    const snapshots = [snapshotAt(10, 2), snapshot].toSorted((a, b) => a.base.index - b.base.index);
    expect(await recover(0, snapshots)).toEqual({ restored: ["10"], applied: 10, snapshot: "10" });
  },
);

test("a log that has let go of what no snapshot holds does not start (raft.md bug 36)", async () => {
  await expect(recover(9, [])).rejects.toThrow(StateIsLost);
});

test("a node without a snapshot store starts on its whole log", async () => {
  const whole = { ...stored, baseIndex: 0, baseTerm: 0 };
  expect(await recoverState(null, whole, EMPTY)).toMatchObject({ appliedIndex: 0, snapshot: null });
});

const standing: Standing = { incarnation: 4, isRecovering: false, seen: [] };

async function distrust(found: StoredLog, appliedIndex: Index) {
  const written: LogWrite[] = [];
  const store: Pick<LogStore, "write"> = {
    write: (writes, done) => {
      written.push(...writes);
      done();
    },
  };
  // Nothing else of the store is used.
  const settled = await distrustShortLog(store as LogStore, found, appliedIndex);
  return { settled, written };
}

test("a state ahead of its log shows that the log has lost its end: on disk before anything is said (raft.md §3)", async () => {
  const { settled, written } = await distrust({ ...stored, standing }, 21);
  expect(settled.standing).toEqual({ ...standing, isRecovering: true });
  const nothing = { truncateFrom: null, hardState: null, entries: [] };
  expect(written).toEqual([{ ...nothing, standing: { ...standing, isRecovering: true } }]);
});

test.each([
  { name: "a state that ends with its log", found: { ...stored, standing }, applied: 20 },
  {
    name: "a log that is known to lack something",
    found: { ...stored, standing: { ...standing, isRecovering: true } },
    applied: 30,
  },
  { name: "a store that keeps no standing", found: stored, applied: 30 },
])("$name needs no such write", async ({ found, applied }) => {
  const { settled, written } = await distrust(found, applied);
  expect(settled).toBe(found);
  expect(written).toEqual([]);
});

test("a recovering node takes a snapshot that goes further than its log, if none is in it", async () => {
  const restored: string[] = [];
  const store: Pick<SnapshotStore, "load" | "restore"> = {
    load: () => Promise.resolve([snapshotAt(25, 3)]),
    restore: (id, done) => {
      restored.push(id);
      done();
    },
  };
  const found = { ...stored, standing: { ...standing, isRecovering: true } };
  const recovered = await recoverState(store as SnapshotStore, found, EMPTY);
  expect(recovered).toMatchObject({ appliedIndex: 25, snapshot: null });
  expect(restored).toEqual(["25"]);
});
