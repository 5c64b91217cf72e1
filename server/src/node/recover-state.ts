/**
 * What a node does before it takes part: a state that ends before the log begins is rebuilt from a snapshot.
 *
 * A snapshot that the log does not agree with was received but not installed when the process ended, so it says
 * nothing about this log: it is passed over, and dropped once the node runs (raft.md §3, order of an install).
 */
import { assert } from "../lib/assert.ts";
import type { SnapshotStore } from "../ports.ts";
import type { Index, SnapshotMeta, StoredLog, Term } from "../raft/types.ts";

export interface RecoveredState {
  readonly appliedIndex: Index;
  /** The newest snapshot that is part of the log. */
  readonly snapshot: SnapshotMeta | null;
  /** All that the store holds. */
  readonly snapshots: readonly SnapshotMeta[];
}

/** `appliedIndex`: what the state machine holds as it was found. */
export async function recoverState(
  store: SnapshotStore | null,
  stored: StoredLog,
  appliedIndex: Index,
): Promise<RecoveredState> {
  const snapshots = (await store?.load()) ?? [];
  const snapshot = snapshots.findLast(({ base }) => isInLog(stored, base)) ?? null;
  if (appliedIndex >= stored.baseIndex) return { appliedIndex, snapshot, snapshots };
  assert(store !== null && snapshot !== null, "what the log has let go of is in a snapshot");
  await new Promise<void>((resolve) => store.restore(snapshot.id, resolve));
  return { appliedIndex: snapshot.base.index, snapshot, snapshots };
}

function isInLog(stored: StoredLog, { index, term }: SnapshotMeta["base"]): boolean {
  if (index < stored.baseIndex || index > stored.lastIndex) return false;
  return termAt(stored, index) === term;
}

function termAt({ baseIndex, baseTerm, termRuns }: StoredLog, index: Index): Term | undefined {
  if (index === baseIndex) return baseTerm;
  return termRuns.findLast((run) => run.first <= index)?.term;
}
