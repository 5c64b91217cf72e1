import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { StoredLog } from "../ports.ts";
import { entriesOf } from "./log-examples.ts";
import { openSqliteLogStore } from "./sqlite-log-store.ts";
import { makeLog, tamper, temporaryFolder } from "./sqlite-log-under-test.ts";

const recovering = { standing: { isRecovering: true } };

describe("a sqlite log that is damaged", () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = temporaryFolder();
    path = join(folder, "raft.db");
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  async function reload(): Promise<StoredLog> {
    const store = openSqliteLogStore({ path });
    const stored = await store.load();
    await store.close();
    return stored;
  }

  it.each([
    [
      "a row is missing in the middle",
      "DELETE FROM batch WHERE first_index = 3",
      /entries 3 to 4 are missing/,
      2,
    ],
    [
      "the first row is missing",
      "DELETE FROM batch WHERE first_index = 1",
      /1 to 2 are missing/,
      0,
    ],
    [
      "a term was changed",
      "UPDATE batch SET last_term = 2 WHERE first_index = 3",
      /3 to 4 is wrong/,
      2,
    ],
    [
      "a flag was changed",
      "UPDATE batch SET has_configuration = 1 WHERE first_index = 5",
      /5 to 6 is wrong/,
      4,
    ],
    [
      "the vote was changed",
      "UPDATE hard_state SET vote = '00000000000000b2'",
      /vote fail their check/,
      6,
    ],
    ["term and vote are gone", "DELETE FROM hard_state", /term is older than its last entry/, 6],
    [
      "it holds no entry any more",
      "DELETE FROM batch",
      /it ends at entry 0, but it once held entry 6/,
      0,
    ],
    [
      "its last row is gone",
      "DELETE FROM batch WHERE first_index = 5",
      /ends at entry 4, but .* entry 6/,
      4,
    ],
    ["a table is gone", "DROP TABLE batch", /its tables are gone/, 0],
    ["its header was changed", "PRAGMA application_id = 7", /its header is damaged/, 0],
  ])("recovers with what is sound of a log when %s", async (_what, sql, reason, lastIndex) => {
    await makeLog(path);
    tamper(path, sql);
    const notices: string[] = [];
    const store = openSqliteLogStore({ path, onNotice: (sentence) => notices.push(sentence) });
    const stored = await store.load();
    await store.close();
    expect(stored).toMatchObject({
      lastIndex,
      hardState: { term: 1 },
      standing: { incarnation: 2, isRecovering: true },
    });
    expect(notices.join()).toMatch(reason);
    expect(notices.join()).toContain(path);
    expect(await reload()).toMatchObject({ lastIndex, standing: { isRecovering: true } });
  });

  it.each([
    ["it is missing", () => rmSync(path), /it is missing/],
    ["it is empty", () => writeFileSync(path, ""), /it is empty/],
    ["it is no database", () => writeFileSync(path, "x".repeat(20_000)), /file is not a database/],
    [
      "its first page is zeros",
      () => writeFileSync(path, new Uint8Array(8_192)),
      /damaged|is empty/,
    ],
  ])("recovers with an empty log when %s", async (_what, damage, reason) => {
    await makeLog(path);
    damage();
    const notices: string[] = [];
    const store = openSqliteLogStore({ path, onNotice: (sentence) => notices.push(sentence) });
    const stored = await store.load();
    await store.close();
    expect(stored).toMatchObject({ lastIndex: 0, hardState: { term: 1 }, ...recovering });
    expect(notices.join()).toMatch(reason);
    expect(await reload()).toMatchObject({ lastIndex: 0, ...recovering });
  });

  /** A store whose next append fails, as if the disk did. */
  async function failOnce(): Promise<Error> {
    tamper(
      path,
      "CREATE TRIGGER fault BEFORE INSERT ON batch BEGIN SELECT RAISE(ABORT, 'the disk errs'); END",
    );
    const store = openSqliteLogStore({ path });
    await store.load();
    const failure = await new Promise<Error>((resolve) => {
      store.onFailure(resolve);
      const entries = entriesOf(7, [1]);
      store.write([{ truncateFrom: null, hardState: null, entries }], () => undefined);
    });
    await store.close();
    return failure;
  }

  async function noticesOfNextStart(mustRecopy = false): Promise<string> {
    const notices: string[] = [];
    const onNotice = (sentence: string): void => void notices.push(sentence);
    const store = openSqliteLogStore({ path, mustRecopy, onNotice });
    await store.load();
    await store.close();
    return notices.join();
  }

  it("copies the log into a new file at the start after an error, and is whole if the copy is", async () => {
    await makeLog(path);
    const old = statSync(path).ino;
    expect(await failOnce()).toMatchObject({ isRecopyUntold: false });
    expect(statSync(path).ino).toBe(old);
    expect(await noticesOfNextStart()).toMatch(/the log was copied into a new file/);
    expect(statSync(path).ino).not.toBe(old);
    expect(await reload()).toMatchObject({ lastIndex: 6, standing: { isRecovering: false } });
    expect(await noticesOfNextStart()).toBe("");
  });

  it("recovers when the copy that follows an error lacks something", async () => {
    await makeLog(path);
    await failOnce();
    tamper(path, "DELETE FROM batch WHERE first_index = 5");
    expect(await noticesOfNextStart()).toMatch(/copied into a new file.*ends at entry 4/s);
    expect(await reload()).toMatchObject({ lastIndex: 4, ...recovering });
  });

  it("copies when it is told to by who saw the exit code", async () => {
    await makeLog(path);
    const old = statSync(path).ino;
    expect(await noticesOfNextStart(true)).toMatch(/copied into a new file/);
    expect(statSync(path).ino).not.toBe(old);
    expect(await reload()).toMatchObject({ lastIndex: 6, standing: { isRecovering: false } });
  });

  it.each([
    ["was not whole yet", ".part"],
    ["was whole, and the old write-ahead log is still there", ".new"],
  ])("goes on where a copy was cut short that %s", async (_what, suffix) => {
    await makeLog(path);
    const whole = readFileSync(path);
    const content = suffix === ".new" ? whole : "half a";
    tamper(path, "DELETE FROM batch WHERE first_index = 5");
    writeFileSync(`${path}-wal`, "of the old file");
    writeFileSync(`${path}${suffix}`, content);
    const lastIndex = suffix === ".new" ? 6 : 4;
    expect(await reload()).toMatchObject({ lastIndex });
    expect(readdirSync(folder).toSorted()).toEqual(["mark", "raft.db"]);
  });
});
