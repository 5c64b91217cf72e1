/** What the caller has not read yet, oldest first over all conversations: looked at, or read. */
import type { ChatClient } from "@parley/client/connect.ts";
import type { ConversationEntry, ConversationSnapshot, Message } from "@parley/client/model.ts";
import { CLIENT_LIMITS } from "@parley/client/limits.ts";
import { nameOf, peopleOf } from "./conversation-name.ts";
import { settled } from "./settled.ts";

export interface UnreadMessage {
  readonly message: Message;
  /** `#garden`. */
  readonly conversation: string;
}

/** At most `limit`, by the order of the log: ids of messages are the indexes that made them. */
export async function oldestUnread(
  chat: ChatClient,
  snapshot: ConversationSnapshot,
  { meId, limit }: { readonly meId: string; readonly limit: number },
): Promise<readonly UnreadMessage[]> {
  const people = peopleOf(snapshot.accounts);
  const found: UnreadMessage[] = [];
  for (const entry of snapshot.entries) {
    if (entry.membership.unread === 0 || entry.membership.removed) continue;
    const conversation = nameOf(entry.conversation, meId, people);
    for (const message of await unreadOf(chat, entry, { meId, limit }))
      found.push({ message, conversation });
  }
  return found
    .toSorted((one, other) => compareIds(one.message.id, other.message.id))
    .slice(0, limit);
}

async function unreadOf(
  chat: ChatClient,
  { conversation, membership }: ConversationEntry,
  { meId, limit }: { readonly meId: string; readonly limit: number },
): Promise<readonly Message[]> {
  const found: Message[] = [];
  let seq = Math.max(membership.readSeq, membership.visibleFromSeq - 1);
  for (;;) {
    // afterSeq 0 would mean the newest page, so the first is asked for by its end.
    const bounds = seq === 0 ? { beforeSeq: 201 } : { afterSeq: seq };
    const page = await chat.listMessages({
      conversationId: conversation.id,
      ...bounds,
      pageSize: 200,
    });
    found.push(...page.messages.filter((one) => one.authorId !== meId && !one.deleted));
    const last = page.messages.at(-1);
    if (last === undefined || !page.hasAfter || found.length >= limit) return found;
    seq = last.seq;
  }
}

/** Marks the oldest as read and gives them, at most `limit`: the nodes choose and mark in one step. */
export async function readOldest(
  chat: ChatClient,
  { entries, accounts }: ConversationSnapshot,
  { meId, limit }: { readonly meId: string; readonly limit: number },
): Promise<readonly UnreadMessage[]> {
  const people = peopleOf(accounts);
  const names = new Map(
    entries.map(({ conversation }) => [conversation.id, nameOf(conversation, meId, people)]),
  );
  const found: UnreadMessage[] = [];
  while (found.length < limit) {
    const count = Math.min(CLIENT_LIMITS.readRows, limit - found.length);
    const end = await settled(chat, chat.readMessages(count));
    // Fewer than were asked for come also when their texts are long: only none means that none is left.
    if (end.kind !== "messagesRead" || end.messages.length === 0) break;
    for (const message of end.messages)
      found.push({ message, conversation: names.get(message.conversationId) ?? "" });
  }
  return found;
}

/** Decimal strings of any length: 9 before 10. */
export function compareIds(one: string, other: string): number {
  return one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);
}
