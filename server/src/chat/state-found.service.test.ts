import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { ChatCore } from "./chat-core.ts";
import { ChatThread } from "./chat-thread.ts";
import { asOfSchema } from "./old-state.ts";
import { findState, sealState } from "./state-file.ts";
import { chatIn, conversation, copy, damage, newFolder, stateFileIn } from "./state-under-test.ts";

describe("a state that is found at a start", () => {
  const RUINS: readonly [string, (file: string) => void, string][] = [
    ["is missing", (file) => rmSync(file), "none"],
    ["is empty", (file) => truncateSync(file, 0), "it is empty"],
    ["was cut off", (file) => truncateSync(file, 5_000), "malformed"],
    [
      "is no database",
      (file) => writeFileSync(file, "no database. ".repeat(900)),
      "not a database",
    ],
    ["has other tables", (file) => change(file, "DROP INDEX messagesKey"), "tables"],
    ["does not say its index", (file) => change(file, "DELETE FROM applied"), "index"],
    ["has a broken hash", (file) => change(file, "UPDATE applied SET hash = x'01'"), "hash"],
    ["is of an older schema", (file) => change(file, "PRAGMA user_version = 0"), "schema 0"],
  ];

  function change(file: string, sql: string): void {
    const db = new Database(file);
    db.exec(sql);
    db.close();
  }

  /** As after a kill: nobody says what the bytes were. */
  function killed(folder: string): void {
    rmSync(join(folder, "state.db.seal"));
  }

  test("and was changed since an orderly stop is made again, whatever was changed", async () => {
    const folder = newFolder();
    const { log } = conversation(30);
    const first = await chatIn(folder, log);
    await first.chat.close();
    const file = join(folder, "state.db");
    damage(file, readFileSync(file).indexOf("message 7"));
    const { appliedIndex, told } = await chatIn(folder);
    expect(appliedIndex).toBe(0);
    expect(told).toEqual([expect.stringContaining("not those of the last stop")]);
  });

  test.each(RUINS)("and %s is put aside, and made again from nothing", (_what, ruin, word) => {
    const { log } = conversation(30);
    const file = stateFileIn(newFolder(), log);
    expect(findState(file)).toBe("unproven");
    ruin(file);
    const found = findState(file);
    expect(typeof found === "string" ? found : found.flaw).toContain(word);
    expect(existsSync(file)).toBe(false);
    expect(existsSync(`${file}.unsound`)).toBe(found !== "none");
    stateFileIn(dirname(file), log);
    sealState(file);
    expect(findState(file)).toBe("sealed");
  });

  test("and is unsound costs one line, and is there again when the log was applied", async () => {
    const folder = newFolder();
    const { log, scenario } = conversation(30);
    change(stateFileIn(folder, log), "DELETE FROM applied");
    const { chat, appliedIndex, told } = await chatIn(folder, log);
    expect(appliedIndex).toBe(0);
    expect(told).toEqual([expect.stringContaining("was put aside")]);
    expect(await chat.query("stateHash", {})).toEqual(scenario.core.query("stateHash", {}));
  });

  test("without its write-ahead log's database: that log is not put into the new one", async () => {
    const folder = newFolder();
    const { log } = conversation(30);
    const { chat } = await chatIn(folder, log);
    const wal = readFileSync(join(folder, "state.db-wal"));
    await chat.close();
    rmSync(join(folder, "state.db"));
    writeFileSync(join(folder, "state.db-wal"), wal);
    expect((await chatIn(folder)).appliedIndex).toBe(0);
  });

  test.each([1, 2])("and is of schema %i is completed, not made again", async (version) => {
    const folder = newFolder();
    const { log } = conversation(3);
    const core = new ChatCore(":memory:", () => undefined);
    core.applyEntries(log, false);
    asOfSchema(version, core.serialize(), join(folder, "state.db"));
    const { chat, appliedIndex, told } = await chatIn(folder);
    expect({ appliedIndex, told }).toEqual({ appliedIndex: log.length, told: [] });
    expect(await copy(chat, log.length, join(folder, "copy"))).toHaveProperty("hash");
  });

  test("and is of a later program is left as it is", async () => {
    const folder = newFolder();
    const first = await chatIn(folder, conversation(3).log);
    await first.chat.close();
    killed(folder);
    change(join(folder, "state.db"), "PRAGMA user_version = 99");
    const chat = new ChatThread({ file: join(folder, "state.db") });
    await expect(chat.open()).rejects.toThrow(/schema 99.*newer version/);
    expect(existsSync(join(folder, "state.db.unsound"))).toBe(false);
  });

  test("and is damaged deep inside is put aside when that is met", async () => {
    const folder = newFolder();
    const { log, scenario, ann, room } = conversation(300);
    const first = await chatIn(folder, log);
    await first.chat.close();
    const file = join(folder, "state.db");
    const bytes = readFileSync(file);
    // Pages of messages; what is read at a start lies before them.
    bytes.fill(0x5a, Math.ceil(bytes.length / 8192) * 4096);
    writeFileSync(file, bytes);
    killed(folder);
    const { chat, appliedIndex } = await chatIn(folder);
    expect(appliedIndex).toBe(log.length);
    const failed = new Promise<Error>((resolve) => chat.onFailure(resolve));
    scenario.send(ann, room, "one more");
    chat.apply(log.slice(-1), false, () => undefined);
    expect((await failed).message).toContain("put aside");
    expect((await chatIn(folder, log)).appliedIndex).toBe(0);
  });
});
