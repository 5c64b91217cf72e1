import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { closeAfter } from "./close-after.ts";
import { createMark, readMark } from "./mark-file.ts";
import { settleMark, settleWriteAhead } from "./settle-log.ts";
import { temporaryFolder } from "./sqlite-log-under-test.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, "raft.db");
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("what a process left behind that died", () => {
  it("is written anew byte by byte, never over what is there", () => {
    const bytes = randomBytes(2.5 * 1024 * 1024);
    writeFileSync(`${path}-wal`, bytes, { mode: 0o600 });
    writeFileSync(`${path}-wal.part`, "of a start that was cut short");
    const old = statSync(`${path}-wal`).ino;
    settleWriteAhead(path);
    expect(readFileSync(`${path}-wal`).equals(bytes)).toBe(true);
    expect(statSync(`${path}-wal`).ino).not.toBe(old);
    expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["raft.db-wal"]);
  });

  it.each([
    ["was closed in order", () => undefined],
    ["wrote nothing since pages were moved", () => writeFileSync(`${path}-wal`, "")],
  ])("is left alone when the process %s", (_what, leave) => {
    leave();
    const before = readdirSync(folder);
    settleWriteAhead(path);
    expect(readdirSync(folder)).toEqual(before);
  });

  it("includes the mark: it says the same in a file of its own", () => {
    const mark = join(folder, "mark");
    createMark(mark);
    const before = readMark(mark);
    const old = statSync(mark).ino;
    if (before.kind === "read") settleMark(mark, before.mark, null);
    expect(statSync(mark).ino).not.toBe(old);
    expect(readMark(mark)).toEqual(before);
    expect(existsSync(`${mark}.new`)).toBe(false);
  });
});

describe("a database whose use failed", () => {
  const failure = (code: string): Error => Object.assign(new Error("it failed"), { code });

  it.each(["SQLITE_IOERR_FSYNC", "SQLITE_IOERR_WRITE", "EIO"])(
    "stays open behind %s: to close it would be one more sync",
    (code) => {
      const database = new Database(path);
      closeAfter(failure(code), database);
      expect(database.open).toBe(true);
      database.close();
    },
  );

  it.each(["SQLITE_CORRUPT", "SQLITE_IOERR_SHORT_READ", "SQLITE_FULL", ""])(
    "is closed behind %j, which says nothing of a sync",
    (code) => {
      const database = new Database(path);
      closeAfter(failure(code), database);
      expect(database.open).toBe(false);
    },
  );
});
