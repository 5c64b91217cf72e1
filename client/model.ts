/**
 * The words a client speaks: plain values, free of any wire format. Indexes, terms, sequences and times
 * are numbers (below 2^53), ids are decimal strings made by the log, times are ms since 1970 by log time.
 */

import type { Operation } from "./operations.ts";
import type { PeopleNews } from "./people-model.ts";
import type { NotificationLevel, Reaction, ReadPosition } from "./small-rows.ts";

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly createdMs: number;
  readonly deleted: boolean;
  readonly changedAtIndex: number;
  /** What its owner wants to be called; empty: the name. */
  readonly displayName?: string;
  readonly role?: AccountRole;
  /** A program: it speaks with a token. */
  readonly bot?: boolean;
  readonly suspended?: boolean;
}

export type AccountRole = "member" | "admin" | "owner";

export interface Session {
  readonly account: Account;
  /** Unread messages over all conversations at the time of the answer. */
  readonly unread: number;
  readonly expiresMs: number;
  /** Empty when the session travels as a cookie. */
  readonly token: string;
}

export type ConversationKind = "direct" | "room" | "group";

export interface Conversation {
  readonly id: string;
  readonly kind: ConversationKind;
  /** Rooms only; empty for others, whose name is that of the other accounts. */
  readonly name: string;
  /** Direct and group: all accounts, the caller's included. */
  readonly peerIds: readonly string[];
  readonly createdMs: number;
  readonly changedAtIndex: number;
  /** Rooms and groups. */
  readonly memberCount: number;
  /** Rooms: it does not exist for whoever is not in it. */
  readonly isPrivate: boolean;
  readonly topic: string;
  /** Read only. */
  readonly archived: boolean;
  /** Who made the room; empty when that is not known. */
  readonly creatorId: string;
}

/** The caller's own place in a conversation; it stays visible after removal. */
export interface Membership {
  readonly conversationId: string;
  readonly removed: boolean;
  /** Messages with a smaller seq are not visible to the caller. */
  readonly visibleFromSeq: number;
  readonly readEpoch: number;
  readonly readSeq: number;
  readonly unread: number;
  readonly changedAtIndex: number;
  /** Of the unread, those that name the caller or everybody. */
  readonly unreadMentions: number;
  readonly notificationLevel: NotificationLevel;
}

export interface Message {
  readonly id: string;
  readonly conversationId: string;
  /** Dense from 1 within the conversation. */
  readonly seq: number;
  readonly authorId: string;
  /** Empty when deleted. */
  readonly text: string;
  readonly sentMs: number;
  readonly deleted: boolean;
  /** The key of the write that made it: with the author, it settles the pending row. */
  readonly clientId: string;
  readonly clientSeq: number;
  /** Of two versions of one message the larger wins. */
  readonly changedAtIndex: number;
  /** Log time of the last edit; 0: never edited. */
  readonly editedMs: number;
  /** How often it was edited: what an edit names as the version that it changes. */
  readonly version: number;
  /** The message that it answers; empty: none. */
  readonly replyToId: string;
  readonly reactions: readonly Reaction[];
  readonly mentionedIds: readonly string[];
  readonly mentionsRoom: boolean;
}

export interface ConversationEntry {
  readonly conversation: Conversation;
  readonly membership: Membership;
  /** Seq of the newest message; 0 when there is none. */
  readonly lastSeq: number;
  readonly lastMessage: Message | null;
  /** Direct and group: of everybody but the caller. */
  readonly readPositions: readonly ReadPosition[];
}

/** Every conversation of the caller, true at `index` of cluster `clusterId`: live events follow after it. */
export interface ConversationSnapshot {
  readonly index: number;
  readonly clusterId: string;
  readonly entries: readonly ConversationEntry[];
  /** Every account named in entries. */
  readonly accounts: readonly Account[];
}

export interface AccountPage {
  readonly accounts: readonly Account[];
  /** Empty on the last page. */
  readonly nextCursor: string;
}

export interface RoomEntry {
  readonly conversation: Conversation;
  readonly joined: boolean;
}

export interface RoomPage {
  readonly rooms: readonly RoomEntry[];
  readonly nextCursor: string;
}

export interface MessagePage {
  /** In ascending seq. */
  readonly messages: readonly Message[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
  /** Every author in messages. */
  readonly accounts: readonly Account[];
  readonly index: number;
  /** What messages of the page answer, and what is not on it. */
  readonly quoted: readonly Message[];
}

export type Change =
  | { readonly kind: "message"; readonly message: Message }
  | { readonly kind: "conversation"; readonly conversation: Conversation }
  /** The subscriber's own. */
  | { readonly kind: "membership"; readonly membership: Membership }
  | { readonly kind: "account"; readonly account: Account }
  | { readonly kind: "readPosition"; readonly position: ReadPosition };

// ------------------------------------------------------------------------------------------- Writing

/** The key under which a write is executed once, however often it is sent. */
export interface WriteKey {
  readonly clientId: string;
  readonly seq: number;
  readonly bornMs: number;
  readonly ackUpto: number;
}

export interface WriteRow {
  readonly key: WriteKey;
  readonly operation: Operation;
}

/** What comes of a row about accounts and sessions. */
export type AccountOutcome =
  | { readonly kind: "accountChanged"; readonly account: Account }
  | { readonly kind: "sessionsEnded"; readonly count: number }
  | { readonly kind: "inviteRevoked"; readonly inviteId: string }
  | { readonly kind: "signUpSet"; readonly isByInvite: boolean };

/** What comes of a row about messages that exist. */
export type MessageOutcome =
  /** Null: the caller may not see it any more. */
  | { readonly kind: "messageChanged"; readonly message: Message | null }
  | { readonly kind: "messagesRead"; readonly messages: readonly Message[] };

/** What the log decided about one row. */
export type Outcome =
  | {
      readonly kind: "messageSent";
      readonly conversationId: string;
      readonly messageId: string;
      readonly seq: number;
      readonly sentMs: number;
      readonly replyToId: string;
      readonly mentionedIds: readonly string[];
      readonly mentionsRoom: boolean;
    }
  | { readonly kind: "readMarked"; readonly membership: Membership }
  | {
      readonly kind: "conversationChanged";
      readonly conversation: Conversation;
      /** The caller's own; null for a moderator who is no member. */
      readonly membership: Membership | null;
    }
  | MessageOutcome
  | AccountOutcome
  | {
      readonly kind: "refused";
      readonly reason: string;
      readonly field: string;
      readonly message: string;
    };

export interface WriteAnswer {
  readonly clientId: string;
  readonly seq: number;
  /** Log index at which the row was first executed or refused. */
  readonly index: number;
  readonly outcome: Outcome;
}

// ------------------------------------------------------------------------------------------- Cluster

export type NodeRole = "follower" | "candidate" | "leader" | "learner" | "unknown";

export interface NodeStatus {
  readonly node: string;
  readonly role: NodeRole;
  readonly term: number;
  /** Empty when it knows none. */
  readonly leader: string;
  readonly lastIndex: number;
  readonly commitIndex: number;
  readonly appliedIndex: number;
  readonly uptimeMs: number;
  /** Age of this row at the answering node; 0 for itself. */
  readonly heardMsAgo: number;
  readonly reachable: boolean;
  readonly streams: number;
  readonly memoryBytes: number;
}

export interface LeaderChange {
  readonly term: number;
  readonly leader: string;
  readonly atMs: number;
}

export interface ClusterStatus {
  readonly clusterId: string;
  /** The node that answered. */
  readonly node: string;
  readonly timeMs: number;
  /** Sorted by name. */
  readonly nodes: readonly NodeStatus[];
  /** Newest last, at most 32. */
  readonly leaderChanges: readonly LeaderChange[];
}

/** Log time, and who leads, as one node knows it. */
export interface Now {
  readonly clusterId: string;
  readonly timeMs: number;
  readonly node: string;
  readonly leader: string;
  readonly term: number;
}

// --------------------------------------------------------------------------------------- Live stream

export type StreamItem =
  | {
      readonly kind: "hello";
      readonly clusterId: string;
      readonly node: string;
      readonly term: number;
      readonly leader: string;
      readonly appliedIndex: number;
      readonly heartbeatMs: number;
      readonly nodes: readonly string[];
      readonly timeMs: number;
    }
  | {
      readonly kind: "event";
      readonly index: number;
      readonly changes: readonly Change[];
      readonly part: number;
      readonly last: boolean;
    }
  | { readonly kind: "caughtUp"; readonly appliedIndex: number }
  | {
      readonly kind: "heartbeat";
      readonly appliedIndex: number;
      readonly term: number;
      readonly leader: string;
      readonly quorum: boolean;
    }
  | { readonly kind: "goAway"; readonly afterMs: number }
  | { readonly kind: "leaderNews"; readonly term: number; readonly leader: string }
  | PeopleNews;
