/**
 * The state hash, counted anew from every row. Apply keeps a running sum and never reads a row for it, so only this
 * finds a row that has rotted on the disk: before a copy of the state is trusted, and when somebody verifies a folder.
 * Costs a scan of the whole file.
 */
import type Database from "better-sqlite3";
import type { Index } from "../ports.ts";
import { COUNTED_TABLES } from "./schema.ts";
import { digestOf, StateHash } from "./state-hash.ts";
import { rowContent } from "./table.ts";

export interface RecomputedHash {
  readonly appliedIndex: Index;
  /** As apply left it. */
  readonly stored: string;
  /** Of the rows as they are: equal to `stored`, or the file has rotted or was written to by somebody else. */
  readonly counted: string;
}

/** Throws when the file holds no chat, or cannot be read as a database. Opened for reading alone is enough. */
export function recomputeStateHash(database: Database.Database): RecomputedHash {
  return database.transaction(() => {
    // One row type per query: the columns of `applied`.
    const applied = database
      .prepare("SELECT appliedIndex, hash FROM applied WHERE id = 1")
      .get() as { readonly appliedIndex: Index; readonly hash: Uint8Array } | undefined;
    if (applied === undefined) throw new Error("state.db has no applied index.");
    const stored = StateHash.fromBytes(applied.hash).toHex();
    return { appliedIndex: applied.appliedIndex, stored, counted: countStateHash(database) };
  })();
}

export function countStateHash(database: Database.Database): string {
  const counted = new StateHash();
  for (const { name, columns } of COUNTED_TABLES) {
    const statement = database.prepare(`SELECT ${columns.join(", ")} FROM ${name}`).raw();
    for (const values of statement.iterate() as IterableIterator<unknown[]>) {
      counted.add(digestOf(rowContent(name, values)));
    }
  }
  return counted.toHex();
}
