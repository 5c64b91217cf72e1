import { expect, test } from "vitest";

import type { ChatState, PendingRow } from "./chat-state.ts";
import { EMPTY_CHAT } from "./chat-state.ts";
import { ME, message, OTHER, pending, ROOM } from "./history-model.ts";
import type { ChatEvent } from "./reduce.ts";
import { reduce } from "./reduce.ts";
import { seenBy } from "./seen-by.ts";
import { timelineRows } from "./timeline-rows.ts";

function stateOf(outbox: readonly PendingRow[]): ChatState {
  const signedIn = reduce(EMPTY_CHAT, { kind: "signedIn", account: ME });
  const mine = message(1, { authorId: ME.id });
  const messages = [mine, message(2, { replyToId: mine.id })];
  const read = reduce(signedIn, {
    kind: "page",
    conversationId: ROOM,
    messages,
    accounts: [ME, OTHER],
  });
  return reduce(read, { kind: "outbox", rows: outbox });
}

const MINE = message(1).id;

test.each([
  ["an edit", { kind: "editMessage", messageId: MINE, version: 0, text: "new" }, { text: "new" }],
  ["a deletion", { kind: "deleteMessage", messageId: MINE }, { text: "", isDeleted: true }],
  [
    "a reaction",
    { kind: "react", messageId: MINE, emoji: "👍", removed: false },
    { reactions: [{ emoji: "👍", accountIds: [ME.id], isMine: true }] },
  ],
  [
    "a reaction that is not there, taken back,",
    { kind: "react", messageId: MINE, emoji: "👍", removed: true },
    { reactions: [] },
  ],
] as const)("%s that waits is shown as done, on its message alone", (_what, operation, shown) => {
  const before = timelineRows(stateOf([]), ROOM);
  const after = timelineRows(stateOf([pending(9, { operation })]), ROOM);
  expect(after[0]).toMatchObject(shown);
  expect(after).toHaveLength(2);
  expect({ ...after[1], quote: before[1]?.quote }).toEqual(before[1]);
});

test("a change that is held back is not shown as done, and can be sent or dropped from its message", () => {
  const operation = { kind: "deleteMessage", messageId: MINE } as const;
  const held = pending(9, { operation, state: "held", reason: "OLD" });
  expect(timelineRows(stateOf([held]), ROOM)[0]).toMatchObject({
    isDeleted: false,
    state: "held",
    pending: { id: held.id, reason: "OLD" },
  });
});

test("changes of one message that wait are shown in the order of writing", () => {
  const edit = (at: number, text: string): PendingRow =>
    pending(at, { operation: { kind: "editMessage", messageId: MINE, version: 0, text } });
  expect(timelineRows(stateOf([edit(8, "a"), edit(9, "b")]), ROOM)[0]?.text).toBe("b");
});

test("an answer shows the words of what it answers as they are now", () => {
  const edited = message(1, { authorId: ME.id, text: "other", version: 1, changedAtIndex: 500 });
  const state = reduce(stateOf([]), {
    kind: "changes",
    changes: [{ kind: "message", message: edited }],
  });
  expect(timelineRows(state, ROOM)[1]?.quote).toMatchObject({ seq: 1, text: "other" });
  const orphan = message(3, { replyToId: "nowhere" });
  const later = reduce(state, {
    kind: "changes",
    changes: [{ kind: "message", message: orphan }],
  });
  expect(timelineRows(later, ROOM)[2]?.quote).toBeNull();
});

test("messages from before a return to the room are not shown", () => {
  const membership = {
    conversationId: ROOM,
    removed: false,
    visibleFromSeq: 2,
    readEpoch: 1,
    readSeq: 1,
    unread: 1,
    unreadMentions: 0,
    notificationLevel: "everything",
    changedAtIndex: 300,
  } as const;
  const state = reduce(stateOf([]), {
    kind: "changes",
    changes: [{ kind: "membership", membership }],
  });
  expect(timelineRows(state, ROOM).map(({ seq }) => seq)).toEqual([2]);
});

test("each of the others stands at the newest message they read, the newest position counts, nobody at their own", () => {
  const at = (readSeq: number, changedAtIndex: number, accountId = "7"): ChatEvent => ({
    kind: "changes",
    changes: [
      {
        kind: "readPosition",
        position: { conversationId: ROOM, accountId, readSeq, changedAtIndex },
      },
    ],
  });
  const events = [at(2, 20), at(1, 10), at(2, 30, OTHER.id)];
  for (const order of [events, events.toReversed()]) {
    const state = order.reduce(reduce, stateOf([]));
    const rows = timelineRows(state, ROOM);
    const seen = seenBy(state.conversations.get(ROOM), rows);
    expect([...seen]).toEqual([[rows[1]?.key, ["7"]]]);
  }
});

test("of several answers of one log entry the last stands, and its event stands above all of them", () => {
  const version = (text: string, more = {}): ChatEvent & { kind: "changes" } => ({
    kind: "changes",
    changes: [{ kind: "message", message: message(1, { text, changedAtIndex: 500, ...more }) }],
  });
  const answer = (order: number, text: string): ChatEvent => ({
    ...version(text),
    kind: "answered",
    id: "",
    order,
  });
  const shown = (events: readonly ChatEvent[]): string | undefined =>
    timelineRows(events.reduce(reduce, stateOf([])), ROOM)[0]?.text;
  const answers = [answer(1, "a"), answer(2, "b")];
  expect(shown(answers)).toBe("b");
  for (const at of [0, 1, 2]) {
    expect(shown(answers.toSpliced(at, 0, version("the event")))).toBe("the event");
  }
});
