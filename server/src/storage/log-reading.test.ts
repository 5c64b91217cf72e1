import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";

import { scanLog } from "./log-reading.ts";
import { rowOf } from "./log-row.ts";
import { entriesOf } from "./log-examples.ts";
import { CHAIN_START, chainOf } from "./log-chain.ts";
import { LOG_SCHEMA } from "./log-schema.ts";
import { LOG_SQL } from "./log-sql.ts";

/** Takes any value, as a damaged page may hold it. */
const LOOSE_SCHEMA = LOG_SCHEMA.replaceAll(" NOT NULL", "").replaceAll(" STRICT", "");

describe("the scan of a log", () => {
  const row = rowOf(entriesOf(1, [1, 1]));
  const chain = chainOf(CHAIN_START, row);

  it.each([
    { what: "no bytes", values: [3, 4, 1, 0, 7, null] },
    { what: "bytes that are text", values: [3, 4, 1, 0, 7, "text"] },
    { what: "no last index", values: [3, null, 1, 0, 7, Buffer.alloc(3)] },
    { what: "a fraction for a term", values: [3, 4, 0.5, 0, 7, Buffer.alloc(3)] },
    { what: "a chain value of bytes", values: [3, 4, 1, 0, Buffer.alloc(2), Buffer.alloc(3)] },
  ])("ends at a row with $what, and keeps what is in front of it", ({ values }) => {
    const database = new Database(":memory:");
    database.exec(LOOSE_SCHEMA);
    const insert = database.prepare(LOG_SQL.insert);
    insert.run(row.firstIndex, row.lastIndex, row.lastTerm, 0, chain, row.entries);
    insert.run(...values);
    const { found } = scanLog(database, 0).scanned;
    database.close();
    expect(found.lastIndex).toBe(2);
    expect(found.flaw).toMatch(/never written|check value/);
  });
});
