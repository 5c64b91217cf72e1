import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { FeedRecorder } from "./feed-recorder.ts";
import {
  apply,
  chatIn,
  conversation,
  copy,
  damage,
  flawIn,
  judge,
  newFolder,
  replaceWith,
  stateFileIn,
} from "./state-under-test.ts";

describe("a copy of the state", () => {
  test("is the state at its index, although applies go on while it is made", async () => {
    const folder = newFolder();
    const { scenario, ann, room, log } = conversation(1_500);
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
  ])("is unsound when $what", ({ at }) => {
    const file = stateFileIn(newFolder(), conversation(100).log);
    expect(flawIn(file)).toBe(null);
    damage(file, at(readFileSync(file).length));
    expect(flawIn(file)).toEqual(expect.any(String));
  });

  test.each([
    "UPDATE messages SET text = 'never said' WHERE id = (SELECT min(id) FROM messages)",
    "DELETE FROM messages WHERE id = (SELECT min(id) FROM messages)",
    "UPDATE applied SET hash = x'00'",
    "CREATE TRIGGER evil AFTER INSERT ON messages BEGIN DELETE FROM messages; END",
    "DROP INDEX messagesKey",
    "PRAGMA user_version = 1",
    "PRAGMA user_version = 99",
  ])("is unsound after %s", (sql) => {
    const file = stateFileIn(newFolder(), conversation(5).log);
    const db = new Database(file);
    db.exec(sql);
    db.close();
    expect(flawIn(file)).toEqual(expect.any(String));
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
