import type { Row } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { archiveRoom, renameRoom, setTopic } from "./commands/change-room.ts";
import { deleteMessage } from "./commands/delete-message.ts";
import { editMessage } from "./commands/edit-message.ts";
import { inviteToRoom } from "./commands/invite-to-room.ts";
import { markUnread } from "./commands/mark-unread.ts";
import { openGroup } from "./commands/open-group.ts";
import { react } from "./commands/react.ts";
import { readMessages } from "./commands/read-messages.ts";
import { removeFromRoom } from "./commands/remove-from-room.ts";
import { setNotificationLevel } from "./commands/set-notification-level.ts";
import type { WriteOccasion } from "./occasion.ts";
import type { Outcome } from "./outcome.ts";

type Operation = Extract<
  Row["operation"],
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

/** The rows about conversations and messages that came with feature level 2. */
export function executeConversationRow(occasion: WriteOccasion, operation: Operation): Outcome {
  switch (operation.case) {
    case "editMessage":
      return editMessage(occasion, operation.value);
    case "deleteMessage":
      return deleteMessage(occasion, operation.value);
    case "markUnread":
      return markUnread(occasion, operation.value);
    case "readMessages":
      return readMessages(occasion, operation.value);
    case "openGroup":
      return openGroup(occasion, operation.value);
    case "inviteToRoom":
      return inviteToRoom(occasion, operation.value);
    case "removeFromRoom":
      return removeFromRoom(occasion, operation.value);
    case "setTopic":
      return setTopic(occasion, operation.value);
    case "renameRoom":
      return renameRoom(occasion, operation.value);
    case "archiveRoom":
      return archiveRoom(occasion, operation.value);
    case "react":
      return react(occasion, operation.value);
    case "setNotificationLevel":
      return setNotificationLevel(occasion, operation.value);
  }
}
