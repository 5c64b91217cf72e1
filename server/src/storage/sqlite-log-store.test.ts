import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { LogStore } from "../ports.ts";
import { entriesOf } from "./log-examples.ts";
import { describeLogStore } from "./log-store-contract.ts";
import { openSqliteLogStore } from "./sqlite-log-store.ts";

function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "parley-log-"));
}

/** Changes a file behind its store's back. */
function tamper(path: string, sql: string): void {
  const database = new Database(path);
  database.exec(sql);
  database.close();
}

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

  async function makeLog(): Promise<void> {
    const store = openSqliteLogStore({ path, create: true });
    await store.load();
    for (const first of [1, 3, 5]) {
      await new Promise<void>((resolve) => {
        const hardState = { term: 1, vote: null };
        store.write(
          [{ truncateFrom: null, hardState, entries: entriesOf(first, [1, 1]) }],
          resolve,
        );
      });
    }
    await store.close();
  }

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
      "a row is missing in the middle",
      "DELETE FROM batch WHERE first_index = 3",
      /entries 3 to 4 are missing/,
    ],
    [
      "the first row is missing",
      "DELETE FROM batch WHERE first_index = 1",
      /entries 1 to 2 are missing/,
    ],
    [
      "a term was changed",
      "UPDATE batch SET last_term = 2 WHERE first_index = 3",
      /entries 3 to 4 is wrong/,
    ],
    [
      "a flag was changed",
      "UPDATE batch SET has_configuration = 1 WHERE first_index = 5",
      /entries 5 to 6 is wrong/,
    ],
    [
      "the vote was changed",
      "UPDATE hard_state SET vote = '00000000000000b2'",
      /term and vote fail their check/,
    ],
    ["term and vote are gone", "DELETE FROM hard_state", /its term is older than its last entry/],
    ["it holds no entry any more", "DELETE FROM batch", /it holds no entry/],
    [
      "a later version wrote it",
      "PRAGMA user_version = 2",
      /has format 2.*Start the newer version/,
    ],
    ["another program wrote it", "PRAGMA application_id = 7", /is not a log of Parley/],
  ])("refuses a log when %s", async (_what, sql, sentence) => {
    await makeLog();
    tamper(path, sql);
    const refusal = await refusalOf(openSqliteLogStore({ path }));
    expect(refusal).toMatch(sentence);
    expect(refusal).toContain(path);
  });

  it("never makes a missing log by itself", async () => {
    expect(await refusalOf(openSqliteLogStore({ path }))).toMatch(
      /raft\.db is missing.*parley cluster replace/,
    );
  });

  it("refuses a second process on the same log", async () => {
    await makeLog();
    const first = openSqliteLogStore({ path });
    await first.load();
    expect(await refusalOf(openSqliteLogStore({ path }))).toMatch(/in use by another process/);
    await first.close();
  });

  it("leaves no write-ahead log behind when it closes", async () => {
    await makeLog();
    const database = new Database(path, { readonly: true });
    expect(database.prepare("SELECT max(last_index) FROM batch").pluck().get()).toBe(6);
    database.close();
  });

  it("reports a failed write once, acknowledges nothing and still closes", async () => {
    await makeLog();
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
    await makeLog();
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
