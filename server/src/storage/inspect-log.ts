/** A member's log as a node would find it, on a copy: nothing of the member is changed, not even that it was started. */
import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";

import type { LogStore } from "../ports.ts";
import { decodeConfiguration } from "../raft/configuration.ts";
import type { Configuration, HardState, StoredLog } from "../raft/types.ts";
import { damagedLog } from "./damaged-log.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import { LogFile } from "./log-file.ts";
import { openLogDatabase, versionOf } from "./log-schema.ts";
import { copyDatabase, type Scratch } from "./look-only.ts";
import { judge, type Mark } from "./mark.ts";
import { markPathOf, readMark } from "./mark-file.ts";
import { unusableMark } from "./mark-refusals.ts";
import type { MemberPaths } from "./member-folder.ts";
import { openSqliteLogStore } from "./sqlite-log-store.ts";
import type { Finding, LogFacts } from "./verify-report.ts";

export interface InspectedLog {
  /** Of its sound part; null when it cannot be read at all. */
  readonly facts: LogFacts | null;
  /** The newest that it holds. */
  readonly configuration: Configuration | null;
  readonly findings: readonly Finding[];
}

export function isSoundLog({ facts, findings }: InspectedLog): boolean {
  return facts !== null && findings.every(({ level }) => level !== "unsound");
}

export function inspectLog(
  paths: MemberPaths,
  scratch: Scratch,
  mayBeEmpty: boolean,
): InspectedLog {
  const findings: Finding[] = [];
  const say = (level: Finding["level"], about: string, sentence: string): void =>
    void findings.push({ level, about, sentence: placed(sentence, paths, scratch) });
  try {
    const mark = markOf(paths);
    if (mark === "unreadable") say("unsound", MARK, unusableMark(MARK, NO_SLOT).message);
    const copy = copyLog(paths, scratch);
    const read = readLog(copy, mark);
    if (mark === "missing" && read.version > 1)
      say("unsound", MARK, unusableMark(join(paths.folder, MARK), "it is missing").message);
    const isEmpty = read.stored.lastIndex === 0 && !mayBeEmpty;
    const amnesia = read.amnesia ?? (isEmpty ? "it holds no entry" : null);
    const isRecovering = typeof mark === "object" && mark.isRecovering;
    if (isRecovering) say("unsound", LOG, REFILLED);
    else if (amnesia !== null) say("unsound", LOG, lacking(paths.log, amnesia, read.version));
    if (typeof mark === "object" && mark.mustRecopy) say("note", LOG, RECOPIED);
    const facts = { ...factsOf(read.stored), ...read.hardState, isRecovering };
    const newest = read.stored.configurations.at(-1);
    const configuration = newest === undefined ? null : decodeConfiguration(newest.data);
    return { facts, configuration, findings };
  } catch (error) {
    if (!(error instanceof FolderRefusal)) throw error;
    say("unsound", LOG, error.message);
    return { facts: null, configuration: null, findings };
  }
}

const LOG = "raft.db";
const MARK = "mark";
const NO_SLOT = "neither of its slots can be read";
const REFILLED =
  "The log lacks, or may lack, what it once held: this member counts for nothing until the others have refilled it, " +
  `which begins by itself. Where no majority is left to do it, "parley cluster recover" is the way out.`;
const RECOPIED =
  "The disk erred when the log was last in use, so the next start copies it into a new file. Check the disk.";

function lacking(path: string, amnesia: string, version: number): string {
  // Before there was a mark nothing but its check values spoke for a log.
  if (version < 2) return damagedLog(path, amnesia).message;
  return (
    `The log may lack what it once held: ${amnesia}. A node that starts on it counts for nothing until the others have ` +
    "refilled it, which begins by itself."
  );
}

function markOf({ log }: MemberPaths): Mark | "missing" | "unreadable" {
  const reading = readMark(markPathOf(log));
  return reading.kind === "read" ? reading.mark : reading.kind;
}

interface LoggedCopy {
  readonly version: number;
  readonly stored: StoredLog;
  readonly hardState: HardState;
  readonly amnesia: string | null;
}

function readLog(copy: string, mark: Mark | "missing" | "unreadable"): LoggedCopy {
  const database = openLogDatabase(copy, false);
  try {
    const version = versionOf(database);
    const marked = typeof mark === "object" ? mark : null;
    const { found, stored } = new LogFile(database, copy).load(marked?.end.index ?? 0);
    const { amnesia, hardState } =
      marked === null ? { amnesia: found.flaw, hardState: found.hardState } : judge(marked, found);
    return { version, stored, hardState, amnesia };
  } finally {
    database.close();
  }
}

function copyLog(paths: MemberPaths, scratch: Scratch): string {
  const folder = join(scratch.folder, "log");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  return copyDatabase({ ...scratch, folder }, paths.log);
}

/** Opens a copy of the log, and of the mark beside it. Throws FolderRefusal where a node would refuse it. */
export async function withLogCopy<Result>(
  paths: MemberPaths,
  scratch: Scratch,
  use: (store: LogStore, stored: StoredLog) => Promise<Result>,
): Promise<Result> {
  const path = copyLog(paths, scratch);
  const mark = markPathOf(paths.log);
  if (existsSync(mark)) copyFileSync(mark, markPathOf(path));
  const store = openSqliteLogStore({ path });
  try {
    return await use(store, await store.load());
  } finally {
    await store.close();
  }
}

function factsOf({ baseIndex, baseTerm, lastIndex, termRuns }: StoredLog) {
  return { baseIndex, lastIndex, lastTerm: termRuns.at(-1)?.term ?? baseTerm };
}

/** The same sentence about the file that was copied. */
function placed(sentence: string, { log, folder }: MemberPaths, scratch: Scratch): string {
  const copied = join(scratch.folder, "log");
  return sentence
    .replaceAll(join(copied, basename(log)), log)
    .replaceAll(join(copied, MARK), join(folder, MARK));
}
