/** A member's log as a node would find it, on a copy: nothing of the member is changed, not even that it was started. */
import { FolderRefusal } from "./folder-refusal.ts";
import { copyDatabase, type Scratch } from "./look-only.ts";
import type { MemberPaths } from "./member-folder.ts";
import { openSqliteLogStore } from "./sqlite-log-store.ts";
import type { Finding, LogFacts } from "./verify-report.ts";

export interface InspectedLog {
  /** Null when it cannot be read at all. */
  readonly facts: LogFacts | null;
  readonly flaws: readonly Pick<Finding, "about" | "sentence">[];
}

export async function inspectLog(
  paths: MemberPaths,
  scratch: Scratch,
  mayBeEmpty: boolean,
): Promise<InspectedLog> {
  const copy = copyDatabase(scratch, paths.log);
  const store = openSqliteLogStore({ path: copy, mayBeEmpty });
  try {
    const { baseIndex, lastIndex, termRuns, hardState, standing } = await store.load();
    const facts = {
      baseIndex,
      lastIndex,
      lastTerm: termRuns.at(-1)?.term ?? 0,
      ...hardState,
      incarnation: standing?.incarnation ?? 0,
      isRecovering: standing?.isRecovering ?? false,
    };
    return { facts, flaws: [] };
  } catch (error) {
    if (!(error instanceof FolderRefusal)) throw error;
    const sentence = error.message.replaceAll(copy, paths.log);
    return { facts: null, flaws: [{ about: "raft.db", sentence }] };
  } finally {
    await store.close();
  }
}
