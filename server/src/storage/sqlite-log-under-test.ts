/** A log on files, and what a disk does to it. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { entriesOf } from "./log-examples.ts";
import { openSqliteLogStore } from "./sqlite-log-store.ts";

/** The caller removes it. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "parley-log-"));
}

/** Changes a file behind its store's back. */
export function tamper(path: string, sql: string): void {
  const database = new Database(path);
  database.exec(sql);
  database.close();
}

/** A log of three rows of two entries each, in term 1, and closed again. */
export async function makeLog(path: string): Promise<void> {
  const store = openSqliteLogStore({ path, create: true });
  await store.load();
  for (const first of [1, 3, 5]) {
    await new Promise<void>((resolve) => {
      const hardState = { term: 1, vote: null };
      store.write([{ truncateFrom: null, hardState, entries: entriesOf(first, [1, 1]) }], resolve);
    });
  }
  await store.close();
}
