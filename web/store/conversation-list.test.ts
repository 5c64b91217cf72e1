import { expect, test } from "vitest";

import type { ChatState, ConversationState } from "./chat-state.ts";
import { EMPTY_CHAT, emptyConversation } from "./chat-state.ts";
import { conversationRows } from "./conversation-list.ts";
import {
  PLAIN_CONVERSATION,
  FIRST_INDEX,
  ME,
  message,
  OTHER,
  pending,
  tell,
} from "./history-model.ts";

const membership = tell([]).membershipAt(FIRST_INDEX);

function room(id: string, createdMs: number, sentMs?: number): ConversationState {
  return {
    ...emptyConversation(id),
    membership: { ...membership, conversationId: id },
    conversation: {
      id,
      kind: "room",
      name: `room ${id}`,
      peerIds: [],
      createdMs,
      changedAtIndex: 1,
      memberCount: 1,
      ...PLAIN_CONVERSATION,
    },
    messages: sentMs === undefined ? [] : [message(1, { sentMs })],
  };
}

function state(...known: readonly ConversationState[]): ChatState {
  return { ...EMPTY_CHAT, me: ME, conversations: new Map(known.map((one) => [one.id, one])) };
}

test("the newest activity comes first; an empty room counts from its beginning", () => {
  const chat = state(room("1", 10, 500), room("2", 700), room("3", 20, 900));
  expect(conversationRows(chat).map(({ id }) => id)).toEqual(["3", "2", "1"]);
});

test("of equal age the younger id comes first, by number and not by letter", () => {
  const chat = state(room("9", 5), room("10", 5), room("11", 5));
  expect(conversationRows(chat).map(({ id }) => id)).toEqual(["11", "10", "9"]);
});

test("a direct conversation is about the other person, or about oneself", () => {
  const direct = (id: string, peerIds: readonly string[]): ConversationState => {
    const plain = room(id, 0);
    if (plain.conversation === null) throw new Error("room() makes a conversation");
    return { ...plain, conversation: { ...plain.conversation, kind: "direct", peerIds } };
  };
  const chat = state(direct("2", [ME.id, OTHER.id]), direct("1", [ME.id]));
  expect(conversationRows(chat).map(({ peerId }) => peerId)).toEqual([OTHER.id, ME.id]);
});

test("a conversation shows that own messages wait, and rather that one was refused", () => {
  const here = { kind: "sendMessage", conversationId: "1", text: "x" } as const;
  const chat = state(room("1", 0), room("2", 0));
  const waiting = pending(1, { operation: here, state: "queued" });
  const refused = pending(2, { operation: here, state: "rejected" });
  const outgoing = (outbox: ChatState["outbox"]): unknown =>
    Object.fromEntries(conversationRows({ ...chat, outbox }).map((row) => [row.id, row.outgoing]));
  expect(outgoing([waiting])).toEqual({ 1: "waiting", 2: "none" });
  expect(outgoing([waiting, refused])).toEqual({ 1: "failed", 2: "none" });
  expect(outgoing([{ ...waiting, state: "sending" }])).toEqual({ 1: "none", 2: "none" });
});
