/** Lays the rows of a timeline out for reading: days, groups by author, the "New messages" line. */
import type { TimelineRow } from "../store/timeline-rows.ts";

/** Rows of one author closer than this share one head. */
const GROUP_MS = 5 * 60 * 1000;

export interface TimelineItem {
  readonly row: TimelineRow;
  /** Set on the first row of a day: a moment of that day. */
  readonly dayMs: number | null;
  readonly isFirstNew: boolean;
  /** Follows a row of the same author: no name, no picture. */
  readonly isContinued: boolean;
  /** Others whose reading has come just so far. */
  readonly seenBy: readonly string[];
}

const NOBODY: readonly string[] = [];

export function timelineItems(
  rows: readonly TimelineRow[],
  firstNewSeq: number | null,
  seenBy: ReadonlyMap<string, readonly string[]> = new Map(),
): readonly TimelineItem[] {
  return rows.map((row, at) => {
    const before = rows[at - 1];
    const isNewDay = before === undefined || dayOf(before.sentMs) !== dayOf(row.sentMs);
    const isFirstNew = row.seq !== null && row.seq === firstNewSeq;
    const isContinued =
      !isNewDay &&
      !isFirstNew &&
      before.authorId === row.authorId &&
      row.quote === undefined &&
      row.sentMs - before.sentMs < GROUP_MS;
    const dayMs = isNewDay ? row.sentMs : null;
    return { row, dayMs, isFirstNew, isContinued, seenBy: seenBy.get(row.key) ?? NOBODY };
  });
}

/** A day by the reader's own calendar. */
function dayOf(ms: number): string {
  const date = new Date(ms);
  return `${String(date.getFullYear())}-${String(date.getMonth())}-${String(date.getDate())}`;
}
