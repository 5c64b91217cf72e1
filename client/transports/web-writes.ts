/** A write and its answers, to and from google-protobuf. */
import {
  WriteAnswer as WireAnswer,
  WriteRequest,
} from "@parley/proto/grpcweb/parley/v1/write_pb.js";
import { SignUpPolicy } from "@parley/proto/grpcweb/parley/v1/account_pb.js";
import type { Outcome, WriteAnswer } from "../model.ts";
import type { Calls } from "../transport.ts";
import { accountOf, conversationOf, membershipOf, messageOf } from "./web-messages.ts";
import { rowTo } from "./web-rows.ts";
import { required, UnknownKind } from "../wire-errors.ts";

export function writeRequestTo({ rows, accountId }: Calls["write"]["request"]): WriteRequest {
  return new WriteRequest().setRowsList(rows.map(rowTo)).setAccountId(accountId);
}

export function writeAnswerOf(wire: WireAnswer): WriteAnswer {
  return {
    clientId: wire.getClientId(),
    seq: wire.getSeq(),
    index: wire.getIndex(),
    outcome: outcomeOf(wire),
  };
}

function outcomeOf(wire: WireAnswer): Outcome {
  switch (wire.getOutcomeCase()) {
    case WireAnswer.OutcomeCase.MESSAGE_SENT: {
      const sent = required(wire.getMessageSent(), "outcome");
      return {
        kind: "messageSent",
        conversationId: sent.getConversationId(),
        messageId: sent.getMessageId(),
        seq: sent.getSeq(),
        sentMs: sent.getSentMs(),
        replyToId: sent.getReplyToId(),
        mentionedIds: sent.getMentionedIdsList(),
        mentionsRoom: sent.getMentionsRoom(),
      };
    }
    case WireAnswer.OutcomeCase.READ_MARKED:
      return {
        kind: "readMarked",
        membership: membershipOf(wire.getReadMarked()?.getMembership()),
      };
    case WireAnswer.OutcomeCase.CONVERSATION_CHANGED: {
      const changed = required(wire.getConversationChanged(), "outcome");
      return {
        kind: "conversationChanged",
        conversation: conversationOf(changed.getConversation()),
        membership: changed.hasMembership() ? membershipOf(changed.getMembership()) : null,
      };
    }
    case WireAnswer.OutcomeCase.MESSAGE_CHANGED: {
      const message = wire.getMessageChanged()?.getMessage();
      return { kind: "messageChanged", message: message === undefined ? null : messageOf(message) };
    }
    case WireAnswer.OutcomeCase.MESSAGES_READ: {
      const messages = wire.getMessagesRead()?.getMessagesList() ?? [];
      return { kind: "messagesRead", messages: messages.map(messageOf) };
    }
    case WireAnswer.OutcomeCase.ACCOUNT_CHANGED:
      return { kind: "accountChanged", account: accountOf(wire.getAccountChanged()?.getAccount()) };
    case WireAnswer.OutcomeCase.SESSIONS_ENDED:
      return { kind: "sessionsEnded", count: wire.getSessionsEnded()?.getCount() ?? 0 };
    case WireAnswer.OutcomeCase.INVITE_REVOKED:
      return { kind: "inviteRevoked", inviteId: wire.getInviteRevoked()?.getInviteId() ?? "" };
    case WireAnswer.OutcomeCase.SIGN_UP_SET:
      return {
        kind: "signUpSet",
        isByInvite: wire.getSignUpSet()?.getPolicy() === SignUpPolicy.SIGN_UP_POLICY_INVITE_ONLY,
      };
    case WireAnswer.OutcomeCase.REFUSAL: {
      const refusal = required(wire.getRefusal(), "outcome");
      return {
        kind: "refused",
        reason: refusal.getReason(),
        field: refusal.getField(),
        message: refusal.getMessage(),
      };
    }
    default:
      throw new UnknownKind("outcome");
  }
}
