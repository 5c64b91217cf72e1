/** The rows of state.db, one type for each table, named as the columns are. Booleans are 0 or 1. */

export const DIRECT = 1;
export const ROOM = 2;
export const GROUP = 3;

export const ADMIN = 1;
export const OWNER = 2;

export const BOT = 1;

export interface SettingRow {
  readonly name: string;
  readonly value: number;
}

export interface AccountRow {
  readonly id: number;
  readonly name: string;
  readonly foldedName: string;
  readonly passwordHash: string;
  readonly createdMs: number;
  readonly deleted: number;
  readonly changedAtIndex: number;
  /** OWNER or ADMIN; null: a member. */
  readonly role: number | null;
  /** BOT; null: a person. */
  readonly kind: number | null;
  /** 1, or null. */
  readonly suspended: number | null;
  /** Null: the name. */
  readonly displayName: string | null;
}

export interface SessionRow {
  readonly tokenSha256: Uint8Array;
  readonly accountId: number;
  /** The key that made it, in the space before any user. */
  readonly clientId: string;
  readonly clientSeq: number;
  readonly createdMs: number;
  readonly expiresMs: number;
  /** What its owner calls it; null: nothing was said. */
  readonly label: string | null;
}

/** A link with which somebody may sign up. */
export interface InviteRow {
  readonly id: number;
  readonly tokenSha256: Uint8Array;
  readonly issuerId: number;
  readonly createdMs: number;
  readonly expiresMs: number;
  readonly usesLeft: number;
}

/** A link with which an account gets another password, once. At most one an account. */
export interface ResetRow {
  readonly accountId: number;
  readonly tokenSha256: Uint8Array;
  readonly issuerId: number;
  readonly expiresMs: number;
}

export interface ConversationRow {
  readonly id: number;
  readonly kind: number;
  /** Rooms only, both. */
  readonly name: string | null;
  readonly foldedName: string | null;
  /** Direct only: the pair, the smaller id first. */
  readonly lowId: number | null;
  readonly highId: number | null;
  readonly createdMs: number;
  readonly memberCount: number;
  readonly changedAtIndex: number;
  /** 1, or null. A private room has no folded name: its name takes none away. */
  readonly isPrivate: number | null;
  readonly topic: string | null;
  /** 1, or null. */
  readonly archived: number | null;
  readonly creatorId: number | null;
  /** Groups only: the ids of all, ascending, with commas between. */
  readonly memberSet: string | null;
}

/** Survives removal, so that a subscriber can be told. */
export interface MemberRow {
  readonly accountId: number;
  readonly conversationId: number;
  readonly removed: number;
  readonly visibleFromSeq: number;
  readonly readEpoch: number;
  readonly readSeq: number;
  readonly changedAtIndex: number;
  /** As in parley.v1; null: everything. */
  readonly notificationLevel: number | null;
  /** The largest readSeq that "mark unread" went back from. */
  readonly seenSeq: number | null;
}

export interface MessageRow {
  readonly id: number;
  readonly conversationId: number;
  readonly seq: number;
  readonly authorId: number;
  readonly text: string;
  readonly sentMs: number;
  readonly deleted: number;
  readonly clientId: string;
  readonly clientSeq: number;
  readonly changedAtIndex: number;
  readonly editedMs: number | null;
  /** How often it was edited; null: never. */
  readonly version: number | null;
  readonly replyToId: number | null;
  /** reactions.ts reads and writes it. */
  readonly reactions: string | null;
  /** mentions.ts reads and writes it. */
  readonly mentions: string | null;
}

/** A message names somebody; `accountId` 0: everybody. Only of messages that are not deleted, never of their author. */
export interface MentionRow {
  readonly accountId: number;
  readonly conversationId: number;
  readonly seq: number;
  readonly authorId: number;
}

export interface ClientRow {
  /** 0 before log-in. */
  readonly userId: number;
  readonly clientId: string;
  readonly expiresMs: number;
  readonly highestSeq: number;
  readonly ackUpto: number;
  /** The answered seqs above ackUpto, ascending, with commas between. */
  readonly stored: string;
}

/** The answer of an executed send is its message; all other answers are kept here. */
export interface AnswerRow {
  readonly userId: number;
  readonly clientId: string;
  readonly seq: number;
  readonly answer: Uint8Array;
}
