import { expect, test } from "vitest";

import type { TimelineRow } from "../store/timeline-rows.ts";
import { timelineItems } from "./timeline-items.ts";

const NOON_MS = new Date(2026, 2, 10, 12, 0).getTime();
const MINUTE_MS = 60_000;

function row(authorId: string, sentMs: number, seq: number): TimelineRow {
  return {
    key: String(seq),
    messageId: String(seq),
    seq,
    authorId,
    text: "x",
    sentMs,
    isDeleted: false,
    isOwn: false,
    isEdited: false,
    version: 0,
    quote: undefined,
    reactions: [],
    mentionedIds: [],
    mentionsRoom: false,
    isForMe: false,
    state: "sent",
    pending: null,
  };
}

test.each([
  {
    what: "the same author within five minutes",
    second: row("a", NOON_MS + 4.9 * MINUTE_MS, 2),
    continued: true,
  },
  {
    what: "the same author five minutes later",
    second: row("a", NOON_MS + 5 * MINUTE_MS, 2),
    continued: false,
  },
  { what: "another author", second: row("b", NOON_MS + 1, 2), continued: false },
])("$what: the row goes on without a head is $continued", ({ second, continued }) => {
  const items = timelineItems([row("a", NOON_MS, 1), second], null);
  expect(items.map((item) => item.isContinued)).toEqual([false, continued]);
});

test("the first row of each day of the reader's calendar says which day it is", () => {
  const midnight = new Date(2026, 2, 11, 0, 0).getTime();
  const rows = [row("a", midnight - 2, 1), row("a", midnight - 1, 2), row("a", midnight, 3)];
  const items = timelineItems(rows, null);
  expect(items.map((item) => item.dayMs)).toEqual([midnight - 2, null, midnight]);
  expect(items.map((item) => item.isContinued)).toEqual([false, true, false]);
});

test("the line where new messages begin breaks a group", () => {
  const rows = [row("a", NOON_MS, 1), row("a", NOON_MS + 1, 2), row("a", NOON_MS + 2, 3)];
  const items = timelineItems(rows, 2);
  expect(items.map((item) => item.isFirstNew)).toEqual([false, true, false]);
  expect(items.map((item) => item.isContinued)).toEqual([false, false, true]);
});
