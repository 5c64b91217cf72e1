/**
 * Ids of things made by the log: a number of (index, ordinal in the entry), on the wire as its decimal
 * string. So they are unique, grow with the log and need no randomness.
 */
import { assert } from "../lib/assert.ts";
import { LIMITS } from "../limits.ts";
import type { Index } from "../ports.ts";

/** Ordinals of one entry: one for each row of a batch. */
const ORDINALS = LIMITS.batchRows;
/** Above lie bits for the history (foundations 6), once a restored cluster must not reuse ids. */
const MAX_INDEX = 2 ** 40;

const DECIMAL = /^[1-9][0-9]{0,15}$/;

export function makeId(index: Index, ordinal: number): number {
  assert(index > 0 && index < MAX_INDEX, "an index fits into an id");
  assert(ordinal >= 0 && ordinal < ORDINALS, "an ordinal fits into an id");
  return index * ORDINALS + ordinal;
}

/** The index that made the thing. */
export function indexOfId(id: number): Index {
  return Math.floor(id / ORDINALS);
}

/** Null for anything that cannot be an id. */
export function parseId(text: string): number | null {
  if (!DECIMAL.test(text)) return null;
  const id = Number(text);
  return Number.isSafeInteger(id) ? id : null;
}
