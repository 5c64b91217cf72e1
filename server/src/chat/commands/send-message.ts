import type { SendMessage } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { messageFor, noSuchMessage, placeOf, writingRefusal } from "../access.ts";
import type { WriteKey } from "../client-ledger.ts";
import { insertMentions, mentionsText } from "../mentions.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome, type Refused } from "../outcome.ts";
import type { MessageRow } from "../rows.ts";
import type { State } from "../state.ts";
import { textRefusal } from "../text-rule.ts";

const SELECT_BY_KEY =
  "SELECT * FROM messages WHERE authorId = ? AND clientId = ? AND clientSeq = ?";

/** The message that a key made, however long ago: the last guard against a second one. */
export function messageByKey(state: State, userId: number, key: WriteKey): MessageRow | undefined {
  return state.get<MessageRow>(SELECT_BY_KEY, userId, key.clientId, key.seq);
}

/** Members only. The key is looked up again when anything stands in the way: a repeat finds the first message. */
export function sendMessage(occasion: WriteOccasion, command: SendMessage): Outcome {
  const { state, userId, key } = occasion;
  const place = placeFor(occasion, command);
  if (place.kind === "refused") return sentBefore(occasion) ?? place;
  const { conversationId, replyToId } = place;
  const seq = state.lastSeq(conversationId) + 1;
  const row: MessageRow = {
    id: occasion.newId,
    conversationId,
    seq,
    authorId: userId,
    text: command.text,
    sentMs: occasion.time,
    deleted: 0,
    clientId: key.clientId,
    clientSeq: key.seq,
    changedAtIndex: occasion.index,
    editedMs: null,
    version: null,
    replyToId,
    reactions: null,
    mentions: mentionsText(state, conversationId, command),
  };
  if (!state.messages.insertIfNew(row)) {
    return sentBefore(occasion) ?? refuse("INVALID", "This message cannot be stored.");
  }
  insertMentions(state, row);
  state.noteLastSeq(conversationId, seq);
  return { kind: "messageSent", row };
}

function sentBefore({ state, userId, key }: WriteOccasion): Outcome | undefined {
  const row = messageByKey(state, userId, key);
  return row === undefined ? undefined : { kind: "messageSent", row };
}

interface MessagePlace {
  readonly kind: "place";
  readonly conversationId: number;
  readonly replyToId: number | null;
}

function placeFor({ state, userId }: WriteOccasion, command: SendMessage): MessagePlace | Refused {
  const { text, replyToId } = command;
  const badText = textRefusal(text);
  if (badText !== null) return badText;
  const place = placeOf(state, userId, command.conversationId);
  if (place === undefined) return refuse("NOT_FOUND", "There is no such conversation.");
  const closed = writingRefusal(place);
  if (closed !== null) return closed;
  const conversationId = place.conversation.id;
  if (replyToId === "") return { kind: "place", conversationId, replyToId: null };
  const quoted = messageFor(state, userId, replyToId)?.message;
  if (quoted === undefined || quoted.conversationId !== conversationId) return noSuchMessage();
  return { kind: "place", conversationId, replyToId: quoted.id };
}
