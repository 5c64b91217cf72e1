/** What becomes of rows about messages and of reading them in a MemoryChat. Nobody is named in a text. For tests. */
import { CLIENT_LIMITS } from "./limits.ts";
import type { MemoryChat } from "./memory-chat.ts";
import { messageFor, moderates, placeOf, writingRefusal } from "./memory-places.ts";
import { refusal } from "./model-ledger.ts";
import type { Membership, Message, Outcome, WriteKey } from "./model.ts";
import type { MessageOperation, ReadingOperation, SendMessage } from "./operations.ts";
import { utf8Bytes } from "./outbox-batch.ts";
import { PLAIN_MESSAGE } from "./plain-rows.ts";
import type { Reaction } from "./small-rows.ts";

interface Write {
  readonly userId: string;
  readonly key: WriteKey;
}

export function sendMessage(
  chat: MemoryChat,
  { userId, key }: Write,
  { conversationId, text, replyToId = "" }: SendMessage,
): Outcome {
  const place = placeOf(chat, userId, conversationId);
  if (place === null) return refusal("NOT_FOUND");
  const closed = writingRefusal(place);
  if (closed !== null) return closed;
  const quoted = messageFor(chat, userId, replyToId)?.message;
  if (replyToId !== "" && quoted?.conversationId !== conversationId) return refusal("NOT_FOUND");
  const message = chat.setMessage({
    ...PLAIN_MESSAGE,
    id: chat.newId("m"),
    conversationId,
    seq: chat.lastSeq(conversationId) + 1,
    authorId: userId,
    text,
    sentMs: chat.ledger.timeMs,
    deleted: false,
    clientId: key.clientId,
    clientSeq: key.seq,
    changedAtIndex: chat.index,
    replyToId,
  });
  const { id: messageId, seq, sentMs, mentionedIds, mentionsRoom } = message;
  const found = { replyToId, mentionedIds, mentionsRoom };
  return { kind: "messageSent", conversationId, messageId, seq, sentMs, ...found };
}

export function changeMessage(
  chat: MemoryChat,
  userId: string,
  operation: MessageOperation,
): Outcome {
  const found = messageFor(chat, userId, operation.messageId);
  if (found === null) return refusal("NOT_FOUND");
  const { message, place } = found;
  const isAuthor = message.authorId === userId;
  switch (operation.kind) {
    case "deleteMessage": {
      if (!isAuthor && !moderates(chat, userId, place)) return refusal("FORBIDDEN");
      const gone = { ...PLAIN_MESSAGE, editedMs: message.editedMs, version: message.version };
      return changed(chat, message, message.deleted ? {} : { ...gone, text: "", deleted: true });
    }
    case "editMessage": {
      const { text, version } = operation;
      if (!isAuthor || message.deleted) return refusal("FORBIDDEN");
      const closed = writingRefusal(place);
      if (closed !== null) return closed;
      if (version !== message.version) return refusal("INVALID", "version");
      const edited = { text, version: version + 1, editedMs: chat.ledger.timeMs };
      return changed(chat, message, text === message.text ? {} : edited);
    }
    case "react": {
      const { emoji, removed } = operation;
      if (message.deleted) return refusal("FORBIDDEN");
      const closed = writingRefusal(place);
      if (closed !== null) return closed;
      const before = message.reactions.find((one) => one.emoji === emoji)?.accountIds ?? [];
      if (before.includes(userId) !== removed) return changed(chat, message, {});
      const accountIds = removed ? before.filter((id) => id !== userId) : [...before, userId];
      const reactions = withReaction(message.reactions, { emoji, accountIds });
      return changed(chat, message, { reactions });
    }
  }
}

export function moveReading(
  chat: MemoryChat,
  userId: string,
  operation: ReadingOperation,
): Outcome {
  if (operation.kind === "readMessages") return readMessages(chat, userId, operation);
  const membership = membershipFor(chat, userId, operation.conversationId);
  if ("kind" in membership) return membership;
  const { epoch, seq } = operation;
  if (epoch > membership.readEpoch) return refusal("INVALID", "epoch");
  const lastSeq = chat.lastSeq(operation.conversationId);
  const isOld = epoch < membership.readEpoch;
  if (operation.kind === "markRead") {
    const readSeq = Math.min(seq, lastSeq);
    const isStill = isOld || readSeq <= membership.readSeq;
    return marked(chat, userId, membership, isStill ? {} : { readSeq });
  }
  if (seq < membership.visibleFromSeq || seq > lastSeq) return refusal("INVALID", "seq");
  return marked(chat, userId, membership, isOld ? {} : { readEpoch: epoch + 1, readSeq: seq - 1 });
}

function readMessages(
  chat: MemoryChat,
  userId: string,
  { conversationId, count }: Extract<ReadingOperation, { kind: "readMessages" }>,
): Outcome {
  if (count < 1 || count > CLIENT_LIMITS.readRows) return refusal("INVALID", "count");
  const refused = conversationId === "" ? null : membershipFor(chat, userId, conversationId);
  if (refused !== null && "kind" in refused) return refused;
  const messages: Message[] = [];
  let bytes = 0;
  for (const message of chat.unread(userId, conversationId).slice(0, count)) {
    bytes += utf8Bytes(message.text);
    if (messages.length > 0 && bytes > CLIENT_LIMITS.readTextBytes) break;
    messages.push(message);
    const membership = membershipFor(chat, userId, message.conversationId);
    if ("readSeq" in membership)
      chat.setMembership(userId, { ...membership, readSeq: message.seq });
  }
  return { kind: "messagesRead", messages };
}

function membershipFor(
  chat: MemoryChat,
  userId: string,
  conversationId: string,
): Membership | Extract<Outcome, { kind: "refused" }> {
  const place = placeOf(chat, userId, conversationId);
  if (place === null) return refusal("NOT_FOUND");
  const { membership, isMember } = place;
  return isMember && membership !== undefined ? membership : refusal("FORBIDDEN");
}

function marked(
  chat: MemoryChat,
  userId: string,
  membership: Membership,
  patch: Partial<Membership>,
): Outcome {
  const isSame = Object.keys(patch).length === 0;
  const after = isSame ? membership : chat.setMembership(userId, { ...membership, ...patch });
  return { kind: "readMarked", membership: chat.counted(userId, after) };
}

function changed(chat: MemoryChat, message: Message, patch: Partial<Message>): Outcome {
  const isSame = Object.keys(patch).length === 0;
  return {
    kind: "messageChanged",
    message: isSame ? message : chat.setMessage({ ...message, ...patch }),
  };
}

/** An emoji without people is gone. */
function withReaction(reactions: readonly Reaction[], wanted: Reaction): readonly Reaction[] {
  const isKnown = reactions.some(({ emoji }) => emoji === wanted.emoji);
  const all = isKnown
    ? reactions.map((one) => (one.emoji === wanted.emoji ? wanted : one))
    : [...reactions, wanted];
  return all.filter(({ accountIds }) => accountIds.length > 0);
}
