import { fromBinary, toBinary } from "@bufbuild/protobuf";
import type { Message } from "@parley/proto/es/parley/v1/message_pb.js";
import { WriteAnswerSchema } from "@parley/proto/es/parley/v1/write_pb.js";
import { messageFor } from "./access.ts";
import { parseId } from "./ids.ts";
import { findMember } from "./membership.ts";
import { messageOf } from "./proto-rows.ts";
import type { State } from "./state.ts";
import { unreadCounts } from "./unread.ts";

/**
 * Fills in what is not kept with a stored answer: counts, which are derived, and messages, whose text may be gone by now,
 * or not be for this reader any more.
 */
export function finishAnswer(state: State, userId: number, stored: Uint8Array): Uint8Array {
  const answer = fromBinary(WriteAnswerSchema, stored);
  const { outcome } = answer;
  switch (outcome.case) {
    case "readMarked":
    case "conversationChanged": {
      const { membership } = outcome.value;
      if (membership === undefined) return stored;
      const member = findMember(state, userId, parseId(membership.conversationId) ?? 0);
      if (member !== undefined) {
        const { unread, mentions } = unreadCounts(state, member);
        membership.unread = unread;
        membership.unreadMentions = mentions;
      }
      break;
    }
    case "messageChanged": {
      const [message] = messagesNow(state, userId, [outcome.value.messageId]);
      if (message === undefined) return stored;
      outcome.value.message = message;
      break;
    }
    case "messagesRead":
      outcome.value.messages = messagesNow(state, userId, outcome.value.messageIds);
      break;
    default:
      return stored;
  }
  return toBinary(WriteAnswerSchema, answer);
}

function messagesNow(state: State, userId: number, ids: readonly string[]): Message[] {
  return ids.flatMap((id) => {
    const found = messageFor(state, userId, id);
    return found === undefined ? [] : [messageOf(found.message)];
  });
}
