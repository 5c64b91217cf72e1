/** Rows about conversations and messages of feature level 2, checked and put into the words of the log. */
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { RowSchema } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { NotificationLevel } from "@parley/proto/es/parley/v1/conversation_pb.js";
import type { WriteRow } from "@parley/proto/es/parley/v1/write_pb.js";
import { LIMITS } from "../limits.ts";
import { invalid } from "./call-refusal.ts";
import {
  checkedEmoji,
  checkedId,
  checkedName,
  checkedNumber,
  checkedText,
  checkedTopic,
} from "./fields.ts";
import { namedIn, type NameRoom } from "./named-in-text.ts";

type LogOperation = NonNullable<MessageInitShape<typeof RowSchema>["operation"]>;
export type ConversationRowOperation = Extract<
  WriteRow["operation"],
  {
    case:
      | "editMessage"
      | "deleteMessage"
      | "markUnread"
      | "readMessages"
      | "openGroup"
      | "inviteToRoom"
      | "removeFromRoom"
      | "setTopic"
      | "renameRoom"
      | "archiveRoom"
      | "react"
      | "setNotificationLevel";
  }
>;

/** Takes each field by name: what a newer client says beyond our contract never enters the log. */
export function checkedConversationRow(
  operation: ConversationRowOperation,
  field: (name: string) => string,
  room: NameRoom,
): LogOperation {
  switch (operation.case) {
    case "editMessage":
    case "deleteMessage":
    case "react":
      return checkedMessageRow(operation, field, room);
    case "markUnread": {
      const { conversationId, epoch, seq } = operation.value;
      checkedId(conversationId, field("mark_unread.conversation_id"));
      checkedNumber(epoch, field("mark_unread.epoch"));
      checkedNumber(seq, field("mark_unread.seq"));
      return { case: "markUnread", value: { conversationId, epoch, seq } };
    }
    case "readMessages": {
      const { conversationId, count } = operation.value;
      if (conversationId !== "") checkedId(conversationId, field("read_messages.conversation_id"));
      if (count < 1 || count > LIMITS.readRows) {
        const sentence = `Between 1 and ${LIMITS.readRows} messages are read at once.`;
        throw invalid(field("read_messages.count"), sentence);
      }
      return { case: "readMessages", value: { conversationId, count } };
    }
    case "openGroup": {
      const { accountIds } = operation.value;
      if (accountIds.length < 2 || accountIds.length > LIMITS.groupMembers) {
        const sentence = `A group has ${LIMITS.groupMinMembers} to ${LIMITS.groupMembers} people.`;
        throw invalid(field("open_group.account_ids"), sentence);
      }
      for (const id of accountIds) checkedId(id, field("open_group.account_ids"));
      return { case: "openGroup", value: { accountIds } };
    }
    case "setNotificationLevel": {
      const { conversationId, level } = operation.value;
      checkedId(conversationId, field("set_notification_level.conversation_id"));
      // Proto enums are open: a newer client may send more.
      if (!(level >= NotificationLevel.EVERYTHING && level <= NotificationLevel.INVISIBLE))
        throw invalid(field("set_notification_level.level"), "This node knows no such level.");
      return { case: "setNotificationLevel", value: { conversationId, level } };
    }
    case "inviteToRoom":
    case "removeFromRoom":
    case "setTopic":
    case "renameRoom":
    case "archiveRoom":
      return checkedRoomRow(operation, field);
  }
}

type MessageRowOperation = Extract<
  ConversationRowOperation,
  { case: "editMessage" | "deleteMessage" | "react" }
>;

function checkedMessageRow(
  operation: MessageRowOperation,
  field: (name: string) => string,
  room: NameRoom,
): LogOperation {
  switch (operation.case) {
    case "editMessage": {
      const { messageId, version, text } = operation.value;
      checkedId(messageId, field("edit_message.message_id"));
      checkedText(text, field("edit_message.text"));
      return { case: "editMessage", value: { messageId, version, text, ...namedIn(text, room) } };
    }
    case "deleteMessage": {
      const { messageId } = operation.value;
      checkedId(messageId, field("delete_message.message_id"));
      return { case: "deleteMessage", value: { messageId } };
    }
    case "react": {
      const { messageId, emoji, removed } = operation.value;
      checkedId(messageId, field("react.message_id"));
      checkedEmoji(emoji, field("react.emoji"));
      return { case: "react", value: { messageId, emoji, removed } };
    }
  }
}

type RoomRowOperation = Extract<
  ConversationRowOperation,
  { case: "inviteToRoom" | "removeFromRoom" | "setTopic" | "renameRoom" | "archiveRoom" }
>;

function checkedRoomRow(
  operation: RoomRowOperation,
  field: (name: string) => string,
): LogOperation {
  switch (operation.case) {
    case "inviteToRoom": {
      const { conversationId, accountId, shareHistory } = operation.value;
      checkedId(conversationId, field("invite_to_room.conversation_id"));
      checkedId(accountId, field("invite_to_room.account_id"));
      return { case: "inviteToRoom", value: { conversationId, accountId, shareHistory } };
    }
    case "removeFromRoom": {
      const { conversationId, accountId } = operation.value;
      checkedId(conversationId, field("remove_from_room.conversation_id"));
      checkedId(accountId, field("remove_from_room.account_id"));
      return { case: "removeFromRoom", value: { conversationId, accountId } };
    }
    case "setTopic": {
      const conversationId = checkedId(
        operation.value.conversationId,
        field("set_topic.conversation_id"),
      );
      const topic = checkedTopic(operation.value.topic, field("set_topic.topic"));
      return { case: "setTopic", value: { conversationId, topic } };
    }
    case "renameRoom": {
      const conversationId = checkedId(
        operation.value.conversationId,
        field("rename_room.conversation_id"),
      );
      const name = checkedName(operation.value.name, field("rename_room.name"));
      return { case: "renameRoom", value: { conversationId, ...name } };
    }
    case "archiveRoom": {
      const { conversationId, archived } = operation.value;
      checkedId(conversationId, field("archive_room.conversation_id"));
      return { case: "archiveRoom", value: { conversationId, archived } };
    }
  }
}
