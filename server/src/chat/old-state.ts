/** Test support: a state as an older schema held it. */
import Database from "better-sqlite3";
import { completeSchema, COUNTED_TABLES } from "./schema.ts";

/** The counted rows and the index of `state`, in a new file of that version. */
export function asOfSchema(version: number, state: Uint8Array, file: string): void {
  const now = new Database(Buffer.from(state));
  const old = new Database(file);
  completeSchema(old, version);
  for (const name of ["applied", ...COUNTED_TABLES.map((table) => table.name)]) {
    const columns = old.prepare("SELECT name FROM pragma_table_info(?)").pluck().all(name);
    // A table that came later.
    if (columns.length === 0) continue;
    const places = columns.map(() => "?").join();
    const insert = old.prepare(`REPLACE INTO ${name} (${columns.join()}) VALUES (${places})`);
    for (const row of now.prepare(`SELECT ${columns.join()} FROM ${name}`).raw().all())
      insert.run(row);
  }
  old.close();
}
