import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Entry } from "../ports.ts";
import type { StateCopy } from "../state-files.ts";
import { ChatThread } from "./chat-thread.ts";
import { FeedRecorder } from "./feed-recorder.ts";
import { Scenario } from "./scenario.ts";

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "parley-state-files-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A chat on files that has applied a conversation. */
async function chatIn(folder: string, log: readonly Entry[] = []) {
  const told: string[] = [];
  const failures: Error[] = [];
  const chat = new ChatThread({
    file: join(folder, "state.db"),
    tell: (sentence) => void told.push(sentence),
  });
  chat.onFailure((error) => void failures.push(error));
  onTestFinished(() => chat.close());
  const { appliedIndex } = await chat.open();
  if (log.length > 0) await apply(chat, log);
  return { chat, appliedIndex, told, failures };
}

function conversation(messages: number) {
  const scenario = new Scenario();
  const ann = scenario.signUp("Ann");
  const room = scenario.room(ann, "Garden");
  for (let at = 1; at <= messages; at += 1) scenario.send(ann, room, `message ${at} `.repeat(30));
  return { scenario, ann, room, log: scenario.log };
}

function apply(chat: ChatThread, entries: readonly Entry[]): Promise<unknown> {
  return new Promise((done) => chat.apply(entries, false, done));
}

/** `begun` runs when applies may go on. */
function copy(chat: ChatThread, index: number, path: string, begun: () => void = () => undefined) {
  return new Promise<StateCopy>((done) => chat.copy(index, path, { begun, done }));
}

const judge = (chat: ChatThread, index: number, path: string): Promise<StateCopy> =>
  new Promise((done) => chat.judge(index, path, done));
const replaceWith = (chat: ChatThread, path: string): Promise<void> =>
  new Promise((done) => chat.replaceWith(path, done));

function damage(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 0x40;
  writeFileSync(path, bytes);
}

describe("a copy of the state", () => {
  test("is the state at its index, although applies go on while it is made", async () => {
    const folder = newFolder();
    const { scenario, ann, room, log } = conversation(3_000);
    const { chat } = await chatIn(folder, log);
    const { hash } = scenario.core.query("stateHash", {});
    const index = log.length;
    scenario.send(ann, room, "while it is copied");
    const path = join(folder, "copy");
    const order: string[] = [];
    const applying: Promise<unknown>[] = [];
    const made = await copy(chat, index, path, () => {
      order.push("begun");
      applying.push(apply(chat, log.slice(index)).then(() => order.push("applied")));
    });
    order.push("made");
    await Promise.all(applying);
    expect(made).toEqual({ hash });
    expect(order).toEqual(["begun", "applied", "made"]);
    expect(await chat.query("stateHash", {})).toMatchObject({ index: index + 1 });
    expect(await judge(chat, index, path)).toEqual({ hash });
  });

  test("of another index than asked for is none", async () => {
    const folder = newFolder();
    const { log } = conversation(1);
    const { chat } = await chatIn(folder, log);
    const path = join(folder, "copy");
    expect(await copy(chat, log.length + 1, path)).toMatchObject({
      flaw: `it is the state at index ${log.length}, not at ${log.length + 1}`,
    });
  });

  test("that cannot be written is none, and the chat goes on", async () => {
    const folder = newFolder();
    const { log } = conversation(1);
    const { chat, failures } = await chatIn(folder, log);
    const made = await copy(chat, log.length, join(folder, "no such folder", "copy"));
    expect(made).toMatchObject({ flaw: expect.stringContaining("unable to open") });
    expect(await chat.query("stateHash", {})).toMatchObject({ index: log.length });
    expect(failures).toEqual([]);
  });

  test.each([
    { what: "a page of it is damaged", at: (size: number) => size - 100 },
    { what: "its first page is damaged", at: () => 105 },
    { what: "it is no database", at: () => 3 },
  ])("is unsound when $what", async ({ at }) => {
    const folder = newFolder();
    const { log } = conversation(100);
    const { chat } = await chatIn(folder, log);
    const path = join(folder, "copy");
    await copy(chat, log.length, path);
    damage(path, at(readFileSync(path).length));
    expect(await judge(chat, log.length, path)).toMatchObject({ flaw: expect.any(String) });
  });

  test.each([
    "UPDATE messages SET text = 'never said' WHERE id = (SELECT min(id) FROM messages)",
    "DELETE FROM messages WHERE id = (SELECT min(id) FROM messages)",
    "UPDATE applied SET hash = x'00'",
    "CREATE TRIGGER evil AFTER INSERT ON messages BEGIN DELETE FROM messages; END",
    "DROP INDEX messagesKey",
    "PRAGMA user_version = 1",
    "PRAGMA user_version = 99",
  ])("is unsound after %s", async (sql) => {
    const folder = newFolder();
    const { log } = conversation(5);
    const { chat } = await chatIn(folder, log);
    const path = join(folder, "copy");
    await copy(chat, log.length, path);
    const db = new Database(path);
    db.exec(sql);
    db.close();
    expect(await judge(chat, log.length, path)).toMatchObject({ flaw: expect.any(String) });
  });

  test("of a state that has rotted ends the node, and the next start makes the state again", async () => {
    const folder = newFolder();
    const { log } = conversation(50);
    const first = await chatIn(folder, log);
    await first.chat.close();
    rmSync(join(folder, "state.db.seal"));
    const db = new Database(join(folder, "state.db"));
    db.exec("UPDATE messages SET text = 'never said' WHERE id = (SELECT max(id) FROM messages)");
    db.close();
    const { chat, failures } = await chatIn(folder);
    const failed = new Promise<Error>((resolve) => chat.onFailure(resolve));
    chat.copy(log.length, join(folder, "copy"), { begun: () => undefined, done: () => undefined });
    expect((await failed).message).toContain("made again at the next start");
    expect(failures).toHaveLength(1);
    expect((await chatIn(folder)).appliedIndex).toBe(0);
  });
});

describe("a state that is replaced", () => {
  test("is the copy, goes on from there, and its subscribers begin again without a gap", async () => {
    const { scenario, ann, room, log } = conversation(20);
    const source = await chatIn(newFolder(), log);
    const folder = newFolder();
    const path = join(folder, "copy");
    await copy(source.chat, log.length, path);
    const behind = 5;
    const { chat } = await chatIn(folder, log.slice(0, behind));
    const recorder = new FeedRecorder();
    const from = { tokenSha256: ann.token, afterIndex: 0 };
    const subscription = chat.subscribe(from, recorder);
    await recorder.until(`caughtUp ${behind}`);
    await replaceWith(chat, path);
    expect(recorder.calls.at(-1)).toBe("interrupted");
    expect(existsSync(path)).toBe(false);
    expect(await chat.query("stateHash", {})).toEqual(scenario.core.query("stateHash", {}));
    const again = new FeedRecorder();
    chat.subscribe({ ...from, afterIndex: subscription.index }, again);
    await again.until("page");
    const index = log.length;
    scenario.send(ann, room, "said afterwards");
    await apply(chat, log.slice(index));
    expect(await chat.query("stateHash", {})).toEqual(scenario.core.query("stateHash", {}));
    await chat.close();
    expect((await chatIn(folder)).appliedIndex).toBe(log.length);
  });

  test("has nothing of the write-ahead log of the one before", async () => {
    const { log } = conversation(20);
    const source = await chatIn(newFolder(), log);
    const folder = newFolder();
    const path = join(folder, "copy");
    await copy(source.chat, log.length, path);
    const { chat } = await chatIn(folder, conversation(200).log);
    await replaceWith(chat, path);
    expect(await judge(chat, log.length, join(folder, "state.db"))).toHaveProperty("hash");
  });
});

describe("a state that is found at a start", () => {
  const RUINS: readonly [string, (file: string) => void, string][] = [
    ["is missing", (file) => rmSync(file), "is not there"],
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

  test.each(RUINS)(
    "and %s is made again from nothing, with one line",
    async (_what, ruin, word) => {
      const folder = newFolder();
      const { log, scenario } = conversation(30);
      const first = await chatIn(folder, log);
      await first.chat.close();
      killed(folder);
      ruin(join(folder, "state.db"));
      const { chat, appliedIndex, told } = await chatIn(folder, log);
      expect(appliedIndex).toBe(0);
      expect(told).toEqual([expect.stringContaining(word)]);
      expect(await chat.query("stateHash", {})).toEqual(scenario.core.query("stateHash", {}));
      await chat.close();
      const second = await chatIn(folder);
      expect(second).toMatchObject({ appliedIndex: log.length, told: [] });
      expect(readdirSync(folder).filter((name) => name.includes("unsound")).length).toBeLessThan(2);
    },
  );

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

  test("and is of schema 1 is completed, not made again", async () => {
    const folder = newFolder();
    const { log } = conversation(3);
    const first = await chatIn(folder, log);
    await first.chat.close();
    killed(folder);
    change(
      join(folder, "state.db"),
      "DROP TABLE notes; DROP TABLE checks; PRAGMA user_version = 1",
    );
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
