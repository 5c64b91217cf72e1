import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { ChatCore } from "./chat-core.ts";
import { asOfSchema } from "./old-state.ts";
import { Scenario } from "./scenario.ts";
import { COUNTED_TABLES } from "./schema.ts";
import { findState } from "./state-file.ts";

describe("the schema", () => {
  it("counts every column of every table but those that hold the count and its past", () => {
    const db = new Database(Buffer.from(new ChatCore(":memory:", () => {}).serialize()));
    const tables = db
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('applied', 'notes', 'checks') ORDER BY name",
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
    expect(() => new ChatCore(db.serialize(), () => {})).toThrow(/schema 99, this program knows 4/);
  });

  it("is completed in a file of the first version, which remembers nothing yet", () => {
    const scenario = new Scenario();
    scenario.signUp("Ann");
    const before = scenario.core.query("stateHash", {});
    const file = join(mkdtempSync(join(tmpdir(), "parley-schema-")), "state.db");
    onTestFinished(() => rmSync(dirname(file), { recursive: true }));
    asOfSchema(1, scenario.core.serialize(), file);
    expect(findState(file)).toBe("unproven");
    const again = new Scenario(file);
    expect(again.core.query("stateHash", {})).toEqual(before);
    expect(again.core.notes).toEqual({ notes: [], checkedIndex: 0, agreedIndex: 0 });
    again.skipTo(1_000);
    expect(again.core.notes.notes).toHaveLength(1);
  });
});
