import { expect, test } from "vitest";

import { emptyConversation } from "./chat-state.ts";
import { FIRST_INDEX, ME, message, tell } from "./history-model.ts";
import { unreadOf } from "./unread.ts";

const membership = tell([]).membershipAt(FIRST_INDEX);
const base = { index: 50, readEpoch: 1, readSeq: 2, unread: 5, lastSeq: 9 };
const known = {
  ...emptyConversation("7"),
  membership: { ...membership, readSeq: 2 },
  lastSeq: 9,
};

test("the server's count holds while nothing is loaded", () => {
  expect(unreadOf({ ...known, base }, ME.id)).toBe(5);
});

test("messages after the server's count add to it, own and deleted ones do not", () => {
  const messages = [
    message(10),
    message(11, { authorId: ME.id }),
    message(12, { deleted: true }),
    message(13),
  ];
  expect(unreadOf({ ...known, base, messages, lastSeq: 13 }, ME.id)).toBe(7);
});

test("a message that overtook another counts before that one has come", () => {
  expect(unreadOf({ ...known, base, ahead: [message(11)] }, ME.id)).toBe(6);
});

test("a message counted by the server and deleted since counts no more", () => {
  const messages = [message(9, { deleted: true, changedAtIndex: 60 })];
  expect(unreadOf({ ...known, base, messages }, ME.id)).toBe(4);
});

test("without a count that fits, unknown messages count as unread rather than being missed", () => {
  expect(unreadOf({ ...known, base: { ...base, readSeq: 1 } }, ME.id)).toBe(7);
});

test("what lies below the part I may see is not unread", () => {
  const messages = [message(8), message(9)];
  const late = { ...known.membership, readSeq: 0, visibleFromSeq: 8 };
  expect(unreadOf({ ...known, membership: late, messages }, ME.id)).toBe(2);
});
