/**
 * What a node remembers beside its log of what that log once held (raft.md §3, high-water file), and in which order
 * the two become durable. Pure: the file and its twin in memory both follow it.
 *
 *   growing     log committed ─▶ mark written ─▶ done; the mark is synced within MARK_SYNC_MS
 *   term, vote  log committed ─▶ mark written and synced ─▶ done
 *   shrinking   mark lowered and synced ─▶ log committed ─▶ mark written ─▶ done
 *   recovering  begins: mark synced ─▶ all the rest; ends: all the rest ─▶ one synced mark, with the new end of the log
 */
import type { HardState, Index, LogBase, Standing, Term } from "../raft/types.ts";

/** The longest that a mark may stay unsynced, ms. */
export const MARK_SYNC_MS = 100;

/** A position in the log: its entry's term, and the check value over everything up to it. */
export interface LogEnd {
  readonly index: Index;
  readonly term: Term;
  readonly chain: number;
}

export interface Mark extends Standing {
  /** The disk erred: the kernel may show pages of raft.db that are not on the disk. It is copied at the next start. */
  readonly mustRecopy: boolean;
  readonly hardState: HardState;
  /** The highest end of the log that was durable. */
  readonly end: LogEnd;
}

export const FIRST_MARK: Mark = {
  incarnation: 0,
  isRecovering: false,
  mustRecopy: false,
  hardState: { term: 0, vote: null },
  end: { index: 0, term: 0, chain: 0 },
  seen: [],
};

/** As far as a mark is concerned. */
export interface MarkedWrite {
  readonly truncateFrom: Index | null;
  readonly base?: LogBase | null;
  readonly hardState: HardState | null;
  readonly standing?: Standing | null;
}

export function standingOf({ incarnation, isRecovering, seen, lineage }: Mark): Standing {
  return { incarnation, isRecovering, seen, ...(lineage === undefined ? {} : { lineage }) };
}

/** The mark that is synced before the log is written, or null when none is. `endAt`: of the log as it is. */
export function markBefore(
  mark: Mark,
  writes: readonly MarkedWrite[],
  endAt: (index: Index) => LogEnd,
): Mark | null {
  let next = mark;
  for (const { truncateFrom, standing = null } of writes) {
    if (standing?.isRecovering === true && !next.isRecovering) next = { ...next, ...standing };
    // While recovering it never shrinks: what it says was held once is what is to be refilled.
    if (next.isRecovering || truncateFrom === null || truncateFrom > next.end.index) continue;
    next = { ...next, end: endAt(truncateFrom - 1) };
  }
  return next === mark ? null : next;
}

/** The mark that is written when the log is committed and ends at `logEnd`; `mustSync`: before anybody hears of it. */
export function markAfter(
  mark: Mark,
  writes: readonly MarkedWrite[],
  logEnd: LogEnd,
): { readonly mark: Mark; readonly mustSync: boolean } {
  let { hardState } = mark;
  let standing = standingOf(mark);
  let mustSync = false;
  for (const write of writes) {
    if (write.hardState !== null) {
      hardState = write.hardState;
      mustSync = true;
    }
    if ((write.standing ?? null) === null) continue;
    standing = write.standing ?? standing;
    mustSync = true;
  }
  const end = standing.isRecovering && logEnd.index < mark.end.index ? mark.end : logEnd;
  return { mark: { ...standing, mustRecopy: mark.mustRecopy, hardState, end }, mustSync };
}

/** Of a start whose log was judged, and cut or rebuilt where it must be. Synced before the node says anything. */
export function markAtStart(mark: Mark, hardState: HardState, logEnd: LogEnd): Mark {
  const end = mark.isRecovering && logEnd.index < mark.end.index ? mark.end : logEnd;
  return { ...mark, incarnation: mark.incarnation + 1, mustRecopy: false, hardState, end };
}

/** What was found of a log at a start. */
export interface FoundLog {
  /** What is unsound, for people; null: every check value is right. */
  readonly flaw: string | null;
  readonly hardState: HardState;
  readonly baseIndex: Index;
  /** The last sound entry, or the base. */
  readonly lastIndex: Index;
  /** Its position at the mark's index, if it reaches there and does not begin behind it. */
  readonly atMark: LogEnd | null;
}

export interface Verdict {
  /** The newer of the two. */
  readonly hardState: HardState;
  /** Why this log may lack what it once held, for people; null: it holds all of it. */
  readonly amnesia: string | null;
}

/** Whether a log still is what the mark says that it was (raft.md §3, "Start"). */
export function judge(mark: Mark, found: FoundLog): Verdict {
  const isOlder = isOlderState(found.hardState, mark.hardState);
  return {
    hardState: isOlder ? mark.hardState : found.hardState,
    amnesia:
      found.flaw ??
      lackOf(mark, found) ??
      (isOlder ? "its term or vote is older than what it promised" : null),
  };
}

function lackOf({ end }: Mark, { baseIndex, lastIndex, atMark }: FoundLog): string | null {
  // What a snapshot holds was taken over from others: it needs no proof by this log.
  if (end.index <= baseIndex) return null;
  if (lastIndex < end.index)
    return `it ends at entry ${lastIndex}, but it once held entry ${end.index}`;
  if (atMark !== null && atMark.term === end.term && atMark.chain === end.chain) return null;
  return `entry ${end.index} is not the one that it once held`;
}

/** A vote is given once in a term: another one in the same term is one that was forgotten. */
function isOlderState(found: HardState, marked: HardState): boolean {
  if (found.term !== marked.term) return found.term < marked.term;
  return marked.vote !== null && found.vote !== marked.vote;
}
