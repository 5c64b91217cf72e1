import { assert } from "../lib/assert.ts";
import { packEntries, unpackEntries } from "../raft/entry-codec.ts";
import type { Entry, Index } from "../raft/types.ts";
import { chainOf } from "./log-chain.ts";
import type { BatchRow } from "./log-protocol.ts";
import type { LogEnd } from "./mark.ts";

/** A row and what is stored beside it. */
export interface ChainedRow extends BatchRow {
  /** Over this row and everything before it. */
  readonly chain: number;
}

/** The row that holds these contiguous entries; there is at least one. */
export function rowOf(entries: readonly Entry[]): BatchRow {
  const first = entries[0];
  const last = entries.at(-1);
  assert(first !== undefined && last !== undefined, "a row holds entries");
  return {
    firstIndex: first.index,
    lastIndex: last.index,
    lastTerm: last.term,
    hasConfiguration: entries.some((entry) => entry.kind === "configuration"),
    entries: packEntries(entries),
  };
}

/**
 * The end of a log that is cut behind `index`, which this row holds: inside of it, the chain is that of the row as
 * a cut would write it anew.
 */
export function endWithin(row: ChainedRow, chainBefore: number, index: Index): LogEnd {
  if (index === row.lastIndex) return { index, term: row.lastTerm, chain: row.chain };
  const kept = rowOf(unpackEntries(row.entries).filter((entry) => entry.index <= index));
  return { index, term: kept.lastTerm, chain: chainOf(chainBefore, kept) };
}
