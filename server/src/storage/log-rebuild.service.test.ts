import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import Database from "better-sqlite3";
import { expect, it, onTestFinished } from "vitest";

import { entriesOf } from "./log-examples.ts";
import { scanLog } from "./log-reading.ts";
import { rebuildLog } from "./log-rebuild.ts";
import { openSqliteLogStore } from "./sqlite-log-store.ts";

it("takes over no row behind the first one that is another than when it was judged", async () => {
  const folder = mkdtempSync(join(tmpdir(), "parley-rebuild-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "raft.db");
  const store = openSqliteLogStore({ path, create: true });
  await store.load();
  for (const first of [1, 3, 5]) {
    const write = { truncateFrom: null, hardState: { term: 1, vote: null } };
    const entries = entriesOf(first, [1, 1]);
    await new Promise<void>((done) => store.write([{ ...write, entries }], done));
  }
  await store.close();
  const from = new Database(path);
  const judged = scanLog(from, 0);
  // As a damaged tree does: what was a row a moment ago is none now. Its own table would forbid that.
  from.exec(`CREATE TABLE other AS SELECT * FROM batch; DROP TABLE batch; ALTER TABLE other RENAME TO batch;
             UPDATE batch SET last_index = NULL WHERE first_index = 3;`);
  expect(rebuildLog(path, { ...judged, from }, { term: 1, vote: null })).toBe(2);
  from.close();
  const copy = new Database(`${path}.new`, { readonly: true });
  expect(copy.prepare("SELECT first_index, last_index FROM batch").all()).toEqual([
    { first_index: 1, last_index: 2 },
  ]);
  copy.close();
});
