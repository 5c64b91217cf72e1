/**
 * The search of a MemoryChat, in the plainest way: every message is looked at. Knows words, phrases, prefixes, `from:` and `in:`
 * with names without blanks or in quotes, and no dates. For tests.
 */
import type { MemoryChat } from "./memory-chat.ts";
import { messageFor } from "./memory-places.ts";
import { Refused } from "./memory-refused.ts";
import type { Message } from "./model.ts";
import type { FoundPage, SearchRequest } from "./search-calls.ts";

const PAGE_ROWS = 50;
const CODE_INVALID = 3;

type Condition = (message: Message) => boolean;

export function searchMessages(
  chat: MemoryChat,
  userId: string,
  { query, pageSize = 0, cursor = "" }: SearchRequest,
): FoundPage | Refused {
  const conditions: Condition[] = [];
  for (const [, operator = "", quoted, bare = ""] of query.matchAll(
    /(?:(from|in):)?(?:"([^"]*)"\*?|(\S+))/g,
  )) {
    const condition = conditionOf(chat, userId, { operator, value: quoted ?? bare });
    if (condition === null) return new Refused("INVALID", CODE_INVALID);
    conditions.push(condition);
  }
  if (conditions.length === 0) return new Refused("INVALID", CODE_INVALID);
  const all = chat.messages
    .filter((message) => !message.deleted && messageFor(chat, userId, message.id) !== null)
    .filter((message) => conditions.every((holds) => holds(message)))
    .toReversed();
  const start = Number(cursor);
  const end = start + (pageSize === 0 ? PAGE_ROWS : pageSize);
  const messages = all.slice(start, end);
  const { accounts } = chat.snapshot(userId);
  const places = [...new Set(messages.map(({ conversationId }) => conversationId))].map((id) => ({
    conversationId: id,
    name: chat.conversations.get(id)?.name ?? "",
    peerIds: chat.conversations.get(id)?.peerIds ?? [],
  }));
  const nextCursor = end < all.length ? String(end) : "";
  return { messages, places, accounts, nextCursor, index: chat.index };
}

/** Null for a name that nobody and nothing has. */
function conditionOf(
  chat: MemoryChat,
  userId: string,
  { operator, value }: { readonly operator: string; readonly value: string },
): Condition | null {
  if (operator === "from") {
    const id = value === "me" ? userId : chat.accountCalled(value)?.id;
    return id === undefined ? null : ({ authorId }) => authorId === id;
  }
  if (operator === "in") {
    const name = value.replace(/^#/, "");
    const { entries } = chat.snapshot(userId);
    const joined = entries.map(({ conversation }) => conversation);
    const known = [...joined, ...chat.rooms(userId).map(({ conversation }) => conversation)];
    const place = known.find((one) => one.name === name);
    return place === undefined ? null : ({ conversationId }) => conversationId === place.id;
  }
  const words = value.toLowerCase().replace(/\*$/, "");
  const after = value.endsWith("*") ? "" : " ";
  return ({ text }) => ` ${text.toLowerCase()} `.includes(` ${words}${after}`);
}
