/**
 * A log and its mark as a start would judge them, without being one: nothing is raised, cut or rebuilt. The only way in
 * which anything but the log's thread judges a log.
 */
import type { StoredLog } from "../raft/types.ts";
import { scanLog, unusableLog } from "./log-reading.ts";
import { type LogOwner, refuseForeign } from "./log-owner.ts";
import { LogLost, openLogDatabase, versionOf } from "./log-schema.ts";
import { judge, type Mark, standingOf } from "./mark.ts";
import { type MarkReading, readMark } from "./mark-file.ts";
import { unusableMark } from "./mark-refusals.ts";
import type { FolderRefusal } from "./folder-refusal.ts";

export interface LookedAtLog {
  /** Its sound part; `hardState` is what the member goes by, and `standing` that of its last start. */
  readonly stored: StoredLog;
  /** Of the file; null when nothing of it can be read. */
  readonly version: number | null;
  /** Null without one that can be read. */
  readonly mark: Mark | null;
  /** Why a start would refuse the log for its mark; null: it would not. */
  readonly markRefusal: FolderRefusal | null;
  /** What is wrong, for people; a start would recover from it, or refuse if there is no mark. */
  readonly flaw: string | null;
}

/**
 * `copy`: of the log, with its write-ahead log; opening it writes to it. `markPath`: the mark itself, which is only
 * read. `owner`: whose both must be, if that is known. Throws FolderRefusal where a start would refuse for something else than the mark, or the error of SQLite.
 */
export function lookAtLog(
  copy: string,
  markPath: string,
  owner: LogOwner | null = null,
): LookedAtLog {
  const reading = readMark(markPath);
  if (owner !== null && reading.kind === "read") refuseForeign(markPath, reading.owner, owner);
  const mark = reading.kind === "read" ? reading.mark : null;
  const { scanned, version } = scanCopy(copy, mark, owner);
  const markRefusal = refusalOf(reading, markPath, version);
  const { found } = scanned;
  if (mark === null)
    return { stored: scanned.stored, version, mark, markRefusal, flaw: found.flaw };
  const { hardState, amnesia } = judge(mark, found);
  const stored = { ...scanned.stored, hardState, standing: standingOf(mark) };
  return { stored, version, mark, markRefusal, flaw: amnesia };
}

function refusalOf(
  { kind }: MarkReading,
  path: string,
  version: number | null,
): FolderRefusal | null {
  if (kind === "unreadable") return unusableMark(path, "neither of its slots can be read");
  // Before there was a mark nothing but its check values spoke for a log.
  const isFirstVersion = version === 1;
  return kind === "missing" && !isFirstVersion ? unusableMark(path, "it is missing") : null;
}

function scanCopy(copy: string, mark: Mark | null, owner: LogOwner | null) {
  try {
    const database = openLogDatabase(copy, false, owner);
    try {
      const { scanned } = scanLog(database, mark?.end.index ?? 0);
      return { scanned, version: versionOf(database) };
    } finally {
      database.close();
    }
  } catch (error) {
    if (mark === null || !(error instanceof LogLost)) throw error;
    return { scanned: unusableLog(error.flaw).scanned, version: null };
  }
}
