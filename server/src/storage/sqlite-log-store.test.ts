import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { LogStore } from "../ports.ts";
import { entriesOf } from "./log-examples.ts";
import { describeLogStore } from "./log-store-contract.ts";
import { openSqliteLogStore } from "./sqlite-log-store.ts";
import { makeLog, tamper, temporaryFolder } from "./sqlite-log-under-test.ts";

describeLogStore("sqlite", () => {
  const folder = temporaryFolder();
  const path = join(folder, "raft.db");
  return {
    open: (): LogStore => openSqliteLogStore({ path, create: true }),
    settle: () => undefined,
    rot: (index) => {
      tamper(
        path,
        `UPDATE batch SET entries = CAST(substr(entries, 1, length(entries) - 1) || x'ee' AS BLOB)
         WHERE ${index} BETWEEN first_index AND last_index`,
      );
    },
    loseEnd: () => {
      tamper(path, "DELETE FROM batch WHERE first_index = (SELECT max(first_index) FROM batch)");
    },
    loseLog: () => rmSync(path),
    loseMark: () => rmSync(join(folder, "mark")),
    dispose: () => rmSync(folder, { recursive: true }),
  };
});

describe("sqlite log store", () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = temporaryFolder();
    path = join(folder, "raft.db");
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  async function refusalOf(store: LogStore): Promise<string> {
    const refusal: unknown = await store.load().then(
      () => "loaded",
      (error: unknown) => error,
    );
    await store.close();
    return String(refusal);
  }

  it.each([
    [
      "a later version wrote it",
      "PRAGMA user_version = 99",
      /has format 99.*Start the newer version/,
    ],
    [
      "another program wrote it",
      "PRAGMA application_id = 7; DROP TABLE batch",
      /is not a log of Parley/,
    ],
  ])("refuses a log, and leaves it alone, when %s", async (_what, sql, sentence) => {
    await makeLog(path);
    tamper(path, sql);
    const before = readFileSync(path);
    const refusal = await refusalOf(openSqliteLogStore({ path }));
    expect(refusal).toMatch(sentence);
    expect(refusal).toContain(path);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("never makes a missing log by itself", async () => {
    expect(await refusalOf(openSqliteLogStore({ path }))).toMatch(
      /raft\.db cannot be used: it is missing.*parley cluster replace/,
    );
  });

  it("refuses a second process on the same log", async () => {
    await makeLog(path);
    const first = openSqliteLogStore({ path });
    await first.load();
    expect(await refusalOf(openSqliteLogStore({ path }))).toMatch(/in use by another process/);
    await first.close();
  });

  it("leaves no write-ahead log behind when it closes", async () => {
    await makeLog(path);
    const database = new Database(path, { readonly: true });
    expect(database.prepare("SELECT max(last_index) FROM batch").pluck().get()).toBe(6);
    database.close();
  });

  it("reports a failed write once, acknowledges nothing and still closes", async () => {
    await makeLog(path);
    tamper(
      path,
      "CREATE TRIGGER fault BEFORE INSERT ON batch BEGIN SELECT RAISE(ABORT, 'the disk errs'); END",
    );
    const store = openSqliteLogStore({ path });
    await store.load();
    const answers: string[] = [];
    const failure = await new Promise<Error>((resolve) => {
      store.onFailure((error) => {
        answers.push("failure");
        resolve(error);
      });
      store.write([{ truncateFrom: null, hardState: null, entries: entriesOf(7, [1]) }], () =>
        answers.push("written"),
      );
      store.read(1, 1, 1_000, () => answers.push("read"));
    });
    await store.close();
    expect(failure.message).toContain("the disk errs");
    expect(answers).toEqual(["failure"]);
  });

  it("stops when stored entries rot under a running node, instead of handing them out", async () => {
    await makeLog(path);
    const store = openSqliteLogStore({ path });
    await store.load();
    await store.close();
    tamper(
      path,
      "CREATE TRIGGER rot AFTER UPDATE ON hard_state BEGIN UPDATE batch SET entries = x'01'; END",
    );
    tamper(
      path,
      "CREATE TRIGGER rot2 AFTER INSERT ON hard_state BEGIN UPDATE batch SET entries = x'01'; END",
    );
    const rotting = openSqliteLogStore({ path });
    await rotting.load();
    const answers: string[] = [];
    const failure = await new Promise<Error>((resolve) => {
      rotting.onFailure(resolve);
      rotting.write(
        [{ truncateFrom: null, hardState: { term: 1, vote: null }, entries: [] }],
        () => {
          rotting.read(3, 4, 1_000, () => answers.push("read"));
        },
      );
    });
    await rotting.close();
    expect(failure.message).toMatch(/has rotted at 3/);
    expect(answers).toEqual([]);
  });
});
