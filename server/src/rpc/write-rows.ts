/**
 * The rows of a Write, checked and put into the words of the log. Each field is taken by name: what a newer
 * client says beyond our contract never enters the log.
 */
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { RowSchema } from "@parley/proto/es/parley/log/v1/command_pb.js";
import type { WriteRow } from "@parley/proto/es/parley/v1/write_pb.js";
import { LIMITS } from "../limits.ts";
import { checkedAccountRow } from "./account-rows.ts";
import { invalid, tooLarge } from "./call-refusal.ts";
import { checkedConversationRow } from "./conversation-rows.ts";
import { checkedId, checkedKey, checkedName, checkedNumber, checkedText } from "./fields.ts";
import { namedIn, newNameRoom, type NameRoom } from "./named-in-text.ts";

type LogRow = MessageInitShape<typeof RowSchema>;
type LogOperation = NonNullable<LogRow["operation"]>;

/** Names in a text count from this feature level on; before it, a text that has them must not be refused. */
const NAMES_LEVEL = 2;

/**
 * Throws for the first row that is not valid: a batch is all or nothing at the door. `level`: the feature level in force
 * here.
 */
export function checkedRows(rows: readonly WriteRow[], level: number): LogRow[] {
  if (rows.length === 0) throw invalid("rows", "A write needs at least one row.");
  if (rows.length > LIMITS.batchRows) {
    throw tooLarge("rows", `A write has at most ${LIMITS.batchRows} rows.`);
  }
  if (textBytes(rows) > LIMITS.batchBytes) {
    throw tooLarge("rows", `The texts of a write have at most ${LIMITS.batchBytes / 1024} KiB.`);
  }
  const room = level < NAMES_LEVEL ? null : newNameRoom();
  return rows.map((row, at) => ({
    key: checkedKey(row.key, `rows[${at}].key`),
    operation: checkedOperation(row.operation, `rows[${at}]`, room),
  }));
}

/** All that can be large in a write. */
function textBytes(rows: readonly WriteRow[]): number {
  let bytes = 0;
  for (const { operation } of rows) {
    if (operation.case === "sendMessage" || operation.case === "editMessage")
      bytes += Buffer.byteLength(operation.value.text);
  }
  return bytes;
}

function checkedOperation(
  operation: WriteRow["operation"],
  row: string,
  room: NameRoom | null,
): LogOperation {
  const field = (name: string): string => `${row}.${name}`;
  switch (operation.case) {
    case "sendMessage": {
      const { conversationId, text, replyToId } = operation.value;
      if (replyToId !== "") checkedId(replyToId, field("send_message.reply_to_id"));
      return {
        case: "sendMessage",
        value: {
          conversationId: checkedId(conversationId, field("send_message.conversation_id")),
          text: checkedText(text, field("send_message.text")),
          replyToId,
          ...(room === null ? {} : namedIn(text, room)),
        },
      };
    }
    case "markRead": {
      const { conversationId, epoch, seq } = operation.value;
      checkedNumber(epoch, field("mark_read.epoch"));
      checkedNumber(seq, field("mark_read.seq"));
      const id = checkedId(conversationId, field("mark_read.conversation_id"));
      return { case: "markRead", value: { conversationId: id, epoch, seq } };
    }
    case "openDirect": {
      const accountId = checkedId(operation.value.accountId, field("open_direct.account_id"));
      return { case: "openDirect", value: { accountId } };
    }
    case "createRoom": {
      const { name, isPrivate } = operation.value;
      const value = { ...checkedName(name, field("create_room.name")), isPrivate };
      return { case: "createRoom", value };
    }
    case "joinRoom": {
      const id = checkedId(operation.value.conversationId, field("join_room.conversation_id"));
      return { case: "joinRoom", value: { conversationId: id } };
    }
    case "leaveRoom": {
      const id = checkedId(operation.value.conversationId, field("leave_room.conversation_id"));
      return { case: "leaveRoom", value: { conversationId: id } };
    }
    case "editMessage":
    case "deleteMessage":
    case "markUnread":
    case "readMessages":
    case "openGroup":
    case "inviteToRoom":
    case "removeFromRoom":
    case "setTopic":
    case "renameRoom":
    case "archiveRoom":
    case "react":
    case "setNotificationLevel":
      return checkedConversationRow(operation, field, room ?? newNameRoom());
    case "setProfile":
    case "endSession":
    case "endOtherSessions":
    case "setAccountRole":
    case "suspendAccount":
    case "createBot":
    case "revokeInvite":
    case "setSignUp":
      return checkedAccountRow(operation, field);
    case undefined:
      throw invalid(field("operation"), "This row asks for nothing that this node knows.");
  }
}
