/** The disk of a scenario's node, and what it answers where the driver would ask other threads. */
import { storedEntries } from "./test-cluster.ts";
import type {
  Effect,
  Entry,
  HardState,
  Index,
  Occurrence,
  SnapshotMeta,
  Standing,
  StoredLog,
} from "./types.ts";

export type Persist = Extract<Effect, { kind: "persist" }>;

export interface Disk {
  entries: Entry[];
  hardState: HardState;
  snapshot: SnapshotMeta | null;
  /** Absent: this store counts no starts. */
  standing?: Standing;
  saved?: Disk;
}

export const NEVER_STARTED: Standing = { incarnation: 0, isRecovering: false, seen: [] };

/** As the real store does it when it is opened. */
export function countStart(disk: Disk): void {
  const { standing } = disk;
  if (standing !== undefined)
    disk.standing = { ...standing, incarnation: standing.incarnation + 1 };
}

/** The newest entries are gone, and the mark says so to whoever opens the log next. */
export function lose(disk: Disk, count: number): void {
  disk.entries = disk.entries.slice(0, Math.max(0, disk.entries.length - count));
  disk.standing = { ...(disk.standing ?? NEVER_STARTED), isRecovering: true };
}

/** Somebody keeps a copy of the folder. */
export function save(disk: Disk): void {
  const { entries, hardState, snapshot, standing } = disk;
  const copy = { entries: [...entries], hardState, snapshot };
  disk.saved = standing === undefined ? copy : { ...copy, standing };
}

/** Somebody puts it back. */
export function restore(disk: Disk): void {
  const { saved } = disk;
  if (saved !== undefined) Object.assign(disk, saved, { entries: [...saved.entries] });
}

export function write(disk: Disk, persist: Persist): void {
  const { truncateFrom, entries, hardState, base, standing = null } = persist;
  if (standing !== null && disk.standing !== undefined) disk.standing = standing;
  if (truncateFrom !== null) disk.entries = disk.entries.filter((one) => one.index < truncateFrom);
  if (base !== null) disk.entries = disk.entries.filter((one) => one.index > base.index);
  disk.entries.push(...entries);
  if (hardState !== null) disk.hardState = hardState;
}

/** What a store says of it when it is opened. */
export function storedOn({ entries, hardState, snapshot, standing }: Disk): StoredLog {
  const log = storedEntries(entries, hardState);
  const stored = standing === undefined ? log : { ...log, standing };
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
