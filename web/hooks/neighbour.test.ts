import { expect, test } from "vitest";

import type { ConversationRow } from "../store/conversation-list.ts";
import { neighbour } from "./neighbour.ts";

function row(id: string, kind: ConversationRow["kind"], unread = 0): ConversationRow {
  const names = { name: id, peerId: null, otherIds: [] };
  return { id, kind, unread, ...names, activeMs: 0, last: null, outgoing: "none" };
}

/** As newest first; the sidebar shows b, d, then a, c. */
const ROWS = [row("a", "direct", 1), row("b", "room"), row("c", "group", 2), row("d", "room")];

test.each([
  ["b", 1, false, "d"],
  ["d", 1, false, "a"],
  ["a", -1, false, "d"],
  ["b", -1, false, null],
  ["c", 1, false, null],
  [null, 1, false, "b"],
  [null, -1, false, "c"],
  ["b", 1, true, "a"],
  ["c", -1, true, "a"],
  ["a", -1, true, null],
] as const)("from %s by %i, only unread: %s, is %s", (openId, by, isUnread, expected) => {
  expect(neighbour(ROWS, openId, { by, isUnread })).toBe(expected);
});
