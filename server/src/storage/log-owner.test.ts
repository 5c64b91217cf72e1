import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { RaftId, StoredLog } from "../raft/types.ts";
import { entriesOf } from "./log-examples.ts";
import type { LogOwner } from "./log-owner.ts";
import { lookAtLog } from "./look-at-log.ts";
import { readMark } from "./mark-file.ts";
import { openSqliteLogStore } from "./sqlite-log-store.ts";
import { makeLog, tamper, temporaryFolder } from "./sqlite-log-under-test.ts";

const own: LogOwner = { clusterId: "a1".repeat(16), id: "00000000000000a1" as RaftId };
const othersOf: readonly (readonly [string, LogOwner, RegExp])[] = [
  [
    "another member of the cluster",
    { ...own, id: "00000000000000b2" as RaftId },
    /member 00000000000000b2 of this cluster/,
  ],
  ["another cluster", { ...own, clusterId: "b2".repeat(16) }, /of another cluster, (b2){16}/],
];

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => rmSync(folder, { recursive: true }));

const pathOf = (name: string): string => join(folder, name, "raft.db");
const markOf = (name: string): string => join(folder, name, "mark");

/** A log of six entries, made as `init` makes one, whose member has started once. */
async function started(name: string, owner: LogOwner): Promise<string> {
  mkdirSync(join(folder, name));
  await makeLog(pathOf(name));
  await start(pathOf(name), owner);
  return pathOf(name);
}

async function start(path: string, owner: LogOwner): Promise<StoredLog> {
  const store = openSqliteLogStore({ path, owner });
  try {
    return await store.load();
  } finally {
    await store.close();
  }
}

describe("the files of a log", () => {
  it.each(othersOf)("name their owner: raft.db of %s is refused", async (_whose, other, says) => {
    const [mine, theirs] = [await started("mine", own), await started("theirs", other)];
    copyFileSync(theirs, mine);
    await expect(start(mine, own)).rejects.toThrow(says);
    await expect(start(mine, own)).rejects.toThrow(/raft\.db belongs to .*cluster replace/);
  });

  it.each(othersOf)("name their owner: the mark of %s is refused", async (_whose, other, says) => {
    const mine = await started("mine", own);
    await started("theirs", other);
    copyFileSync(markOf("theirs"), markOf("mine"));
    await expect(start(mine, own)).rejects.toThrow(says);
    await expect(start(mine, own)).rejects.toThrow(/mark belongs to .*cluster replace/);
    expect(readFileSync(markOf("mine")).equals(readFileSync(markOf("theirs")))).toBe(true);
  });

  it("are refused by who only looks, too", async () => {
    const [mine, theirs] = [
      await started("mine", own),
      await started("theirs", othersOf[1]?.[1] ?? own),
    ];
    const copy = join(folder, "copy.db");
    cpSync(mine, copy);
    expect(lookAtLog(copy, markOf("mine"), own)).toMatchObject({ flaw: null, markRefusal: null });
    expect(() => lookAtLog(copy, markOf("theirs"), own)).toThrow(/mark belongs to/);
    cpSync(theirs, copy);
    expect(() => lookAtLog(copy, markOf("mine"), own)).toThrow(/belongs to/);
  });

  it("get their owner at the first start, when an earlier version named nobody", async () => {
    mkdirSync(join(folder, "mine"));
    const mine = pathOf("mine");
    await makeLog(mine);
    expect(readMark(markOf("mine"))).toMatchObject({ owner: null });
    expect(await start(mine, own)).toMatchObject({ lastIndex: 6 });
    expect(readMark(markOf("mine"))).toMatchObject({ owner: own });
    await expect(start(mine, { ...own, id: "00000000000000b2" as RaftId })).rejects.toThrow(/mark/);
  });

  it("keep their owner through writes, a start that nobody named, and a rebuilt log", async () => {
    const mine = await started("mine", own);
    tamper(mine, "DELETE FROM batch WHERE first_index = 5");
    const store = openSqliteLogStore({ path: mine, mustRecopy: true });
    await store.load();
    await new Promise<void>((resolve) => {
      const hardState = { term: 9, vote: null };
      store.write([{ truncateFrom: null, hardState, entries: entriesOf(5, [9]) }], resolve);
    });
    await store.close();
    expect(readMark(markOf("mine"))).toMatchObject({ owner: own });
    expect(await start(mine, own)).toMatchObject({ lastIndex: 5 });
  });

  it("are not taken for foreign when the name itself is damaged", async () => {
    const mine = await started("mine", own);
    tamper(mine, "UPDATE owner SET id = '00000000000000b2'");
    expect(await start(mine, own)).toMatchObject({ lastIndex: 6 });
    await start(mine, own);
  });
});
