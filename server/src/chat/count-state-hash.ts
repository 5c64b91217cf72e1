/**
 * The state hash, counted anew from every row. Apply keeps a running sum and never reads a row for it, so only this finds
 * a row that has rotted on the disk. Costs a scan of the whole file.
 */
import type Database from "better-sqlite3";
import { COUNTED_TABLES } from "./schema.ts";
import { digestOf, StateHash } from "./state-hash.ts";
import { rowContent } from "./table.ts";

/** Rows hashed before whoever sets the pace is asked again: about a millisecond. */
const ROWS_AT_ONCE = 200;

const COLUMNS_OF = "SELECT name FROM pragma_table_info(?)";

/** Yields now and then; returns 32 hexadecimal digits. Nothing may be written meanwhile. */
export function* countInSteps(db: Database.Database): Generator<void, string> {
  const counted = new StateHash();
  for (const { name, columns } of COUNTED_TABLES) {
    // What a file of an earlier version lacks is empty, and counts for nothing.
    const present = new Set(db.prepare(COLUMNS_OF).pluck().all(name));
    const counts = columns.filter((column) => present.has(column));
    if (counts.length === 0) continue;
    const statement = db.prepare(`SELECT ${counts.join(", ")} FROM ${name}`).raw();
    let rows = 0;
    for (const values of statement.iterate() as IterableIterator<unknown[]>) {
      counted.add(digestOf(rowContent(name, values)));
      rows += 1;
      if (rows % ROWS_AT_ONCE === 0) yield;
    }
  }
  return counted.toHex();
}

/** At one go. */
export function countStateHash(db: Database.Database): string {
  const steps = countInSteps(db);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
