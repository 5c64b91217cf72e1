import { assert } from "../lib/assert.ts";
import { packEntries } from "../raft/entry-codec.ts";
import type { Entry } from "../raft/types.ts";
import type { BatchRow } from "./log-protocol.ts";

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
