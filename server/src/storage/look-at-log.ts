/** A log and its mark as a start would judge them, without being one: nothing is raised, cut or rebuilt. */
import type { StoredLog } from "../raft/types.ts";
import { scanLog, unusableLog } from "./log-reading.ts";
import { LogLost, openLogDatabase, versionOf } from "./log-schema.ts";
import type { ScannedLog } from "./log-scan.ts";
import { judge, type Mark, standingOf } from "./mark.ts";
import { readMark } from "./mark-file.ts";
import { unusableMark } from "./mark-refusals.ts";

export interface LookedAtLog {
  /** Its sound part; `hardState` is what the member goes by, and `standing` that of its last start. */
  readonly stored: StoredLog;
  /** Null for a log of version 1 that has not met this version of the program yet. */
  readonly mark: Mark | null;
  /** What is wrong, for people; a start would recover from it, or refuse if there is no mark. */
  readonly flaw: string | null;
}

/**
 * `copy`: of the log, with its write-ahead log; opening it writes to it. `markPath`: the mark itself, which is only
 * read. Throws FolderRefusal where a start would refuse, or the error of SQLite.
 */
export function lookAtLog(copy: string, markPath: string): LookedAtLog {
  const reading = readMark(markPath);
  if (reading.kind === "unreadable")
    throw unusableMark(markPath, "neither of its slots can be read");
  const mark = reading.kind === "missing" ? null : reading.mark;
  const { scanned, version } = scanCopy(copy, mark);
  if (mark === null) {
    if (version > 1) throw unusableMark(markPath, "it is missing");
    return { stored: scanned.stored, mark, flaw: scanned.found.flaw };
  }
  const { hardState, amnesia } = judge(mark, scanned.found);
  return {
    stored: { ...scanned.stored, hardState, standing: standingOf(mark) },
    mark,
    flaw: amnesia,
  };
}

function scanCopy(copy: string, mark: Mark | null): { scanned: ScannedLog; version: number } {
  try {
    const database = openLogDatabase(copy, false);
    try {
      const { scanned } = scanLog(database, mark?.end.index ?? 0);
      return { scanned, version: versionOf(database) };
    } finally {
      database.close();
    }
  } catch (error) {
    if (mark === null || !(error instanceof LogLost)) throw error;
    return { scanned: unusableLog(error.flaw).scanned, version: 0 };
  }
}
