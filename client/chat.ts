/**
 * What programs and pages see of the chat: the verbs, the outbox and the live feed. chat-client.ts makes it work.
 */
import type { ConnectionReport } from "./connection-line.ts";
import type {
  Account,
  AccountOutcome,
  AccountPage,
  Change,
  ClusterStatus,
  Conversation,
  ConversationSnapshot,
  Membership,
  Message,
  MessageOutcome,
  MessagePage,
  RoomPage,
  Session,
} from "./model.ts";
import type { PeopleNews, Wish } from "./people-model.ts";
import type { StoredRow } from "./outbox-store.ts";
import type { FoundPage } from "./search-calls.ts";
import type { NotificationLevel } from "./small-rows.ts";
import type {
  AsOf,
  Calls,
  Credentials,
  ListMessagesRequest,
  MessageInfo,
  PageRequest,
  StaleVerb,
} from "./transport.ts";

/** A write as people see it. */
export interface PendingRow extends Pick<
  StoredRow,
  "clientId" | "seq" | "operation" | "writtenMs"
> {
  /** `${clientId}:${seq}` at first writing; stays the same when a retry takes a new key. */
  readonly id: string;
  /**
   * sending: under way. queued: waits for the network, a majority or a sign-in, and goes by itself.
   * rejected and held: a person decides (retry or discard).
   */
  readonly state: "sending" | "queued" | "rejected" | "held";
  /** With rejected and held: the reason of docs/errors.md, the field at fault, a sentence for people. */
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

/** How a write ended. */
export type WriteOutcome =
  | { readonly kind: "messageSent"; readonly message: Message; readonly index: number }
  | { readonly kind: "readMarked"; readonly membership: Membership; readonly index: number }
  | ((AccountOutcome | MessageOutcome) & { readonly index: number })
  | {
      readonly kind: "conversationChanged";
      readonly conversation: Conversation;
      /** Null for a moderator who is no member. */
      readonly membership: Membership | null;
      readonly index: number;
    }
  /** Refused for good. A message stays in the outbox until it is retried or discarded; other writes leave it. */
  | {
      readonly kind: "rejected";
      readonly reason: string;
      readonly field: string;
      readonly message: string;
    }
  /** It was answered before, under the same key; what it did is in the conversation. */
  | { readonly kind: "settled" }
  | { readonly kind: "discarded" };

export interface PendingWrite {
  readonly row: PendingRow;
  /** Resolves when the row would survive a reload (at once, and false, where nothing can keep it). Clear the composer then. */
  readonly stored: Promise<boolean>;
  /** Never rejects, and may take as long as the outage does. */
  readonly outcome: Promise<WriteOutcome>;
}

/** What the live feed tells, in order. */
export type LiveUpdate =
  /**
   * The conversation list as a whole, true at its index: at the start, and again when the cursor was compacted.
   * Then a loaded timeline may have a gap: fetch `listMessages({afterSeq: yours})` for the ones on screen, and
   * forget the others. `newCluster`: ids and indexes known so far are of another history.
   */
  | {
      readonly kind: "snapshot";
      readonly snapshot: ConversationSnapshot;
      readonly newCluster: boolean;
    }
  /** Rows that changed. The larger changedAtIndex wins; a row may come twice. */
  | { readonly kind: "changes"; readonly index: number; readonly changes: readonly Change[] }
  /** Nothing older than this index is still on its way. */
  | { readonly kind: "caughtUp"; readonly index: number }
  /** Who is there and who types: may be lost, and may come while a stream is caught up on by another. */
  | PeopleNews
  /** All rows of the outbox, in order. */
  | { readonly kind: "outbox"; readonly rows: readonly PendingRow[] }
  | { readonly kind: "connection"; readonly report: ConnectionReport }
  /** The session ended; the outbox is kept. The feed stops until the next sign-in. */
  | { readonly kind: "signedOut" };

/** A place in a conversation; a mark of an older epoch than the membership's changes nothing. */
export interface ReadTo {
  readonly epoch: number;
  readonly seq: number;
}

/** `invite`: the secret of a link. `label`: what the list of sessions calls this one, at most 64 characters. */
export type SignUpExtras = Pick<Credentials, "invite" | "label">;

export interface ChatClient {
  /** Creates an account and signs it in. Rejects with ChatError TAKEN, INVALID (field), or FORBIDDEN without an invite. */
  createAccount(name: string, password: string, given?: SignUpExtras): Promise<Session>;
  /** Rejects with ChatError BAD_CREDENTIALS, for a wrong name and a wrong password alike. */
  logIn(name: string, password: string, given?: Pick<SignUpExtras, "label">): Promise<Session>;
  /** Ends the session on every node. Unsent rows stay for the next sign-in of the same account. */
  logOut(): Promise<void>;
  /** Who am I; null when signed out. Call it first on a page whose cookie may still be good. */
  session(): Promise<Session | null>;

  listAccounts(request?: PageRequest & { readonly pattern?: string }): Promise<AccountPage>;
  getAccount(by: { readonly id: string } | { readonly name: string }): Promise<Account>;
  listConversations(): Promise<ConversationSnapshot>;
  browseRooms(request?: PageRequest): Promise<RoomPage>;
  listMessages(request: ListMessagesRequest): Promise<MessagePage>;
  /** Rejects with ChatError NOT_FOUND when there is none that the caller may read. */
  getMessage(messageId: string): Promise<MessageInfo>;
  /**
   * In all that the caller may read, newest first. Rejects with ChatError INVALID (query) and a sentence for what cannot be
   * understood, TOO_LARGE when it takes too long, OVERLOADED while the node that was asked makes its index.
   */
  search(query: string, page?: PageRequest): Promise<FoundPage>;
  getCluster(): Promise<ClusterStatus>;
  /**
   * The same questions where a majority is away (NO_LEADER): what the node that answers holds, and the index and log
   * time that it is true of; null when the answer is as good as any other. It may be old, and it may be behind what
   * another node said before.
   */
  readStale<V extends StaleVerb>(
    verb: V,
    request: Calls[V]["request"],
  ): Promise<{ readonly value: Calls[V]["answer"]; readonly asOf: AsOf | null }>;

  send(conversationId: string, text: string, given?: { readonly replyToId?: string }): PendingWrite;
  /**
   * Somebody types there: call it with each key, it is told every few seconds. `stopped`: the text was given up; a sent
   * message says so by itself. Nobody learns whether it got through.
   */
  typing(conversationId: string, given?: { readonly stopped?: boolean }): void;
  /** What others are shown while a stream of this account is open, whichever device opened it. */
  setPresence(presence: Wish): Promise<void>;
  /** Of one's own message. `version`: of the message as it was looked at. */
  editMessage(
    message: { readonly id: string; readonly version: number },
    text: string,
  ): PendingWrite;
  deleteMessage(messageId: string): PendingWrite;
  /** `removed`: takes the caller's reaction back. Doing either again changes nothing. */
  react(messageId: string, emoji: string, given?: { readonly removed?: boolean }): PendingWrite;

  markRead(conversationId: string, position: ReadTo): PendingWrite;
  /** The message at `seq` and all after it count as unread again. */
  markUnread(conversationId: string, position: ReadTo): PendingWrite;
  /** Marks the oldest `count` (1 to 100) unread as read and brings them; without a conversation those of all. */
  readMessages(count: number, conversationId?: string): PendingWrite;

  openDirect(accountId: string): PendingWrite;
  /** With 2 to 8 others; the same people always have the same one. */
  openGroup(accountIds: readonly string[]): PendingWrite;
  createRoom(name: string, given?: { readonly isPrivate?: boolean }): PendingWrite;
  joinRoom(conversationId: string): PendingWrite;
  leaveRoom(conversationId: string): PendingWrite;
  inviteToRoom(
    conversationId: string,
    accountId: string,
    given?: { readonly shareHistory?: boolean },
  ): PendingWrite;
  removeFromRoom(conversationId: string, accountId: string): PendingWrite;
  /** Empty: none. */
  setTopic(conversationId: string, topic: string): PendingWrite;
  renameRoom(conversationId: string, name: string): PendingWrite;
  /** Read only from then on; `archived: false` brings it back. */
  archiveRoom(conversationId: string, given?: { readonly archived?: boolean }): PendingWrite;
  setNotificationLevel(conversationId: string, level: NotificationLevel): PendingWrite;

  /** Rows of the signed-in user, in order. */
  outbox(): readonly PendingRow[];
  /** Sends a rejected row again under a new key, a held one under its own. Unknown ids are ignored. */
  retry(id: string): void;
  /** Takes a row out. False when a try with unknown outcome may still be executed: then it must be sent. */
  discard(id: string): boolean;

  /** Snapshot, then everything after it, for ever: reconnects, resumes and rotates by itself. One listener. */
  start(listener: (update: LiveUpdate) => void): void;
  stop(): void;
  /** "Try now": reconnect and resend without waiting for the back-off. */
  tryNow(): void;
  connection(): ConnectionReport;
  close(): void;
}
