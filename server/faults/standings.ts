/** What the storage process keeps in the mark beside the log: the newest starts of others, new ones at some steps. */
import type { RaftId, SeenStart } from "../src/raft/types.ts";

const STANDING_EVERY = 4;
/** More than 512 bytes of a slot: a torn write of it is neither the old nor the new. */
const STARTS = 20;
const ID_DIGITS = 16;

/** Null: this step leaves them as they are. */
export function seenAt(step: number): readonly SeenStart[] | null {
  if (step % STANDING_EVERY !== 0) return null;
  return Array.from({ length: STARTS }, (_, at) => ({
    id: (at + 1).toString(16).padStart(ID_DIGITS, "0") as RaftId,
    incarnation: step,
    nonce: `step ${step}`,
  }));
}

/** The step that wrote these; 0: none yet. */
export function stepOf(seen: readonly SeenStart[]): number {
  return seen[0]?.incarnation ?? 0;
}

/** The last step up to this one that wrote some. */
export function lastSeenStep(step: number): number {
  return step - (step % STANDING_EVERY);
}
