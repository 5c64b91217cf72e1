import { SqliteError } from "better-sqlite3";
import { expect, it } from "vitest";

import { diskTrouble } from "./disk-trouble.ts";
import { diskRefusal } from "./durable-files.ts";

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: said the system, write`), { code, syscall: "write" });
}

it.each([
  ["full", systemError("ENOSPC")],
  ["full", systemError("EDQUOT")],
  ["full", new SqliteError("database or disk is full", "SQLITE_FULL")],
  ["full", new Error("database or disk is full")],
  ["full", diskRefusal("data/n1", systemError("ENOSPC"))],
  ["failing", systemError("EIO")],
  ["failing", systemError("EROFS")],
  ["failing", new SqliteError("disk I/O error", "SQLITE_IOERR_FSYNC")],
  ["failing", new Error("disk I/O error")],
  ["failing", new Error("attempt to write a readonly database")],
  ["failing", diskRefusal("data/n1", systemError("EROFS"))],
  [null, systemError("ENOENT")],
  [null, new Error("the log has rotted at 7")],
  [null, "a word"],
] as const)("sees that the disk is %s in %s", (trouble, error) => {
  expect(diskTrouble(error)).toBe(trouble);
});
