import type Database from "better-sqlite3";

import { diskTrouble } from "./disk-trouble.ts";
import { isDamage } from "./sqlite-errors.ts";

/** Out of reach of the garbage collector, which would close them. The process is about to end. */
const abandoned: Database.Database[] = [];

/**
 * Closes a file whose use failed with `error`, unless the disk erred. SQLite closes by syncing the write-ahead log once more,
 * which the kernel now answers with "done", and by moving pages on the strength of it: a retry after a failed sync. Such a
 * file stays open until the process ends, and its thread must not be ended before.
 */
export function closeAfter(error: unknown, database: Database.Database): void {
  if (isDamage(error) || diskTrouble(error) !== "failing") database.close();
  else abandoned.push(database);
}
