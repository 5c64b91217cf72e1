/** What nodes tell each other of their states, and what comes of comparing them (node/state-checks.ts). */
import type { Index } from "./raft/types.ts";

/** What a node remembers of its own state: the hash of all that the entries up to `index` have made. */
export interface StateNote {
  readonly index: Index;
  /** 32 hexadecimal digits; equal content gives an equal hash. */
  readonly hash: string;
}

export interface StateNotes {
  /** The newest few, ascending. */
  readonly notes: readonly StateNote[];
  /** The newest index at which the log has held the states against each other; 0: none yet. */
  readonly checkedIndex: Index;
  /** The newest at which this node's state was found to be that of a majority. */
  readonly agreedIndex: Index;
}

/** What a node tells the others of its state. */
export interface StateReport extends Pick<StateNotes, "notes" | "agreedIndex"> {
  /** Where it was found to differ from the majority's, until it has agreed with it behind that; else 0. */
  readonly divergedAt: Index;
}

/** A comparison that went ill: this node's state is not that of a majority, although its log is. */
export interface Divergence {
  /** The newest index at which the states are known to differ. */
  readonly index: Index;
  /** The newest at which they were equal; 0: never compared. */
  readonly agreedIndex: Index;
  readonly own: string;
  /** What a majority of the voters had. */
  readonly expected: string;
  /** Log time of the comparison. */
  readonly time: number;
}
