/** The search of a chat on files: what becomes of it when its file, or the state, is another one. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { SearchMessagesResponseSchema } from "@parley/proto/es/parley/v1/message_pb.js";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import type { Chat } from "../chat-port.ts";
import { START_MS, type Person } from "../scenario.ts";
import { apply, chatIn, conversation, newFolder, stateFileIn } from "../state-under-test.ts";

async function found(chat: Chat, { token }: Person, query: string): Promise<number[]> {
  const caller = { tokenSha256: token, time: START_MS };
  const request = { caller, query, pageSize: 0, cursor: "" };
  const reply = await chat.query("searchMessages", request);
  return fromBinary(SearchMessagesResponseSchema, reply).messages.map(({ seq }) => Number(seq));
}

const DAMAGE: readonly (readonly [string, (index: string) => void])[] = [
  ["is no database", (index) => writeFileSync(index, "rubbish ".repeat(1_000))],
  ["is of another program", (index) => new Database(index).pragma("user_version = 99")],
  [
    "has lost a table",
    (index) => {
      const db = new Database(index);
      db.exec("DROP TABLE part0");
      db.close();
    },
  ],
];

test.each(DAMAGE)("an index that %s is made again, and nothing else suffers", async (_, damage) => {
  const folder = newFolder();
  const { ann, log } = conversation(20);
  const first = await chatIn(folder, log);
  expect(await found(first.chat, ann, '"message 7"')).toEqual([7]);
  await first.chat.close();
  const index = join(folder, "search.db");
  expect(existsSync(index)).toBe(true);
  damage(index);
  const { chat, failures } = await chatIn(folder);
  // The first one may be told to come again.
  await found(chat, ann, '"message 7"').catch((error: unknown) =>
    expect(error).toMatchObject({ reason: "OVERLOADED" }),
  );
  expect(await found(chat, ann, '"message 7"')).toEqual([7]);
  expect(failures).toEqual([]);
});

test("after a search the state is sealed by an orderly stop as before one", async () => {
  const folder = newFolder();
  const { ann, log } = conversation(5);
  const { chat } = await chatIn(folder, log);
  await found(chat, ann, "message");
  await chat.close();
  expect(existsSync(join(folder, "state.db.seal"))).toBe(true);
});

test("a state that a copy replaces is searched as it is from then on", async () => {
  const folder = newFolder();
  const { ann, log, scenario, room } = conversation(3);
  const { chat } = await chatIn(folder, log);
  expect(await found(chat, ann, "message")).toEqual([3, 2, 1]);
  scenario.send(ann, room, "message 4");
  const copy = stateFileIn(newFolder(), scenario.log);
  await new Promise<void>((resolve) => chat.replaceWith(copy, resolve));
  expect(await found(chat, ann, "message")).toEqual([4, 3, 2, 1]);
  scenario.send(ann, room, "message 5");
  await apply(chat, scenario.log.slice(-1));
  expect(await found(chat, ann, '"message 5"')).toEqual([5]);
});

test("a search that is asked while a copy replaces the state waits for the new one", async () => {
  const folder = newFolder();
  const { ann, log, scenario, room } = conversation(3);
  const { chat } = await chatIn(folder, log);
  scenario.send(ann, room, "message 4");
  const copy = stateFileIn(newFolder(), scenario.log);
  for (const isWarm of [false, true]) {
    if (isWarm) scenario.send(ann, room, "message 5");
    const other = isWarm ? stateFileIn(newFolder(), scenario.log) : copy;
    const replaced = new Promise<void>((resolve) => chat.replaceWith(other, resolve));
    const asked = found(chat, ann, "message");
    await replaced;
    const all = isWarm ? [5, 4, 3, 2, 1] : [4, 3, 2, 1];
    expect(await asked).toEqual(all);
    expect(await found(chat, ann, "message")).toEqual(all);
  }
});

test("a state that was made anew is not searched by the index of the one before", async () => {
  const folder = newFolder();
  const before = conversation(6);
  const first = await chatIn(folder, before.log);
  expect(await found(first.chat, before.ann, "message")).toHaveLength(6);
  await first.chat.close();
  // As after a loss: the file of the state is gone, and another log makes another.
  new Database(join(folder, "state.db")).exec("DROP TABLE messages");
  const after = conversation(2);
  const { chat, told } = await chatIn(folder, after.log);
  expect(told).not.toEqual([]);
  expect(await found(chat, after.ann, "message")).toEqual([2, 1]);
});
