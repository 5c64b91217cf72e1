/**
 * The contract's messages as protobuf-es writes them, to and from the plain words of model.ts. bigint ends here:
 * indexes, terms, sequences and times stay below 2^53.
 */
import type {
  Account,
  AccountRole as ModelRole,
  Change,
  Conversation,
  ConversationKind as ModelKind,
  Membership,
  Message,
  NodeRole,
  NodeStatus,
  Session,
  StreamItem,
  WriteKey,
} from "../model.ts";
import { presenceOf } from "../people-model.ts";
import type { NotificationLevel, ReadPosition } from "../small-rows.ts";
import {
  AccountRole,
  type Account as WireAccount,
  type Session as WireSession,
} from "@parley/proto/es/parley/v1/account_pb.js";
import { Role, type NodeStatus as WireNodeStatus } from "@parley/proto/es/parley/v1/cluster_pb.js";
import {
  ConversationKind,
  NotificationLevel as WireLevel,
  type Conversation as WireConversation,
  type Membership as WireMembership,
  type ReadPosition as WireReadPosition,
} from "@parley/proto/es/parley/v1/conversation_pb.js";
import type {
  Change as WireChange,
  SubscribeResponse,
} from "@parley/proto/es/parley/v1/event_pb.js";
import type { Message as WireMessage } from "@parley/proto/es/parley/v1/message_pb.js";
import { required } from "../wire-errors.ts";

const ACCOUNT_ROLES: Readonly<Record<AccountRole, ModelRole>> = {
  [AccountRole.UNSPECIFIED]: "member",
  [AccountRole.MEMBER]: "member",
  [AccountRole.ADMIN]: "admin",
  [AccountRole.OWNER]: "owner",
};

export function accountOf(wire: WireAccount | undefined): Account {
  const row = required(wire, "account");
  const { id, name, deleted, displayName, bot, suspended } = row;
  return {
    id,
    name,
    createdMs: Number(row.createdMs),
    deleted,
    changedAtIndex: Number(row.changedAtIndex),
    displayName,
    role: ACCOUNT_ROLES[row.role] ?? "member",
    bot,
    suspended,
  };
}

export function sessionOf(wire: WireSession | undefined): Session {
  const { account, unread, expiresMs, token } = required(wire, "session");
  return { account: accountOf(account), unread, expiresMs: Number(expiresMs), token };
}

export function conversationOf(wire: WireConversation | undefined): Conversation {
  const row = required(wire, "conversation");
  const { id, kind, name, peerIds, createdMs, changedAtIndex, memberCount } = row;
  return {
    id,
    kind: KINDS.get(kind) ?? "room",
    name,
    peerIds,
    createdMs: Number(createdMs),
    changedAtIndex: Number(changedAtIndex),
    memberCount,
    isPrivate: row.isPrivate,
    topic: row.topic,
    archived: row.archived,
    creatorId: row.creatorId,
  };
}

const KINDS: ReadonlyMap<ConversationKind, ModelKind> = new Map<ConversationKind, ModelKind>([
  [ConversationKind.DIRECT, "direct"],
  [ConversationKind.GROUP, "group"],
]);

export const WIRE_LEVELS: Readonly<Record<NotificationLevel, WireLevel>> = {
  everything: WireLevel.EVERYTHING,
  mentions: WireLevel.MENTIONS,
  nothing: WireLevel.NOTHING,
  invisible: WireLevel.INVISIBLE,
};

const LEVELS: ReadonlyMap<WireLevel, NotificationLevel> = new Map<WireLevel, NotificationLevel>([
  [WireLevel.MENTIONS, "mentions"],
  [WireLevel.NOTHING, "nothing"],
  [WireLevel.INVISIBLE, "invisible"],
]);

export function membershipOf(wire: WireMembership | undefined): Membership {
  const row = required(wire, "membership");
  return {
    conversationId: row.conversationId,
    removed: row.removed,
    visibleFromSeq: Number(row.visibleFromSeq),
    readEpoch: Number(row.readEpoch),
    readSeq: Number(row.readSeq),
    unread: row.unread,
    changedAtIndex: Number(row.changedAtIndex),
    unreadMentions: row.unreadMentions,
    notificationLevel: LEVELS.get(row.notificationLevel) ?? "everything",
  };
}

export function readPositionOf(wire: WireReadPosition): ReadPosition {
  const { conversationId, accountId, readSeq, changedAtIndex } = wire;
  return {
    conversationId,
    accountId,
    readSeq: Number(readSeq),
    changedAtIndex: Number(changedAtIndex),
  };
}

export function messageOf(wire: WireMessage | undefined): Message {
  const row = required(wire, "message");
  return {
    id: row.id,
    conversationId: row.conversationId,
    seq: Number(row.seq),
    authorId: row.authorId,
    text: row.text,
    sentMs: Number(row.sentMs),
    deleted: row.deleted,
    clientId: row.clientId,
    clientSeq: Number(row.clientSeq),
    changedAtIndex: Number(row.changedAtIndex),
    editedMs: Number(row.editedMs),
    version: row.version,
    replyToId: row.replyToId,
    reactions: row.reactions.map(({ emoji, accountIds }) => ({ emoji, accountIds })),
    mentionedIds: row.mentionedIds,
    mentionsRoom: row.mentionsRoom,
  };
}

const ROLES: Readonly<Record<Role, NodeRole>> = {
  [Role.UNSPECIFIED]: "unknown",
  [Role.FOLLOWER]: "follower",
  [Role.CANDIDATE]: "candidate",
  [Role.LEADER]: "leader",
  [Role.LEARNER]: "learner",
};

export function nodeStatusOf(wire: WireNodeStatus): NodeStatus {
  return {
    node: wire.node,
    role: ROLES[wire.role] ?? "unknown",
    term: Number(wire.term),
    leader: wire.leader,
    lastIndex: Number(wire.lastIndex),
    commitIndex: Number(wire.commitIndex),
    appliedIndex: Number(wire.appliedIndex),
    uptimeMs: Number(wire.uptimeMs),
    heardMsAgo: Number(wire.heardMsAgo),
    reachable: wire.reachable,
    streams: wire.streams,
    memoryBytes: Number(wire.memoryBytes),
  };
}

export function keyTo({ clientId, seq, bornMs, ackUpto }: WriteKey) {
  return { clientId, seq: BigInt(seq), bornMs: BigInt(bornMs), ackUpto: BigInt(ackUpto) };
}

/** Null for an item of a newer node that this client does not know. */
export function streamItemOf({ item }: SubscribeResponse): StreamItem | null {
  switch (item.case) {
    case "hello": {
      const { clusterId, node, term, leader, appliedIndex, heartbeatMs, nodes, timeMs } =
        item.value;
      const numbers = {
        term: Number(term),
        appliedIndex: Number(appliedIndex),
        timeMs: Number(timeMs),
      };
      return { kind: "hello", clusterId, node, leader, heartbeatMs, nodes, ...numbers };
    }
    case "event": {
      const { index, changes, part, last } = item.value;
      const known = changes.map(changeOf).filter((change) => change !== null);
      return { kind: "event", index: Number(index), changes: known, part, last };
    }
    case "caughtUp":
      return { kind: "caughtUp", appliedIndex: Number(item.value.appliedIndex) };
    case "heartbeat": {
      const { appliedIndex, term, leader, quorum } = item.value;
      return {
        kind: "heartbeat",
        appliedIndex: Number(appliedIndex),
        term: Number(term),
        leader,
        quorum,
      };
    }
    case "goAway":
      return { kind: "goAway", afterMs: item.value.afterMs };
    case "leaderNews":
      return { kind: "leaderNews", term: Number(item.value.term), leader: item.value.leader };
    case "typing": {
      const { conversationId, accountId, forMs } = item.value;
      return { kind: "typing", conversationId, accountId, forMs };
    }
    case "presence": {
      const { people, whole } = item.value;
      const shown = people.map(({ accountId, state }) => ({
        accountId,
        presence: presenceOf(state),
      }));
      return { kind: "presence", people: shown, whole };
    }
    case undefined:
      return null;
  }
}

function changeOf({ row }: WireChange): Change | null {
  switch (row.case) {
    case "message":
      return { kind: "message", message: messageOf(row.value) };
    case "conversation":
      return { kind: "conversation", conversation: conversationOf(row.value) };
    case "membership":
      return { kind: "membership", membership: membershipOf(row.value) };
    case "account":
      return { kind: "account", account: accountOf(row.value) };
    case "readPosition":
      return { kind: "readPosition", position: readPositionOf(row.value) };
    case undefined:
      return null;
  }
}
