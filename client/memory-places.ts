/** What exists for whom in a MemoryChat, as server/src/chat/access.ts decides it. For tests. */
import type { MemoryChat } from "./memory-chat.ts";
import { refusal } from "./model-ledger.ts";
import type { Conversation, Membership, Message, Outcome } from "./model.ts";

export interface Place {
  readonly conversation: Conversation;
  /** Also that of somebody who was removed. */
  readonly membership: Membership | undefined;
  readonly isMember: boolean;
}

export function placeOf(chat: MemoryChat, userId: string, conversationId: string): Place | null {
  const conversation = chat.conversations.get(conversationId);
  if (conversation === undefined) return null;
  const membership = chat.memberships.get(`${userId}/${conversationId}`);
  const isMember = membership?.removed === false;
  return isMember || isPublic(conversation) ? { conversation, membership, isMember } : null;
}

export function isPublic({ kind, isPrivate }: Conversation): boolean {
  return kind === "room" && !isPrivate;
}

/** The smallest seq that may be read there. */
export function readableFrom({ membership, isMember }: Place): number {
  return isMember ? (membership?.visibleFromSeq ?? 1) : 1;
}

export function messageFor(
  chat: MemoryChat,
  userId: string,
  messageId: string,
): { readonly message: Message; readonly place: Place } | null {
  const message = chat.messages.find(({ id }) => id === messageId);
  const place = message === undefined ? null : placeOf(chat, userId, message.conversationId);
  return message === undefined || place === null || message.seq < readableFrom(place)
    ? null
    : { message, place };
}

/** Whoever made the room, as long as they are in it, and the owner, who is the first account. */
export function moderates(
  chat: MemoryChat,
  userId: string,
  { conversation, isMember }: Place,
): boolean {
  if (conversation.kind !== "room") return false;
  return (isMember && conversation.creatorId === userId) || [...chat.accounts.keys()][0] === userId;
}

/** Why nothing may be written there, or null. */
export function writingRefusal({ conversation, isMember }: Place): Outcome | null {
  return isMember && !conversation.archived ? null : refusal("FORBIDDEN");
}
