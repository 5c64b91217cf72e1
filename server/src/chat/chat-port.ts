/**
 * The chat as the rest of a node sees it: a replicated state machine with queries and one live feed.
 * Twins: `ChatThread` (chat-thread.ts, a worker thread) and `LocalChat` (local-chat.ts, the
 * caller's thread, deterministic). Both pass chat-contract.ts.
 */
import type { Clock, Index, StateMachine } from "../ports.ts";
import type { StateNotes } from "../state-notes.ts";

/** The newest feature level that this program can apply. What is in force is `Chat.level`. */
export const FEATURE_LEVEL = 2;

export interface Chat extends StateMachine {
  /**
   * Reads the state as it is now; linearizable when the caller waited for a read index before. Rejects with
   * ChatRefusal (refusal.ts) for an expected no. Queries run between apply jobs, in the order of the calls.
   */
  query<Name extends QueryName>(
    name: Name,
    request: Queries[Name]["request"],
  ): Promise<Queries[Name]["reply"]>;
  /** Starts a feed for the session's account; the sink is never called before `subscribe` returned. */
  subscribe(from: SubscribeFrom, sink: FeedSink): Subscription;
  /** As of the newest apply that is done. A comparison that goes ill ends the chat: `onFailure` with StateDiverged. */
  notes(): StateNotes;
  /** The feature level in force, as of the newest apply that is done. It never falls. */
  level(): number;
}

// --------------------------------------------------------------------------------------------- Feed

export interface SubscribeFrom {
  readonly tokenSha256: Uint8Array;
  /** Everything up to here is known; 0 asks for all. May be ahead of this node: the feed waits for it. */
  readonly afterIndex: Index;
}

/** Encoded parley.v1.SubscribeResponse holding one Event, or one part of it; the cursor moves with `isLast`. */
export interface FeedEvent {
  readonly index: Index;
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
}

/**
 * Order of calls: `page` any number of times, `caughtUp` once, then `live`. `ended` or `interrupted` may come at any time
 * and is the last call. Nothing is called after `Subscription.close`.
 */
export interface FeedSink {
  /** One page of the catch-up, perhaps empty. The next comes only after `pull`. */
  page(events: readonly FeedEvent[]): void;
  /** Live from here on: everything up to `appliedIndex` has been given. Needs no `pull`. */
  caughtUp(appliedIndex: Index): void;
  /** Not flow-controlled: the sink bounds its own queue and closes when it lags. The bytes are shared: read only. */
  live(event: FeedEvent): void;
  /** The session is unknown, was ended or has expired: BAD_SESSION. */
  ended(): void;
  /** The last call too: the state was replaced by a copy. Subscribing again after the same index misses nothing. */
  interrupted(): void;
}

export interface Subscription {
  /** What a heartbeat may claim now: everything visible up to here has been given to the sink. */
  readonly index: Index;
  /** Asks for the next page of the catch-up; once for each `page`, ignored when live. */
  pull(): void;
  close(): void;
}

// ------------------------------------------------------------------------------------------ Queries

/**
 * Who asks. `time` is log time, as `Log.readIndex` returned it: a session that has expired by then counts as
 * absent. Refused with BAD_SESSION when there is no such session.
 */
export interface Caller {
  readonly tokenSha256: Uint8Array;
  readonly time: number;
}

/** A page of rows: `pageSize` 0 means the default; a wrong size or cursor is refused as INVALID. */
export interface PageRequest {
  readonly pageSize: number;
  readonly cursor: string;
}

export interface SessionReply {
  readonly accountId: string;
  readonly name: string;
  readonly expiresMs: number;
}

/** Everything rpc needs to verify a password and to answer. Never leaves the node as it is. */
export interface AccountForLogIn {
  readonly accountId: string;
  /** Encoded parley.v1.Account. */
  readonly account: Uint8Array;
  /** PHC string, to be given back in the command; empty for a bot, which has no password. */
  readonly passwordHash: string;
}

export interface SignUpReply {
  /** Nobody gets in without an invite. */
  readonly isByInvite: boolean;
  /** Log time; null without an invite that can be used. */
  readonly inviteExpiresMs: number | null;
}

export interface HistoryRow {
  readonly id: string;
  readonly conversationId: string;
  readonly seq: number;
  readonly authorId: string;
  readonly text: string;
  readonly deleted: boolean;
  readonly clientId: string;
  readonly clientSeq: number;
  readonly sentMs: number;
  readonly changedAtIndex: Index;
}

/** Encoded message of parley.v1, ready for the wire. */
export type EncodedReply = Uint8Array;

export interface Queries {
  sessionByToken: { request: Caller; reply: SessionReply | null };
  /** parley.v1.GetSessionResponse without a token. */
  getSession: { request: { readonly caller: Caller }; reply: EncodedReply };
  /** Also for a repeated sign-up. Null when nobody has that name. */
  accountForLogIn: { request: { readonly foldedName: string }; reply: AccountForLogIn | null };
  /** parley.v1.ListAccountsResponse; a page may be short, even empty, while `next_cursor` is set. */
  listAccounts: {
    request: PageRequest & { readonly caller: Caller; readonly pattern: string };
    reply: EncodedReply;
  };
  /** parley.v1.GetAccountResponse, or NOT_FOUND. */
  getAccount: {
    request: {
      readonly caller: Caller;
      readonly by: { readonly id: string } | { readonly name: string };
    };
    reply: EncodedReply;
  };
  /** parley.v1.ListConversationsResponse: the snapshot to subscribe after. */
  listConversations: {
    request: { readonly caller: Caller; readonly clusterId: string };
    reply: EncodedReply;
  };
  /** parley.v1.BrowseRoomsResponse. */
  browseRooms: { request: PageRequest & { readonly caller: Caller }; reply: EncodedReply };
  /** parley.v1.ListMembersResponse. */
  listMembers: {
    request: PageRequest & { readonly caller: Caller; readonly conversationId: string };
    reply: EncodedReply;
  };
  /** parley.v1.ListMessagesResponse. Bounds are exclusive; 0 means none. `aroundSeq` stands alone. */
  listMessages: {
    request: {
      readonly caller: Caller;
      readonly conversationId: string;
      readonly beforeSeq: number;
      readonly afterSeq: number;
      readonly aroundSeq?: number;
      readonly pageSize: number;
    };
    reply: EncodedReply;
  };
  /** parley.v1.GetMessageResponse, or NOT_FOUND. */
  getMessage: {
    request: { readonly caller: Caller; readonly messageId: string };
    reply: EncodedReply;
  };
  /** parley.v1.GetUnreadResponse. An empty conversation id asks for all. */
  getUnread: {
    request: {
      readonly caller: Caller;
      readonly conversationId: string;
      readonly pageSize: number;
    };
    reply: EncodedReply;
  };
  /** parley.v1.SearchMessagesResponse. Answered beside the other queries, in no order with them. */
  searchMessages: {
    request: PageRequest & { readonly caller: Caller; readonly query: string };
    reply: EncodedReply;
  };
  /** The caller's, or BAD_SESSION. */
  ownAccount: { request: { readonly caller: Caller }; reply: AccountForLogIn };
  /** Null for one that is deleted or never was. */
  accountById: { request: { readonly accountId: string }; reply: AccountForLogIn | null };
  /** Encoded parley.log.v1.Result of a command of its own under this key; `userId` 0: before log-in. */
  answerOf: {
    request: { readonly userId: number; readonly clientId: string; readonly seq: number };
    reply: EncodedReply | null;
  };
  /** parley.v1.ListSessionsResponse. */
  listSessions: { request: { readonly caller: Caller }; reply: EncodedReply };
  /** parley.v1.ListBotTokensResponse; FORBIDDEN for whoever is no administrator, as the next. */
  listBotTokens: {
    request: { readonly caller: Caller; readonly accountId: string };
    reply: EncodedReply;
  };
  /** parley.v1.ListInvitesResponse. */
  listInvites: { request: { readonly caller: Caller }; reply: EncodedReply };
  /** parley.v1.ExportAllResponse: everything, whoever is in it. FORBIDDEN for whoever is no administrator. */
  exportAll: {
    request: PageRequest & { readonly caller: Caller; readonly clusterId: string };
    reply: EncodedReply;
  };
  /** `inviteSha256` null: none. `time`: log time. */
  signUpRules: {
    request: { readonly inviteSha256: Uint8Array | null; readonly time: number };
    reply: SignUpReply;
  };
  isResetValid: {
    request: { readonly resetSha256: Uint8Array; readonly time: number };
    reply: boolean;
  };
  /** Who the caller is, if it may write there now; else NOT_FOUND or FORBIDDEN. */
  typist: {
    request: { readonly caller: Caller; readonly conversationId: string };
    reply: { readonly accountId: string };
  };
  /** The other members of a conversation in which this account may write; none of one with too many. */
  typingHearers: {
    request: { readonly conversationId: string; readonly accountId: string };
    reply: readonly string[];
  };
  /** Those who share a conversation with it, that has not too many members, and itself. */
  companyOf: { request: { readonly accountId: string }; reply: readonly string[] };
  unreadTotal: { request: { readonly accountId: string }; reply: number };
  /** For checkers: all messages of all conversations, ascending id, at most `limit`; go on after the last id. */
  history: {
    request: { readonly afterId: string; readonly limit: number };
    reply: readonly HistoryRow[];
  };
  /** `hash`: 32 hexadecimal digits; equal content gives equal hash. */
  stateHash: {
    request: Record<never, never>;
    reply: { readonly index: Index; readonly time: number; readonly hash: string };
  };
}

export type QueryName = keyof Queries;

// ---------------------------------------------------------------------------------------- Twins

export interface ChatThreadOptions {
  /** Path of state.db. */
  readonly file: string;
  /** Hears, for people, why there is no state to go on from; a first start has none by right. */
  readonly tell?: (sentence: string, isFlaw: boolean) => void;
}

export interface LocalChatOptions {
  /** Delivers every callback through `soon`, in the order of the calls. */
  readonly clock: Pick<Clock, "soon">;
  /** ":memory:", a path, or a database that `LocalChat.serialize` gave before. */
  readonly location: string | Uint8Array;
  /** Entries between two notes of the state hash, instead of that of limits.ts. */
  readonly noteEvery?: number;
}
