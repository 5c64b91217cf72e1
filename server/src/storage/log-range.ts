import type { Entry, Index } from "../raft/types.ts";

export interface LogRange {
  readonly from: Index;
  /** Inclusive. */
  readonly until: Index;
  /** Of data; the first entry comes whatever its size. */
  readonly maxBytes: number;
}

/** Of contiguous entries those in the range; none when they do not reach `from`. */
export function selectRange(
  entries: readonly Entry[],
  { from, until, maxBytes }: LogRange,
): readonly Entry[] {
  const first = entries[0]?.index ?? from;
  let end = from - first;
  let sizeBytes = 0;
  for (
    let entry = entries[end];
    entry !== undefined && entry.index <= until;
    entry = entries[end]
  ) {
    sizeBytes += entry.data.length;
    if (end > from - first && sizeBytes > maxBytes) break;
    end += 1;
  }
  return from < first ? [] : entries.slice(from - first, end);
}
