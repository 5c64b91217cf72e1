/** Rows as clients see them. Numbers fit: ids, indices and times stay below 2^53. */
import { create } from "@bufbuild/protobuf";
import { AccountRole, AccountSchema, type Account } from "@parley/proto/es/parley/v1/account_pb.js";
import {
  ConversationKind,
  ConversationSchema,
  MembershipSchema,
  type Conversation,
  type Membership,
} from "@parley/proto/es/parley/v1/conversation_pb.js";
import { MessageSchema, type Message } from "@parley/proto/es/parley/v1/message_pb.js";
import {
  ADMIN,
  BOT,
  DIRECT,
  OWNER,
  type AccountRow,
  type ConversationRow,
  type MemberRow,
  type MessageRow,
} from "./rows.ts";

const DELETED_NAME = "Deleted user";

function roleOf({ role }: AccountRow): AccountRole {
  if (role === OWNER) return AccountRole.OWNER;
  return role === ADMIN ? AccountRole.ADMIN : AccountRole.MEMBER;
}

export function accountOf(row: AccountRow): Account {
  return create(AccountSchema, {
    id: String(row.id),
    name: row.deleted === 0 ? row.name : DELETED_NAME,
    createdMs: BigInt(row.createdMs),
    deleted: row.deleted !== 0,
    changedAtIndex: BigInt(row.changedAtIndex),
    displayName: row.displayName ?? "",
    role: roleOf(row),
    bot: row.kind === BOT,
    suspended: row.suspended !== null,
  });
}

export function conversationOf(row: ConversationRow): Conversation {
  const isDirect = row.kind === DIRECT;
  return create(ConversationSchema, {
    id: String(row.id),
    kind: isDirect ? ConversationKind.DIRECT : ConversationKind.ROOM,
    name: row.name ?? "",
    peerIds: isDirect ? [String(row.lowId), String(row.highId)] : [],
    createdMs: BigInt(row.createdMs),
    changedAtIndex: BigInt(row.changedAtIndex),
    memberCount: isDirect ? 0 : row.memberCount,
  });
}

/** `unread` is never stored: 0 where the answer is kept, counted where it is sent. */
export function membershipOf(row: MemberRow, unread: number): Membership {
  return create(MembershipSchema, {
    conversationId: String(row.conversationId),
    removed: row.removed !== 0,
    visibleFromSeq: BigInt(row.visibleFromSeq),
    readEpoch: BigInt(row.readEpoch),
    readSeq: BigInt(row.readSeq),
    unread,
    changedAtIndex: BigInt(row.changedAtIndex),
  });
}

export function messageOf(row: MessageRow): Message {
  return create(MessageSchema, {
    id: String(row.id),
    conversationId: String(row.conversationId),
    seq: BigInt(row.seq),
    authorId: String(row.authorId),
    text: row.text,
    sentMs: BigInt(row.sentMs),
    deleted: row.deleted !== 0,
    clientId: row.clientId,
    clientSeq: BigInt(row.clientSeq),
    changedAtIndex: BigInt(row.changedAtIndex),
  });
}
