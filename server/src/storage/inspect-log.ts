/** What is said to people of a member's log, looked at on a copy: nothing of the member is changed. */
import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";

import type { LogStore } from "../ports.ts";
import { decodeConfiguration } from "../raft/configuration.ts";
import type { Configuration, StoredLog } from "../raft/types.ts";
import { damagedLog } from "./damaged-log.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import type { Identity } from "./identity-file.ts";
import { copyDatabase, type Scratch } from "./look-only.ts";
import { lookAtLog } from "./look-at-log.ts";
import { markPathOf } from "./mark-file.ts";
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

/** `identity`: of the folder, if it is known whose it is. */
export function inspectLog(
  paths: MemberPaths,
  scratch: Scratch,
  identity: Identity | null,
): InspectedLog {
  const findings: Finding[] = [];
  const say = (level: Finding["level"], about: string, sentence: string): void =>
    void findings.push({ level, about, sentence: placed(sentence, paths, scratch) });
  try {
    const looked = lookAtLog(copyLog(paths, scratch), paths.mark, identity);
    const { stored, version, mark, markRefusal } = looked;
    if (markRefusal !== null) say("unsound", MARK, markRefusal.message);
    const isEmpty = stored.lastIndex === 0 && identity?.isJoining !== true;
    const flaw = looked.flaw ?? (isEmpty ? "it holds no entry" : null);
    const isRecovering = mark?.isRecovering === true;
    if (isRecovering) say("unsound", LOG, REFILLED);
    else if (flaw !== null) say("unsound", LOG, lacking(paths.log, flaw, version));
    if (mark?.mustRecopy === true) say("note", LOG, RECOPIED);
    if (version === null) return { facts: null, configuration: null, findings };
    const newest = stored.configurations.at(-1);
    const configuration = newest === undefined ? null : decodeConfiguration(newest.data);
    return { facts: factsOf(stored, isRecovering), configuration, findings };
  } catch (error) {
    if (!(error instanceof FolderRefusal)) throw error;
    say("unsound", LOG, error.message);
    return { facts: null, configuration: null, findings };
  }
}

const LOG = "raft.db";
const MARK = "mark";
const REFILLED =
  "The log lacks, or may lack, what it once held: this member counts for nothing until the others have refilled it, " +
  `which begins by itself. Where no majority is left to do it, "parley cluster recover" is the way out.`;
const RECOPIED =
  "The disk erred when the log was last in use, so the next start copies it into a new file. Check the disk.";

function lacking(path: string, flaw: string, version: number | null): string {
  if (version === 1) return damagedLog(path, flaw).message;
  return (
    `The log may lack what it once held: ${flaw}. A node that starts on it counts for nothing until the others have ` +
    "refilled it, which begins by itself."
  );
}

function factsOf(
  { baseIndex, baseTerm, lastIndex, termRuns, hardState }: StoredLog,
  isRecovering: boolean,
): LogFacts {
  const lastTerm = termRuns.at(-1)?.term ?? baseTerm;
  return { baseIndex, lastIndex, lastTerm, ...hardState, isRecovering };
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

/** The same sentence about the file that was copied. */
function placed(sentence: string, { log }: MemberPaths, scratch: Scratch): string {
  return sentence.replaceAll(join(scratch.folder, "log", basename(log)), log);
}
