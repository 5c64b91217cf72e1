/** Write rows, to google-protobuf. */
import { NotificationLevel as WireLevel } from "@parley/proto/grpcweb/parley/v1/conversation_pb.js";
import {
  ArchiveRoom,
  CreateRoom,
  DeleteMessage,
  EditMessage,
  InviteToRoom,
  JoinRoom,
  LeaveRoom,
  MarkRead,
  MarkUnread,
  OpenDirect,
  OpenGroup,
  React,
  ReadMessages,
  RemoveFromRoom,
  RenameRoom,
  SendMessage,
  SetNotificationLevel,
  SetTopic,
  WriteRow as WireRow,
} from "@parley/proto/grpcweb/parley/v1/write_pb.js";
import type { WriteRow } from "../model.ts";
import type {
  MessageOperation,
  PlaceOperation,
  ReadingOperation,
  RoomOperation,
} from "../operations.ts";
import type { NotificationLevel } from "../small-rows.ts";
import { keyTo } from "./web-messages.ts";

export function rowTo({ key, operation }: WriteRow): WireRow {
  const row = new WireRow().setKey(keyTo(key));
  switch (operation.kind) {
    case "sendMessage": {
      const { conversationId, text, replyToId = "" } = operation;
      return row.setSendMessage(
        new SendMessage().setConversationId(conversationId).setText(text).setReplyToId(replyToId),
      );
    }
    case "editMessage":
    case "deleteMessage":
    case "react":
      return withMessage(row, operation);
    case "markRead":
    case "markUnread":
    case "readMessages":
      return withReading(row, operation);
    case "inviteToRoom":
    case "removeFromRoom":
    case "setTopic":
    case "renameRoom":
    case "archiveRoom":
      return withRoom(row, operation);
    case "openDirect":
    case "openGroup":
    case "createRoom":
    case "joinRoom":
    case "leaveRoom":
    case "setNotificationLevel":
      return withPlace(row, operation);
  }
}

function withMessage(row: WireRow, operation: MessageOperation): WireRow {
  const { messageId } = operation;
  switch (operation.kind) {
    case "editMessage": {
      const edit = new EditMessage().setMessageId(messageId).setVersion(operation.version);
      return row.setEditMessage(edit.setText(operation.text));
    }
    case "deleteMessage":
      return row.setDeleteMessage(new DeleteMessage().setMessageId(messageId));
    case "react": {
      const react = new React().setMessageId(messageId).setEmoji(operation.emoji);
      return row.setReact(react.setRemoved(operation.removed));
    }
  }
}

function withReading(row: WireRow, operation: ReadingOperation): WireRow {
  const { conversationId } = operation;
  switch (operation.kind) {
    case "markRead": {
      const mark = new MarkRead().setConversationId(conversationId).setEpoch(operation.epoch);
      return row.setMarkRead(mark.setSeq(operation.seq));
    }
    case "markUnread": {
      const mark = new MarkUnread().setConversationId(conversationId).setEpoch(operation.epoch);
      return row.setMarkUnread(mark.setSeq(operation.seq));
    }
    case "readMessages":
      return row.setReadMessages(
        new ReadMessages().setConversationId(conversationId).setCount(operation.count),
      );
  }
}

function withRoom(row: WireRow, operation: RoomOperation): WireRow {
  const { conversationId: id } = operation;
  switch (operation.kind) {
    case "inviteToRoom": {
      const invite = new InviteToRoom().setConversationId(id).setAccountId(operation.accountId);
      return row.setInviteToRoom(invite.setShareHistory(operation.shareHistory));
    }
    case "removeFromRoom":
      return row.setRemoveFromRoom(
        new RemoveFromRoom().setConversationId(id).setAccountId(operation.accountId),
      );
    case "setTopic":
      return row.setSetTopic(new SetTopic().setConversationId(id).setTopic(operation.topic));
    case "renameRoom":
      return row.setRenameRoom(new RenameRoom().setConversationId(id).setName(operation.name));
    case "archiveRoom":
      return row.setArchiveRoom(
        new ArchiveRoom().setConversationId(id).setArchived(operation.archived),
      );
  }
}

function withPlace(row: WireRow, operation: PlaceOperation): WireRow {
  switch (operation.kind) {
    case "openDirect":
      return row.setOpenDirect(new OpenDirect().setAccountId(operation.accountId));
    case "openGroup":
      return row.setOpenGroup(new OpenGroup().setAccountIdsList([...operation.accountIds]));
    case "createRoom": {
      const { name, isPrivate = false } = operation;
      return row.setCreateRoom(new CreateRoom().setName(name).setIsPrivate(isPrivate));
    }
    case "joinRoom":
      return row.setJoinRoom(new JoinRoom().setConversationId(operation.conversationId));
    case "leaveRoom":
      return row.setLeaveRoom(new LeaveRoom().setConversationId(operation.conversationId));
    case "setNotificationLevel":
      return row.setSetNotificationLevel(
        new SetNotificationLevel()
          .setConversationId(operation.conversationId)
          .setLevel(WIRE_LEVELS[operation.level]),
      );
  }
}

const WIRE_LEVELS: Readonly<Record<NotificationLevel, WireLevel>> = {
  everything: WireLevel.NOTIFICATION_LEVEL_EVERYTHING,
  mentions: WireLevel.NOTIFICATION_LEVEL_MENTIONS,
  nothing: WireLevel.NOTIFICATION_LEVEL_NOTHING,
  invisible: WireLevel.NOTIFICATION_LEVEL_INVISIBLE,
};
