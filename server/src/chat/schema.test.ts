import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { ChatCore } from "./chat-core.ts";
import { COUNTED_TABLES } from "./schema.ts";

describe("the schema", () => {
  it("counts every column of every table but the applied index, which holds the count", () => {
    const db = new Database(Buffer.from(new ChatCore(":memory:", () => {}).serialize()));
    const tables = db
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'applied' ORDER BY name",
      )
      .pluck()
      .all();
    expect(COUNTED_TABLES.map(({ name }) => name).toSorted()).toEqual(tables);
    for (const { name, columns } of COUNTED_TABLES) {
      const stored = db
        .prepare("SELECT name FROM pragma_table_info(?) ORDER BY cid")
        .pluck()
        .all(name);
      expect(columns).toEqual(stored);
    }
  });

  it("is not opened by a program of another version", () => {
    const db = new Database(Buffer.from(new ChatCore(":memory:", () => {}).serialize()));
    db.pragma("user_version = 99");
    expect(() => new ChatCore(db.serialize(), () => {})).toThrow(/schema 99, this program knows 1/);
  });
});
