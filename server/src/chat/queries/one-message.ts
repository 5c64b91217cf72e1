import { create, toBinary } from "@bufbuild/protobuf";
import { GetMessageResponseSchema } from "@parley/proto/es/parley/v1/message_pb.js";
import { messageById, messageFor, type MessageInPlace } from "../access.ts";
import type { EncodedReply, Queries } from "../chat-port.ts";
import { indexOfId } from "../ids.ts";
import { accountOf, messageOf, seenSeqOf } from "../proto-rows.ts";
import { ChatRefusal } from "../refusal.ts";
import type { State } from "../state.ts";
import { requireCaller } from "./caller.ts";
import { accountsOf, readersOf } from "./conversations.ts";

/** One message, and what is known about it: for whoever may read it. */
export function getMessage(state: State, request: Queries["getMessage"]["request"]): EncodedReply {
  const { account } = requireCaller(state, request.caller);
  const found = messageFor(state, account.id, request.messageId);
  if (found === undefined) throw new ChatRefusal("NOT_FOUND", "There is no such message.");
  const { message } = found;
  const { replyToId } = message;
  const quoted = replyToId === null ? undefined : messageById(state, account.id, replyToId);
  const shown = quoted === undefined ? [message] : [message, quoted.message];
  const people = new Set(shown.map(({ authorId }) => authorId));
  const response = create(GetMessageResponseSchema, {
    message: messageOf(message),
    madeAtIndex: BigInt(indexOfId(message.id)),
    length: Array.from(message.text).length,
    read: isRead(found),
    readByIds: readersOfMessage(state, found).map(String),
    ...(quoted === undefined ? {} : { quoted: messageOf(quoted.message) }),
    accounts: accountsOf(state, people).map(accountOf),
    index: BigInt(state.appliedIndex),
  });
  return toBinary(GetMessageResponseSchema, response);
}

function isRead({ message, place }: MessageInPlace): boolean {
  return message.authorId === place.accountId || message.seq <= (place.member?.readSeq ?? 0);
}

function readersOfMessage(state: State, { message, place }: MessageInPlace): number[] {
  return readersOf(state, place.conversation, message.authorId)
    .filter((member) => seenSeqOf(member) >= message.seq)
    .map(({ accountId }) => accountId);
}
