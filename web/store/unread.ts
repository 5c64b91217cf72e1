/** How many messages a person has not read, from what this page knows. */
import type { ChatState, ConversationState, Message } from "./chat-state.ts";
import { positionOf } from "./message-list.ts";

/** The read position in force: the confirmed one, or what was read here since, within the same epoch. */
export function readPosition(known: ConversationState): { epoch: number; seq: number } {
  const { membership, readHere } = known;
  const epoch = membership?.readEpoch ?? 0;
  const confirmed = membership?.readSeq ?? 0;
  const here = readHere.epoch === epoch ? readHere.seq : 0;
  return { epoch, seq: Math.max(confirmed, here) };
}

/**
 * Undeleted messages by others above the read position. Exact when all of them are loaded, or when the
 * server's own count was taken at the same read position; else each unknown message counts as unread.
 */
export function unreadOf(known: ConversationState, myId: string): number {
  if (known.membership === null || known.membership.removed) return 0;
  const read = readPosition(known);
  const from = Math.max(read.seq, known.membership.visibleFromSeq - 1);
  const loaded = known.messages.slice(positionOf(known.messages, from + 1));
  const missing = known.lastSeq - from - loaded.length;
  const countIn = (messages: readonly Message[]): number =>
    messages.filter((message) => message.seq > from && isUnread(message, myId)).length;
  const later = countIn(known.ahead);
  if (missing <= 0) return countIn(loaded) + later;
  const { base } = known;
  if (base === null || base.readEpoch !== read.epoch || base.readSeq !== read.seq) {
    return countIn(loaded) + missing + later;
  }
  const deletedSince = loaded.filter(
    (message) =>
      message.seq <= base.lastSeq &&
      message.deleted &&
      message.authorId !== myId &&
      message.changedAtIndex > base.index,
  ).length;
  return (
    base.unread - deletedSince + countIn(loaded.filter(({ seq }) => seq > base.lastSeq)) + later
  );
}

function isUnread(message: Message, myId: string): boolean {
  return !message.deleted && message.authorId !== myId;
}

/** Over all conversations the caller is in. */
export function totalUnread(state: ChatState): number {
  const myId = state.me?.id;
  if (myId === undefined) return 0;
  let total = 0;
  for (const known of state.conversations.values()) total += unreadOf(known, myId);
  return total;
}
