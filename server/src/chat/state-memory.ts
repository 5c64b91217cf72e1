/**
 * What a node remembers of its own states, and how it holds them against what a majority had: rules alone, without the
 * place where it is kept.
 */
import type { StateNote, StateNotes } from "../state-notes.ts";
import { StateDiverged } from "./state-diverged.ts";

/** A comparison stands in the log a moment behind the index it speaks of; this is for nodes that are far behind. */
export const NOTES_KEPT = 16;

export const NO_MEMORY: StateNotes = { notes: [], checkedIndex: 0, agreedIndex: 0 };

export function noted(memory: StateNotes, note: StateNote): StateNotes {
  return { ...memory, notes: [...memory.notes, note].slice(-NOTES_KEPT) };
}

/**
 * `note`: what a majority had; `time`: log time of the comparison. Throws StateDiverged on the node that had something
 * else. One that does not remember the index can say nothing, and stays equal to those that do.
 */
export function compared(memory: StateNotes, note: StateNote, time: number): StateNotes {
  const { notes, checkedIndex, agreedIndex } = memory;
  const { index, hash: expected } = note;
  // Each index counts once: a leader that did not know of the first comparison yet has asked for a second.
  if (index <= checkedIndex) return memory;
  const own = notes.find((one) => one.index === index)?.hash ?? null;
  if (own !== null && own !== expected)
    throw new StateDiverged({ index, agreedIndex, own, expected, time });
  return { notes, checkedIndex: index, agreedIndex: own === null ? agreedIndex : index };
}
