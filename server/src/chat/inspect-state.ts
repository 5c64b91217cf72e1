/**
 * Looks at a state that may come from anywhere, for programs that look at folders and backups while no node has them: reads
 * every row, writes nothing, runs nothing that is in it.
 */
import type Database from "better-sqlite3";
import { judgeState, openForJudging, UnsoundState, type StateFacts } from "./judge-state.ts";

export interface InspectedState extends StateFacts {
  readonly messages: number;
  readonly accounts: number;
  /** Why it cannot be trusted, for people; empty: it is sound. Nothing else is known then. */
  readonly flaws: readonly string[];
}

const NOTHING = { appliedIndex: 0, time: 0, hash: "", messages: 0, accounts: 0 };

/** `path`: a database that nobody has open. */
export function inspectState(path: string): InspectedState {
  let db: Database.Database | null = null;
  try {
    db = openForJudging(path);
    return { ...judged(db), ...counts(db), flaws: [] };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const flaw = error instanceof UnsoundState ? why : `it cannot be read: ${why}`;
    return { ...NOTHING, flaws: [flaw] };
  } finally {
    db?.close();
  }
}

/** At once: nobody waits beside it. */
function judged(db: Database.Database): StateFacts {
  const judging = judgeState(db);
  for (;;) {
    const step = judging.next();
    if (step.done === true) return step.value;
  }
}

function counts(db: Database.Database): Pick<InspectedState, "messages" | "accounts"> {
  const countOf = (table: string): number =>
    Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  return { messages: countOf("messages"), accounts: countOf("accounts") };
}
