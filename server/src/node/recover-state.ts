/**
 * What a node does before it takes part: a state that ends before the log begins is rebuilt from a snapshot.
 *
 * A snapshot that the log does not agree with was received but not installed when the process ended, so it says
 * nothing about this log: it is passed over, and dropped once the node runs (raft.md §3, order of an install).
 */
import { assert } from "../lib/assert.ts";
import type { LogStore, SnapshotStore } from "../ports.ts";
import type { Index, SnapshotMeta, StoredLog, Term } from "../raft/types.ts";

export interface RecoveredState {
  readonly appliedIndex: Index;
  /** The newest snapshot that is part of the log. */
  readonly snapshot: SnapshotMeta | null;
  /** All that the store holds. */
  readonly snapshots: readonly SnapshotMeta[];
}

/** Two losses at once, the state and every snapshot of it: what the log has let go of is nowhere on this node. */
export class StateIsLost extends Error {
  override readonly name = "StateIsLost";
  readonly code = "STATE_IS_LOST";
  constructor(baseIndex: Index) {
    super(
      `the log begins behind index ${baseIndex}, and neither a state nor a snapshot reaches it`,
    );
  }
}

export interface FoundState {
  /** What the state machine holds. */
  readonly appliedIndex: Index;
  /** Up to there its states were compared with the others', and equal. */
  readonly confirmedIndex: Index;
}

export async function recoverState(
  store: SnapshotStore | null,
  stored: StoredLog,
  { appliedIndex, confirmedIndex }: FoundState,
): Promise<RecoveredState> {
  const snapshots = (await store?.load()) ?? [];
  const inLog = snapshots.filter(({ base }) => isInLog(stored, base));
  // The first is the one that the log relies on: it was confirmed before anything was let go of.
  const snapshot = inLog.findLast(({ base }) => base.index <= confirmedIndex) ?? inLog[0] ?? null;
  if (appliedIndex >= stored.baseIndex) return { appliedIndex, snapshot, snapshots };
  // Any whole one holds only what is committed, and goes further than a log that lost its end.
  const source = snapshot ?? (isRecovering(stored) ? snapshots.at(-1) : null) ?? null;
  assert(store !== null, "only who keeps snapshots lets go of entries");
  if (source === null) throw new StateIsLost(stored.baseIndex);
  await new Promise<void>((resolve) => store.restore(source.id, resolve));
  return { appliedIndex: source.base.index, snapshot, snapshots };
}

/**
 * Only what is durable in the log is applied: a state that goes further shows that the log has lost its end (raft.md
 * §3). That is on disk before this node says or does anything else.
 */
export async function distrustShortLog(
  store: LogStore,
  stored: StoredLog,
  appliedIndex: Index,
): Promise<StoredLog> {
  if (stored.standing === undefined || appliedIndex <= stored.lastIndex) return stored;
  if (isRecovering(stored)) return stored;
  const standing = { ...stored.standing, isRecovering: true };
  const write = { truncateFrom: null, hardState: null, entries: [], standing };
  await new Promise<void>((resolve) => store.write([write], resolve));
  return { ...stored, standing };
}

function isRecovering({ standing }: StoredLog): boolean {
  return standing?.isRecovering === true;
}

function isInLog(stored: StoredLog, { index, term }: SnapshotMeta["base"]): boolean {
  if (index < stored.baseIndex || index > stored.lastIndex) return false;
  return termAt(stored, index) === term;
}

function termAt({ baseIndex, baseTerm, termRuns }: StoredLog, index: Index): Term | undefined {
  if (index === baseIndex) return baseTerm;
  return termRuns.findLast((run) => run.first <= index)?.term;
}
