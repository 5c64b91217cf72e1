/** The disk of a scenario's node, and what it answers where the driver would ask other threads. */
import { storedEntries } from "./test-cluster.ts";
import type {
  Effect,
  Entry,
  HardState,
  Index,
  Occurrence,
  SnapshotMeta,
  StoredLog,
} from "./types.ts";

export type Persist = Extract<Effect, { kind: "persist" }>;

export interface Disk {
  entries: Entry[];
  hardState: HardState;
  snapshot: SnapshotMeta | null;
}

export function write(disk: Disk, { truncateFrom, entries, hardState, base }: Persist): void {
  if (truncateFrom !== null) disk.entries = disk.entries.filter((one) => one.index < truncateFrom);
  if (base !== null) disk.entries = disk.entries.filter((one) => one.index > base.index);
  disk.entries.push(...entries);
  if (hardState !== null) disk.hardState = hardState;
}

/** What a store says of it when it is opened. */
export function storedOn({ entries, hardState, snapshot }: Disk): StoredLog {
  const stored = storedEntries(entries, hardState);
  const base = snapshot?.base;
  if (base === undefined || entries[0]?.index === 1) return stored;
  return {
    ...stored,
    baseIndex: base.index,
    baseTerm: base.term,
    lastIndex: entries.at(-1)?.index ?? base.index,
    configurations: [base.configuration, ...stored.configurations],
  };
}

/** At least one entry, about `maxBytes`. */
export function readRange({ entries }: Disk, from: Index, maxBytes: number): readonly Entry[] {
  const rest = entries.filter(({ index }) => index >= from);
  let bytes = 0;
  const end = rest.findIndex((one) => (bytes += one.data.length) > maxBytes);
  return end < 0 ? rest : rest.slice(0, Math.max(1, end));
}

/** Snapshots are carried as they are asked for; their bytes do not matter here. */
export function snapshotAnswers(disk: Disk, effect: Effect): readonly Occurrence[] {
  switch (effect.kind) {
    case "readChunk": {
      const { to, id, offset, maxBytes } = effect;
      const part = { data: new Uint8Array(maxBytes), sum: 0 };
      return [{ kind: "chunkRead", to, id, offset, part }];
    }
    case "writeChunk":
      return [{ kind: "chunkWritten", id: effect.snapshot.id, isSound: true }];
    case "finishSnapshot":
      disk.snapshot = effect.snapshot;
      return [{ kind: "snapshotFinished", id: effect.snapshot.id, isSound: true }];
    case "restore":
      return [{ kind: "applyDone", index: effect.snapshot.base.index }];
    default:
      return [];
  }
}
