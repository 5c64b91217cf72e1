/** What the model of the chat remembers of its own states, beside its content. */
import { StateDiverged } from "../src/chat/state-diverged.ts";
import type { StateNote, StateNotes } from "../src/state-notes.ts";

const NOTES_KEPT = 16;

export const NO_MEMORY: StateNotes = { notes: [], checkedIndex: 0, agreedIndex: 0 };

export function noted(memory: StateNotes, note: StateNote): StateNotes {
  return { ...memory, notes: [...memory.notes, note].slice(-NOTES_KEPT) };
}

/** Throws StateDiverged when a majority had another hash at that index. */
export function compared(memory: StateNotes, { index, hash }: StateNote, time: number): StateNotes {
  const { notes, checkedIndex, agreedIndex } = memory;
  if (index <= checkedIndex) return memory;
  const own = notes.find((note) => note.index === index)?.hash ?? null;
  if (own !== null && own !== hash)
    throw new StateDiverged({ index, agreedIndex, own, expected: hash, time });
  return { notes, checkedIndex: index, agreedIndex: own === null ? agreedIndex : index };
}
