/** Write rows and their answers, to and from protobuf-es. */
import type { MessageInitShape } from "@bufbuild/protobuf";
import { SignUpPolicy } from "@parley/proto/es/parley/v1/account_pb.js";
import type {
  WriteAnswer as WireWriteAnswer,
  WriteRowSchema,
} from "@parley/proto/es/parley/v1/write_pb.js";
import type { Outcome, WriteAnswer } from "../model.ts";
import type {
  MessageOperation,
  Operation,
  PlaceOperation,
  ReadingOperation,
  RoomOperation,
} from "../operations.ts";
import { UnknownKind } from "../wire-errors.ts";
import { accountOf, conversationOf, membershipOf, messageOf, WIRE_LEVELS } from "./es-messages.ts";

type WireOperation = NonNullable<MessageInitShape<typeof WriteRowSchema>["operation"]>;

export function operationTo(operation: Operation): WireOperation {
  switch (operation.kind) {
    case "sendMessage": {
      const { conversationId, text, replyToId = "" } = operation;
      return { case: "sendMessage", value: { conversationId, text, replyToId } };
    }
    case "editMessage":
    case "deleteMessage":
    case "react":
      return messageOperationTo(operation);
    case "markRead":
    case "markUnread":
    case "readMessages":
      return readingOperationTo(operation);
    case "inviteToRoom":
    case "removeFromRoom":
    case "setTopic":
    case "renameRoom":
    case "archiveRoom":
      return roomOperationTo(operation);
    case "openDirect":
    case "openGroup":
    case "createRoom":
    case "joinRoom":
    case "leaveRoom":
    case "setNotificationLevel":
      return placeOperationTo(operation);
  }
}

function messageOperationTo(operation: MessageOperation): WireOperation {
  switch (operation.kind) {
    case "editMessage": {
      const { messageId, version, text } = operation;
      return { case: "editMessage", value: { messageId, version, text } };
    }
    case "deleteMessage":
      return { case: "deleteMessage", value: { messageId: operation.messageId } };
    case "react": {
      const { messageId, emoji, removed } = operation;
      return { case: "react", value: { messageId, emoji, removed } };
    }
  }
}

function readingOperationTo(operation: ReadingOperation): WireOperation {
  switch (operation.kind) {
    case "markRead":
      return { case: "markRead", value: positionTo(operation) };
    case "markUnread":
      return { case: "markUnread", value: positionTo(operation) };
    case "readMessages": {
      const { conversationId, count } = operation;
      return { case: "readMessages", value: { conversationId, count } };
    }
  }
}

function positionTo({
  conversationId,
  epoch,
  seq,
}: Extract<ReadingOperation, { kind: "markRead" | "markUnread" }>) {
  return { conversationId, epoch: BigInt(epoch), seq: BigInt(seq) };
}

function roomOperationTo(operation: RoomOperation): WireOperation {
  const { conversationId } = operation;
  switch (operation.kind) {
    case "inviteToRoom": {
      const { accountId, shareHistory } = operation;
      return { case: "inviteToRoom", value: { conversationId, accountId, shareHistory } };
    }
    case "removeFromRoom": {
      const { accountId } = operation;
      return { case: "removeFromRoom", value: { conversationId, accountId } };
    }
    case "setTopic":
      return { case: "setTopic", value: { conversationId, topic: operation.topic } };
    case "renameRoom":
      return { case: "renameRoom", value: { conversationId, name: operation.name } };
    case "archiveRoom":
      return {
        case: "archiveRoom",
        value: { conversationId, archived: operation.archived },
      };
  }
}

function placeOperationTo(operation: PlaceOperation): WireOperation {
  switch (operation.kind) {
    case "openDirect":
      return { case: "openDirect", value: { accountId: operation.accountId } };
    case "openGroup":
      return { case: "openGroup", value: { accountIds: [...operation.accountIds] } };
    case "createRoom": {
      const { name, isPrivate = false } = operation;
      return { case: "createRoom", value: { name, isPrivate } };
    }
    case "joinRoom":
      return { case: "joinRoom", value: { conversationId: operation.conversationId } };
    case "leaveRoom":
      return { case: "leaveRoom", value: { conversationId: operation.conversationId } };
    case "setNotificationLevel": {
      const { conversationId, level } = operation;
      const value = { conversationId, level: WIRE_LEVELS[level] };
      return { case: "setNotificationLevel", value };
    }
  }
}

export function writeAnswerOf({ clientId, seq, index, outcome }: WireWriteAnswer): WriteAnswer {
  return { clientId, seq: Number(seq), index: Number(index), outcome: outcomeOf(outcome) };
}

function outcomeOf(outcome: WireWriteAnswer["outcome"]): Outcome {
  switch (outcome.case) {
    case "messageSent": {
      const { conversationId, messageId, seq, sentMs, replyToId, mentionedIds, mentionsRoom } =
        outcome.value;
      const numbers = { seq: Number(seq), sentMs: Number(sentMs) };
      const found = { replyToId, mentionedIds, mentionsRoom };
      return { kind: "messageSent", conversationId, messageId, ...numbers, ...found };
    }
    case "readMarked":
      return { kind: "readMarked", membership: membershipOf(outcome.value.membership) };
    case "conversationChanged":
      return {
        kind: "conversationChanged",
        conversation: conversationOf(outcome.value.conversation),
        membership:
          outcome.value.membership === undefined ? null : membershipOf(outcome.value.membership),
      };
    case "messageChanged": {
      const { message } = outcome.value;
      return { kind: "messageChanged", message: message === undefined ? null : messageOf(message) };
    }
    case "messagesRead":
      return { kind: "messagesRead", messages: outcome.value.messages.map(messageOf) };
    case "refusal": {
      const { reason, field, message } = outcome.value;
      return { kind: "refused", reason, field, message };
    }
    case "accountChanged":
      return { kind: "accountChanged", account: accountOf(outcome.value.account) };
    case "sessionsEnded":
      return { kind: "sessionsEnded", count: outcome.value.count };
    case "inviteRevoked":
      return { kind: "inviteRevoked", inviteId: outcome.value.inviteId };
    case "signUpSet":
      return {
        kind: "signUpSet",
        isByInvite: outcome.value.policy === SignUpPolicy.INVITE_ONLY,
      };
    case undefined:
      throw new UnknownKind("outcome");
  }
}
