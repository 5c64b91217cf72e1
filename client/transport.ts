/**
 * The port to the cluster: one attempt of one call. It knows nothing of retries, leaders or keys, and no
 * attempt ever rejects or hangs: whatever happens on the wire comes back as a value before its deadline.
 * Implementations: transports/grpc-web.ts (browsers), transports/grpc-js.ts (programs),
 * memory-cluster.ts (tests).
 */
import type { AccountCalls, PageAccountVerb } from "./account-calls.ts";
import type { PeopleCalls } from "./people-model.ts";
import type { SearchCalls } from "./search-calls.ts";
import type {
  Account,
  AccountPage,
  ClusterStatus,
  ConversationSnapshot,
  Message,
  MessagePage,
  Now,
  RoomPage,
  Session,
  StreamItem,
  WriteAnswer,
  WriteKey,
  WriteRow,
} from "./model.ts";

export interface Credentials {
  readonly key: WriteKey;
  readonly name: string;
  readonly password: string;
  /** Secret of an invite link, for a sign-up that needs one. */
  readonly invite?: string;
  /** What the list of sessions calls this one. */
  readonly label?: string;
}

export interface PageRequest {
  /** 1 to 200; 0 or absent means 50. */
  readonly pageSize?: number;
  /** From the previous page; opaque. */
  readonly cursor?: string;
}

export interface ListMessagesRequest {
  readonly conversationId: string;
  /** Exclusive bounds by seq. before: the page that ends below it; after: the page above it; neither: the newest. */
  readonly beforeSeq?: number;
  readonly afterSeq?: number;
  readonly pageSize?: number;
}

/** One message, and what is known of it. */
export interface MessageInfo {
  readonly message: Message;
  readonly madeAtIndex: number;
  /** Of the text, in Unicode code points. */
  readonly length: number;
  /** The caller has read it, or wrote it. */
  readonly read: boolean;
  /** Direct and group: who else has. */
  readonly readByIds: readonly string[];
  /** What it answers, if the caller may see that. */
  readonly quoted: Message | null;
  /** Every author above. */
  readonly accounts: readonly Account[];
  readonly index: number;
}

/**
 * Every unary verb of the contract, with its request and its answer. `accountId` of a write: who the caller believes to be;
 * BAD_SESSION when the session is another's. Empty: not checked.
 */
export interface Calls extends AccountCalls, PeopleCalls, SearchCalls {
  now: { request: Record<never, never>; answer: Now };
  createAccount: {
    request: Credentials;
    answer: { readonly session: Session; readonly index: number };
  };
  logIn: { request: Credentials; answer: { readonly session: Session; readonly index: number } };
  logOut: { request: Record<never, never>; answer: { readonly index: number } };
  getSession: { request: Record<never, never>; answer: Session };
  listAccounts: { request: PageRequest & { readonly pattern?: string }; answer: AccountPage };
  getAccount: { request: { readonly id: string } | { readonly name: string }; answer: Account };
  listConversations: { request: Record<never, never>; answer: ConversationSnapshot };
  browseRooms: { request: PageRequest; answer: RoomPage };
  listMessages: { request: ListMessagesRequest; answer: MessagePage };
  getMessage: { request: { readonly messageId: string }; answer: MessageInfo };
  write: {
    request: { readonly rows: readonly WriteRow[]; readonly accountId: string };
    answer: { readonly index: number; readonly answers: readonly WriteAnswer[] };
  };
  getCluster: { request: Record<never, never>; answer: ClusterStatus };
}

export type Verb = keyof Calls;
/** Those of a page; the others are for programs alone (account-calls.ts). */
export type PageVerb = Exclude<Verb, Exclude<keyof AccountCalls, PageAccountVerb>>;
/** Of them, what a page can begin without: these have a script of their own (transports/web-later-verbs.ts). */
export type LaterVerb = keyof PeopleCalls | keyof SearchCalls | PageAccountVerb;
export type FirstVerb = Exclude<PageVerb, LaterVerb>;
/** Reads that a node may answer from what it holds. */
export type StaleVerb =
  | "listAccounts"
  | "getAccount"
  | "listConversations"
  | "browseRooms"
  | "listMessages"
  | "searchMessages";

/** `pin`: this node only (header x-parley-node). `any`: whichever lives (x-parley-any), not one of `avoid` if it can be helped. */
export type Route =
  | { readonly kind: "pin"; readonly node: string }
  | { readonly kind: "any"; readonly avoid: readonly string[] };

export interface AttemptOptions {
  readonly route: Route;
  /** From now. The transport keeps its own timer: at its end the attempt has failed, whatever the wire does. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
  /** Session token of programs; empty in browsers, whose cookie travels by itself. */
  readonly token: string;
  /** A read may be answered from what the node holds, however old (`facts.asOf` says how old). */
  readonly allowStale?: boolean;
  /** What the logs of the edge and of the node call this attempt (x-request-id). */
  readonly requestId?: string;
}

/** What the reply's metadata said; empty or 0 where it said nothing. */
export interface ReplyFacts {
  /** Who answered: parley-node, or the address dialled when that is all we know. */
  readonly node: string;
  readonly term: number;
  readonly leader: string;
  /** Of a stale answer only: the index and log time that it is true of. */
  readonly asOf?: AsOf;
}

export interface AsOf {
  readonly index: number;
  readonly timeMs: number;
}

export interface WireFailure {
  /** gRPC code 0 to 16, as the runtime reported it. */
  readonly code: number;
  readonly message: string;
  /** parley-reason; empty when a proxy or the runtime made this error. */
  readonly reason: string;
  readonly field: string;
  readonly retryMs: number;
  readonly facts: ReplyFacts;
  /** Who ended it: the far side, our own timer, our own abort. */
  readonly endedBy: "peer" | "timer" | "abort";
  /** The reply ended without a status: it may have been cut. */
  readonly withoutStatus: boolean;
}

export type Reply<Value> =
  | { readonly ok: true; readonly value: Value; readonly facts: ReplyFacts }
  | { readonly ok: false; readonly failure: WireFailure };

export interface SubscribeOptions {
  readonly route: Route;
  readonly token: string;
  readonly requestId?: string;
}

export interface SubscribeRequest {
  readonly afterIndex: number;
  /** Empty on first contact. */
  readonly clusterId: string;
  /** As for a write. */
  readonly accountId: string;
}

/** Called in order and never after `ended`, which is called exactly once unless the stream was cancelled. */
export interface StreamListener {
  /** `sizeBytes`: what the item cost on the wire, about; feeds the rotation. */
  item(item: StreamItem, sizeBytes: number): void;
  ended(failure: WireFailure): void;
}

export interface Transport {
  call<V extends Verb>(
    verb: V,
    request: Calls[V]["request"],
    options: AttemptOptions,
  ): Promise<Reply<Calls[V]["answer"]>>;
  /** Returns the way to cancel; after it the listener hears nothing more. */
  subscribe(
    request: SubscribeRequest,
    options: SubscribeOptions,
    listener: StreamListener,
  ): () => void;
  close(): void;
}
