/**
 * Opens a log with the mark beside it: makes what has to be made, judges what is found, and puts the sound part of a
 * log that cannot be trusted into a new file. Runs in the log's thread, before anything else may.
 *
 *   files settled ─▶ mark read ─▶ log scanned ─▶ judged ─▶ (recovering synced ─▶ log rebuilt) ─▶
 *   mark with a higher incarnation synced
 */
import { existsSync } from "node:fs";

import type Database from "better-sqlite3";
import type { HardState, Index, StoredLog } from "../raft/types.ts";
import { closeAfter } from "./close-after.ts";
import { crashPoint } from "./crash-points.ts";
import { damagedLog } from "./damaged-log.ts";
import { LogFile } from "./log-file.ts";
import type { LogWorkerData } from "./log-protocol.ts";
import type { ScannedLog } from "./log-scan.ts";
import { refuseForeign } from "./log-owner.ts";
import { type ReadLog, unusableLog } from "./log-reading.ts";
import { finishRebuild, rebuildLog } from "./log-rebuild.ts";
import { LOG_VERSION, LogLost, openLogDatabase, stamp, versionOf } from "./log-schema.ts";
import { FIRST_MARK, type FoundLog, judge, type Mark, markAtStart, standingOf } from "./mark.ts";
import { createMark, MarkFile, markPathOf, readMark } from "./mark-file.ts";
import { unusableMark } from "./mark-refusals.ts";
import { settleMark, settleWriteAhead } from "./settle-log.ts";

export interface OpenLog {
  readonly database: Database.Database;
  readonly file: LogFile;
  readonly mark: MarkFile;
  readonly stored: StoredLog;
  readonly notices: readonly string[];
}

interface OpenFile {
  readonly database: Database.Database;
  readonly file: LogFile;
  readonly scanned: ScannedLog;
}

interface FoundFile extends ReadLog {
  /** Null when nothing of it can be read. */
  readonly open: OpenFile | null;
}

/** Throws FolderRefusal when the folder must not be used, or the error of SQLite or the file system. */
export function openLog(options: LogWorkerData): OpenLog {
  const { path, owner } = options;
  const markPath = markPathOf(path);
  const reading = readMark(markPath);
  const markOwner = reading.kind === "read" ? reading.owner : null;
  if (owner !== null) refuseForeign(markPath, markOwner, owner);
  finishRebuild(path);
  settleWriteAhead(path);
  if (reading.kind === "unreadable")
    throw unusableMark(markPath, "neither of its slots can be read");
  if (reading.kind === "missing") makeMark(options, markPath);
  else settleMark(markPath, reading.mark, owner ?? markOwner);
  const mark = new MarkFile(markPath);
  try {
    return openMarked(options, mark);
  } catch (error) {
    mark.abandon();
    throw error;
  }
}

/** A log gets its mark once: when both are made, or when a log of version 1 is opened for the first time. */
function makeMark(options: LogWorkerData, markPath: string): void {
  const { path, create, owner } = options;
  if (create && !existsSync(path)) return createMark(markPath, FIRST_MARK, owner);
  const database = openLogDatabase(path, create, owner);
  try {
    if (versionOf(database) > 1) {
      const { end } = new LogFile(database, path).load(0);
      const isNothing = create && end.index === 0;
      if (!isNothing) throw unusableMark(markPath, "it is missing");
      return createMark(markPath, FIRST_MARK, owner);
    }
    createMark(markPath, markOfFirstVersion(database, options), owner);
  } finally {
    database.close();
  }
}

/** Nothing but its own check values speaks for such a log: one that fails them is not taken. */
function markOfFirstVersion(database: Database.Database, options: LogWorkerData): Mark {
  const { found, end } = new LogFile(database, options.path).load(0);
  if (found.flaw !== null) throw damagedLog(options.path, found.flaw);
  if (isEmptied(options, end.index, found.hardState)) throw damagedLog(options.path, EMPTIED);
  return { ...FIRST_MARK, hardState: found.hardState, end };
}

function openMarked(options: LogWorkerData, mark: MarkFile): OpenLog {
  const { path } = options;
  const marked = mark.current;
  const mayCreate = options.create && marked.end.index === 0 && marked.hardState.term === 0;
  const log = findLog(options, mayCreate, marked);
  crashPoint("log:opened");
  const found = withoutEmptied(log.scanned.found, options, marked);
  const { hardState, amnesia } = judge(marked, found);
  const isNew = amnesia !== null && !marked.isRecovering;
  const isUnsound = found.flaw !== null || hardState !== found.hardState;
  const mustRecopy = marked.mustRecopy || options.mustRecopy;
  const notices: string[] = [];
  if (mustRecopy) notices.push(recopied(path));
  if (isNew) notices.push(recovering(path, amnesia));
  if (!isNew && !isUnsound && !mustRecopy && log.open !== null)
    return { ...started(log.open, mark), notices };
  // Synced before anything is cut; the copy is made by this start, or else by the next.
  if (isNew) mark.writeDurably({ ...marked, isRecovering: true, mustRecopy: true });
  if (copied(path, log, hardState) < found.lastIndex && !mark.current.isRecovering) {
    // Only this start knows what the old file showed before: the mark may be some commits behind it.
    mark.writeDurably({ ...marked, isRecovering: true, mustRecopy: true });
    notices.push(recovering(path, "it could not be copied whole"));
  }
  finishRebuild(path);
  return { ...started(reopened(options, marked), mark), notices };
}

const EMPTIED = "it holds no entry";

/** Only a log that is just made, or that of a member that joins, holds nothing by right. */
function isEmptied({ create, mayBeEmpty }: LogWorkerData, lastIndex: Index, { vote }: HardState) {
  return lastIndex === 0 && !create && !(mayBeEmpty && vote === null);
}

function withoutEmptied(found: FoundLog, options: LogWorkerData, marked: Mark): FoundLog {
  if (marked.isRecovering || found.flaw !== null || marked.end.index > 0) return found;
  return isEmptied(options, found.lastIndex, found.hardState) ? { ...found, flaw: EMPTIED } : found;
}

function findLog({ path, owner }: LogWorkerData, mayCreate: boolean, marked: Mark): FoundFile {
  let database: Database.Database;
  try {
    database = openLogDatabase(path, mayCreate, owner);
  } catch (error) {
    if (error instanceof LogLost) return { open: null, ...unusableLog(error.flaw) };
    throw error;
  }
  try {
    const file = new LogFile(database, path);
    const scanned = file.load(marked.end.index);
    return { open: { database, file, scanned }, scanned, base: file.base };
  } catch (error) {
    closeAfter(error, database);
    throw error;
  }
}

function copied(path: string, log: FoundFile, hardState: HardState): Index {
  try {
    return rebuildLog(path, { ...log, from: log.open?.database ?? null }, hardState);
  } finally {
    log.open?.database.close();
  }
}

function reopened(options: LogWorkerData, marked: Mark): OpenFile {
  const { path } = options;
  const { open, scanned } = findLog(options, false, marked);
  const flaw = open === null ? "it cannot be opened" : scanned.found.flaw;
  if (open !== null && flaw === null) return open;
  open?.database.close();
  throw damagedLog(path, flaw ?? "it cannot be opened");
}

function started({ database, file, scanned }: OpenFile, mark: MarkFile): Omit<OpenLog, "notices"> {
  mark.writeDurably(markAtStart(mark.current, scanned.stored.hardState, file.end));
  if (versionOf(database) < LOG_VERSION) {
    database.transaction(() => stamp(database, LOG_VERSION))();
    crashPoint("log:migrated");
  }
  const stored = { ...scanned.stored, standing: standingOf(mark.current) };
  return { database, file, mark, stored };
}

function recovering(path: string, amnesia: string): string {
  return (
    `The log ${path} may lack what it once held: ${amnesia}. What is sound of it was put into a new file; ` +
    `this member counts for nothing until the others have refilled it, which begins by itself.`
  );
}

function recopied(path: string): string {
  return (
    `The disk erred when ${path} was last in use, so the log was copied into a new file. ` +
    `Check the disk: one that errs again will cost this member its log.`
  );
}
