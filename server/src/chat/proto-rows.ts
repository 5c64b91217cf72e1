/** Rows as clients see them. Numbers fit: ids, indices and times stay below 2^53. */
import { create } from "@bufbuild/protobuf";
import { AccountRole, AccountSchema, type Account } from "@parley/proto/es/parley/v1/account_pb.js";
import {
  ConversationKind,
  ConversationSchema,
  MembershipSchema,
  ReadPositionSchema,
  type Conversation,
  type Membership,
  type ReadPosition,
} from "@parley/proto/es/parley/v1/conversation_pb.js";
import { MessageSchema, type Message } from "@parley/proto/es/parley/v1/message_pb.js";
import { mentionsIn } from "./mentions.ts";
import { reactionsIn } from "./reactions.ts";
import {
  ADMIN,
  BOT,
  DIRECT,
  GROUP,
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

/** What a read position leaves unread, and how much of that names the reader. */
export interface UnreadCounts {
  readonly unread: number;
  readonly mentions: number;
}

const NO_COUNTS: UnreadCounts = { unread: 0, mentions: 0 };

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
  return create(ConversationSchema, {
    id: String(row.id),
    kind: KINDS.get(row.kind) ?? ConversationKind.ROOM,
    name: row.name ?? "",
    peerIds: peersOf(row).map(String),
    createdMs: BigInt(row.createdMs),
    changedAtIndex: BigInt(row.changedAtIndex),
    memberCount: row.kind === DIRECT ? 0 : row.memberCount,
    isPrivate: row.isPrivate !== null,
    topic: row.topic ?? "",
    archived: row.archived !== null,
    creatorId: row.creatorId === null ? "" : String(row.creatorId),
  });
}

const KINDS = new Map([
  [DIRECT, ConversationKind.DIRECT],
  [GROUP, ConversationKind.GROUP],
]);

/** Of a direct or group conversation: everybody in it, for ever. */
export function peersOf({ lowId, highId, memberSet }: ConversationRow): number[] {
  if (memberSet !== null) return memberSet.split(",").map(Number);
  return lowId === null || highId === null ? [] : [lowId, highId];
}

/** Counts are never stored: 0 where the answer is kept, counted where it is sent. */
export function membershipOf(row: MemberRow, counts: UnreadCounts = NO_COUNTS): Membership {
  return create(MembershipSchema, {
    conversationId: String(row.conversationId),
    removed: row.removed !== 0,
    visibleFromSeq: BigInt(row.visibleFromSeq),
    readEpoch: BigInt(row.readEpoch),
    readSeq: BigInt(row.readSeq),
    unread: counts.unread,
    changedAtIndex: BigInt(row.changedAtIndex),
    unreadMentions: counts.mentions,
    notificationLevel: row.notificationLevel ?? 0,
  });
}

/** "Mark unread" is nobody else's business: what was seen stays seen. */
export function readPositionOf(row: MemberRow): ReadPosition {
  return create(ReadPositionSchema, {
    conversationId: String(row.conversationId),
    accountId: String(row.accountId),
    readSeq: BigInt(seenSeqOf(row)),
    changedAtIndex: BigInt(row.changedAtIndex),
  });
}

export function seenSeqOf({ readSeq, seenSeq }: MemberRow): number {
  return Math.max(readSeq, seenSeq ?? 0);
}

export function messageOf(row: MessageRow): Message {
  const mentions = mentionsIn(row);
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
    editedMs: BigInt(row.editedMs ?? 0),
    version: row.version ?? 0,
    replyToId: row.replyToId === null ? "" : String(row.replyToId),
    reactions: reactionsIn(row).map(({ emoji, accountIds }) => ({
      emoji,
      accountIds: accountIds.map(String),
    })),
    mentionedIds: mentions.accountIds.map(String),
    mentionsRoom: mentions.isRoom,
  });
}
