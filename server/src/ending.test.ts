import { expect, it } from "vitest";

import { ConfigRefusal } from "./config.ts";
import { endingOf, endingOfStart } from "./ending.ts";
import { FolderRefusal } from "./storage/folder-refusal.ts";
import { LogFailure } from "./storage/sqlite-log-store.ts";

const RECOPY = { code: 4, signal: "USR2" };
const plain = (code: number): object => ({ code, signal: "KILL" });

it.each([
  ["an error of the log that is noted", new LogFailure("EIO: i/o error", false), plain(1)],
  ["an error of the log that nothing notes", new LogFailure("EIO: i/o error", true), RECOPY],
  ["an error of another file", new Error("attempt to write a readonly database"), RECOPY],
  ["no room for another file", new Error("database or disk is full"), plain(3)],
  ["an error of no disk", new Error("what was that"), plain(1)],
  ["a refusal", new FolderRefusal("another cluster's"), plain(2)],
])("a node that ran ends by %s", (_what, error, ending) => {
  expect(endingOf(error)).toEqual(ending);
});

it.each([
  ["an error of the log that nothing notes", new LogFailure("EIO: i/o error", true), RECOPY],
  ["an error of another file", new Error("EROFS: read-only file system"), plain(1)],
  ["a refusal of what it was told", new ConfigRefusal("--port"), plain(2)],
])("a start ends by %s", (_what, error, ending) => {
  expect(endingOfStart(error)).toEqual(ending);
});
