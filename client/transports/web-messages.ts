/**
 * The contract's messages as google-protobuf writes them in the browser, to and from the plain words of model.ts.
 * Its getters and setters go no further than this folder.
 */
import {
  AccountRole as WireRole,
  WriteKey as WireKey,
  type Account as WireAccount,
  type Session as WireSession,
} from "@parley/proto/grpcweb/parley/v1/account_pb.js";
import {
  Role,
  type NodeStatus as WireNodeStatus,
} from "@parley/proto/grpcweb/parley/v1/cluster_pb.js";
import {
  ConversationKind,
  NotificationLevel as WireLevel,
  type Conversation as WireConversation,
  type Membership as WireMembership,
  type ReadPosition as WireReadPosition,
} from "@parley/proto/grpcweb/parley/v1/conversation_pb.js";
import type { Message as WireMessage } from "@parley/proto/grpcweb/parley/v1/message_pb.js";
import type {
  Account,
  AccountRole,
  Conversation,
  ConversationKind as ModelKind,
  Membership,
  Message,
  NodeRole,
  NodeStatus,
  Session,
  WriteKey,
} from "../model.ts";
import type { NotificationLevel, ReadPosition } from "../small-rows.ts";
import { required } from "../wire-errors.ts";

export function accountOf(absent: WireAccount | undefined): Account {
  const wire = required(absent, "account");
  return {
    id: wire.getId(),
    name: wire.getName(),
    createdMs: wire.getCreatedMs(),
    deleted: wire.getDeleted(),
    changedAtIndex: wire.getChangedAtIndex(),
    displayName: wire.getDisplayName(),
    role: accountRoleOf(wire.getRole()),
    bot: wire.getBot(),
    suspended: wire.getSuspended(),
  };
}

function accountRoleOf(role: WireRole): AccountRole {
  if (role === WireRole.ACCOUNT_ROLE_OWNER) return "owner";
  return role === WireRole.ACCOUNT_ROLE_ADMIN ? "admin" : "member";
}

export function sessionOf(absent: WireSession | undefined): Session {
  const wire = required(absent, "session");
  return {
    account: accountOf(wire.getAccount()),
    unread: wire.getUnread(),
    expiresMs: wire.getExpiresMs(),
    token: wire.getToken(),
  };
}

export function conversationOf(absent: WireConversation | undefined): Conversation {
  const wire = required(absent, "conversation");
  return {
    id: wire.getId(),
    kind: kindOf(wire.getKind()),
    name: wire.getName(),
    peerIds: wire.getPeerIdsList(),
    createdMs: wire.getCreatedMs(),
    changedAtIndex: wire.getChangedAtIndex(),
    memberCount: wire.getMemberCount(),
    isPrivate: wire.getIsPrivate(),
    topic: wire.getTopic(),
    archived: wire.getArchived(),
    creatorId: wire.getCreatorId(),
  };
}

function kindOf(kind: ConversationKind): ModelKind {
  if (kind === ConversationKind.CONVERSATION_KIND_DIRECT) return "direct";
  return kind === ConversationKind.CONVERSATION_KIND_GROUP ? "group" : "room";
}

function levelOf(level: WireLevel): NotificationLevel {
  if (level === WireLevel.NOTIFICATION_LEVEL_MENTIONS) return "mentions";
  if (level === WireLevel.NOTIFICATION_LEVEL_NOTHING) return "nothing";
  return level === WireLevel.NOTIFICATION_LEVEL_INVISIBLE ? "invisible" : "everything";
}

export function membershipOf(absent: WireMembership | undefined): Membership {
  const wire = required(absent, "membership");
  return {
    conversationId: wire.getConversationId(),
    removed: wire.getRemoved(),
    visibleFromSeq: wire.getVisibleFromSeq(),
    readEpoch: wire.getReadEpoch(),
    readSeq: wire.getReadSeq(),
    unread: wire.getUnread(),
    changedAtIndex: wire.getChangedAtIndex(),
    unreadMentions: wire.getUnreadMentions(),
    notificationLevel: levelOf(wire.getNotificationLevel()),
  };
}

export function readPositionOf(absent: WireReadPosition | undefined): ReadPosition {
  const wire = required(absent, "read_position");
  return {
    conversationId: wire.getConversationId(),
    accountId: wire.getAccountId(),
    readSeq: wire.getReadSeq(),
    changedAtIndex: wire.getChangedAtIndex(),
  };
}

export function messageOf(absent: WireMessage | undefined): Message {
  const wire = required(absent, "message");
  return {
    id: wire.getId(),
    conversationId: wire.getConversationId(),
    seq: wire.getSeq(),
    authorId: wire.getAuthorId(),
    text: wire.getText(),
    sentMs: wire.getSentMs(),
    deleted: wire.getDeleted(),
    clientId: wire.getClientId(),
    clientSeq: wire.getClientSeq(),
    changedAtIndex: wire.getChangedAtIndex(),
    editedMs: wire.getEditedMs(),
    version: wire.getVersion(),
    replyToId: wire.getReplyToId(),
    reactions: wire.getReactionsList().map((reaction) => ({
      emoji: reaction.getEmoji(),
      accountIds: reaction.getAccountIdsList(),
    })),
    mentionedIds: wire.getMentionedIdsList(),
    mentionsRoom: wire.getMentionsRoom(),
  };
}

function roleOf(role: Role): NodeRole {
  if (role === Role.ROLE_FOLLOWER) return "follower";
  if (role === Role.ROLE_CANDIDATE) return "candidate";
  if (role === Role.ROLE_LEADER) return "leader";
  if (role === Role.ROLE_LEARNER) return "learner";
  return "unknown";
}

export function nodeStatusOf(wire: WireNodeStatus): NodeStatus {
  return {
    node: wire.getNode(),
    role: roleOf(wire.getRole()),
    term: wire.getTerm(),
    leader: wire.getLeader(),
    lastIndex: wire.getLastIndex(),
    commitIndex: wire.getCommitIndex(),
    appliedIndex: wire.getAppliedIndex(),
    uptimeMs: wire.getUptimeMs(),
    heardMsAgo: wire.getHeardMsAgo(),
    reachable: wire.getReachable(),
    streams: wire.getStreams(),
    memoryBytes: wire.getMemoryBytes(),
  };
}

export function keyTo({ clientId, seq, bornMs, ackUpto }: WriteKey): WireKey {
  return new WireKey().setClientId(clientId).setSeq(seq).setBornMs(bornMs).setAckUpto(ackUpto);
}
