import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { MEMBERS, prepareSchema } from "./schema.ts";
import { StateHash } from "./state-hash.ts";
import { Table } from "./table.ts";
import type { MemberRow } from "./rows.ts";

const SELECT = "SELECT * FROM members WHERE accountId = ? AND conversationId = ?";
const ROW: MemberRow = {
  accountId: 1,
  conversationId: 2,
  removed: 0,
  visibleFromSeq: 1,
  readEpoch: 0,
  readSeq: 0,
  changedAtIndex: 5,
  notificationLevel: null,
  seenSeq: null,
};

function newTable() {
  const db = new Database(":memory:");
  prepareSchema(db);
  const hash = new StateHash();
  return { table: new Table({ db, hash }, MEMBERS), hash };
}

test("a remembered row is never older than the table", () => {
  const { table } = newTable();
  expect(table.find(SELECT, 1, 2)).toBeUndefined();
  table.insert(ROW);
  const found = table.find(SELECT, 1, 2);
  expect(found).toEqual(ROW);
  expect(table.find(SELECT, 1, 2)).toBe(found);
  const updated = table.update(ROW, { readSeq: 7 });
  expect(table.find(SELECT, 1, 2)).toEqual({ ...ROW, readSeq: 7 });
  table.delete(updated);
  expect(table.find(SELECT, 1, 2)).toBeUndefined();
});

test("the sum of the rows does not depend on how they came to be what they are", () => {
  const changed = newTable();
  changed.table.insert(ROW);
  const once = changed.table.update(ROW, { readSeq: 3 });
  changed.table.update(once, { readSeq: 9, readEpoch: 1 });
  const straight = newTable();
  straight.table.insert({ ...ROW, readSeq: 9, readEpoch: 1 });
  expect(changed.hash.toHex()).toBe(straight.hash.toHex());
});
