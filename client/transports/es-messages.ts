/**
 * The contract's messages as protobuf-es writes them, to and from the plain words of model.ts. bigint ends here:
 * indexes, terms, sequences and times stay below 2^53.
 */
import type {
  Account,
  Change,
  Conversation,
  ConversationKind as ModelKind,
  Membership,
  Message,
  NodeRole,
  NodeStatus,
  Operation,
  Outcome,
  Session,
  StreamItem,
  WriteAnswer,
  WriteKey,
} from "../model.ts";
import type { NotificationLevel, ReadPosition } from "../small-rows.ts";
import {
  SignUpPolicy,
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
import type { WriteAnswer as WireWriteAnswer } from "@parley/proto/es/parley/v1/write_pb.js";
import { required, UnknownKind } from "../wire-errors.ts";

export function accountOf(wire: WireAccount | undefined): Account {
  const { id, name, createdMs, deleted, changedAtIndex } = required(wire, "account");
  return {
    id,
    name,
    createdMs: Number(createdMs),
    deleted,
    changedAtIndex: Number(changedAtIndex),
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

export function operationTo(operation: Operation) {
  switch (operation.kind) {
    case "sendMessage":
      return {
        case: "sendMessage",
        value: { conversationId: operation.conversationId, text: operation.text },
      } as const;
    case "markRead": {
      const { conversationId, epoch, seq } = operation;
      return {
        case: "markRead",
        value: { conversationId, epoch: BigInt(epoch), seq: BigInt(seq) },
      } as const;
    }
    case "openDirect":
      return { case: "openDirect", value: { accountId: operation.accountId } } as const;
    case "createRoom":
      return { case: "createRoom", value: { name: operation.name } } as const;
    case "joinRoom":
      return { case: "joinRoom", value: { conversationId: operation.conversationId } } as const;
    case "leaveRoom":
      return { case: "leaveRoom", value: { conversationId: operation.conversationId } } as const;
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
