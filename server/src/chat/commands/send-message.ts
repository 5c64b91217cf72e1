import type { SendMessage } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { LIMITS } from "../../limits.ts";
import type { WriteKey } from "../client-ledger.ts";
import { findConversation, findMember } from "../membership.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome, type Refused } from "../outcome.ts";
import type { MessageRow } from "../rows.ts";
import type { State } from "../state.ts";

const SELECT_BY_KEY =
  "SELECT * FROM messages WHERE authorId = ? AND clientId = ? AND clientSeq = ?";

const encoder = new TextEncoder();
/** UTF-8 needs at most three bytes for one unit of a JavaScript string. */
const MAX_BYTES_PER_UNIT = 3;

/** The message that a key made, however long ago: the last guard against a second one. */
export function messageByKey(state: State, userId: number, key: WriteKey): MessageRow | undefined {
  return state.get<MessageRow>(SELECT_BY_KEY, userId, key.clientId, key.seq);
}

/** Members only. The key is looked up again when anything stands in the way: a repeat finds the first message. */
export function sendMessage(occasion: WriteOccasion, command: SendMessage): Outcome {
  const { state, userId, key } = occasion;
  const place = placeFor(occasion, command);
  if (place.kind === "refused") return sentBefore(occasion) ?? place;
  const seq = state.lastSeq(place.conversationId) + 1;
  const row: MessageRow = {
    id: occasion.newId,
    conversationId: place.conversationId,
    seq,
    authorId: userId,
    text: command.text,
    sentMs: occasion.time,
    deleted: 0,
    clientId: key.clientId,
    clientSeq: key.seq,
    changedAtIndex: occasion.index,
  };
  if (!state.messages.insertIfNew(row)) {
    return sentBefore(occasion) ?? refuse("INVALID", "This message cannot be stored.");
  }
  state.noteLastSeq(place.conversationId, seq);
  return { kind: "messageSent", row };
}

function sentBefore({ state, userId, key }: WriteOccasion): Outcome | undefined {
  const row = messageByKey(state, userId, key);
  return row === undefined ? undefined : { kind: "messageSent", row };
}

function placeFor(
  { state, userId }: WriteOccasion,
  command: SendMessage,
): { readonly kind: "place"; readonly conversationId: number } | Refused {
  if (command.text.length === 0) return refuse("INVALID", "A message needs some text.", "text");
  if (isTooLong(command.text)) {
    return refuse(
      "TOO_LARGE",
      `A message has at most ${LIMITS.textBytes / 1024} KiB of text.`,
      "text",
    );
  }
  const conversation = findConversation(state, command.conversationId);
  if (conversation === undefined) return refuse("NOT_FOUND", "There is no such conversation.");
  const member = findMember(state, userId, conversation.id);
  if (member === undefined || member.removed !== 0) {
    return refuse("FORBIDDEN", "You are not in this conversation. Join it to write here.");
  }
  return { kind: "place", conversationId: conversation.id };
}

function isTooLong(text: string): boolean {
  if (text.length * MAX_BYTES_PER_UNIT <= LIMITS.textBytes) return false;
  return text.length > LIMITS.textBytes || encoder.encode(text).length > LIMITS.textBytes;
}
