/** A member's log as a node would find it, on a copy: nothing of the member is changed, not even that it was started. */
import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";

import type { LogStore } from "../ports.ts";
import { decodeConfiguration } from "../raft/configuration.ts";
import type { Configuration, StoredLog } from "../raft/types.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import { copyDatabase, type Scratch } from "./look-only.ts";
import type { MemberPaths } from "./member-folder.ts";
import { openSqliteLogStore } from "./sqlite-log-store.ts";
import type { Finding, LogFacts } from "./verify-report.ts";

export interface InspectedLog {
  /** Of its sound part; null when it cannot be read at all. */
  readonly facts: LogFacts | null;
  /** The newest that it holds. */
  readonly configuration: Configuration | null;
  readonly flaws: readonly Pick<Finding, "about" | "sentence">[];
}

export async function inspectLog(
  paths: MemberPaths,
  scratch: Scratch,
  mayBeEmpty: boolean,
): Promise<InspectedLog> {
  const flaws: Pick<Finding, "about" | "sentence">[] = [];
  const flaw = (sentence: string): void =>
    void flaws.push({ about: "raft.db", sentence: placed(sentence, paths, scratch) });
  try {
    return await withLogCopy(paths, scratch, { mayBeEmpty, onNotice: flaw }, (_store, stored) => {
      const facts = factsOf(stored);
      if (facts.isRecovering && flaws.length === 0) flaw(REFILLED);
      const newest = stored.configurations.at(-1);
      const configuration = newest === undefined ? null : decodeConfiguration(newest.data);
      return Promise.resolve({ facts, configuration, flaws });
    });
  } catch (error) {
    if (!(error instanceof FolderRefusal)) throw error;
    flaw(error.message);
    return { facts: null, configuration: null, flaws };
  }
}

const REFILLED =
  "The log lacks, or may lack, what it once held: this member counts for nothing until the others have refilled it.";

interface CopyOptions {
  readonly mayBeEmpty: boolean;
  /** What an operator should know of how the log was found. */
  readonly onNotice: (sentence: string) => void;
}

/** Opens a copy of the log, and of the mark beside it. Throws FolderRefusal where a node would refuse it. */
export async function withLogCopy<Result>(
  paths: MemberPaths,
  scratch: Scratch,
  options: CopyOptions,
  use: (store: LogStore, stored: StoredLog) => Promise<Result>,
): Promise<Result> {
  const folder = join(scratch.folder, "log");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const path = copyDatabase({ ...scratch, folder }, paths.log);
  const mark = join(paths.folder, MARK);
  if (existsSync(mark)) copyFileSync(mark, join(folder, MARK));
  const store = openSqliteLogStore({ path, ...options });
  try {
    return await use(store, await store.load());
  } finally {
    await store.close();
  }
}

const MARK = "mark";

function factsOf({ baseIndex, baseTerm, lastIndex, termRuns, hardState, standing }: StoredLog) {
  return {
    baseIndex,
    lastIndex,
    lastTerm: termRuns.at(-1)?.term ?? baseTerm,
    ...hardState,
    isRecovering: standing?.isRecovering ?? false,
  };
}

/** The same sentence about the file that was copied. */
function placed(sentence: string, { log, folder }: MemberPaths, scratch: Scratch): string {
  const copied = join(scratch.folder, "log");
  return sentence
    .replaceAll(join(copied, basename(log)), log)
    .replaceAll(join(copied, MARK), join(folder, MARK));
}
