/**
 * The words of the consensus core. Names are those of the Raft paper (Ongaro and Ousterhout, extended
 * version) and dissertation; `§` refers to the paper unless it says otherwise.
 */
import type { Brand } from "../lib/brand.ts";
import type { MembershipProblem } from "./membership.ts";

/** Random 64 bits as 16 hexadecimal digits, minted once, never reused. */
export type RaftId = Brand<string, "RaftId">;
/** Counts from 1; 0 means "none". */
export type Term = number;
/** Position in the log, from 1; 0 is before the first entry. */
export type Index = number;

export type EntryKind = "noop" | "command" | "configuration";

export interface Entry {
  readonly index: Index;
  readonly term: Term;
  /** Log time, ms since 1970: never smaller than the entry before. */
  readonly time: number;
  readonly kind: EntryKind;
  /** Opaque to the core, except `configuration` (configuration.ts). */
  readonly data: Uint8Array;
}

export interface Member {
  readonly id: RaftId;
  /** n1, n2 …; what people, headers and certificates use. */
  readonly name: string;
  /** host:port of the peer, client and http port. */
  readonly peer: string;
  readonly client: string;
  readonly http: string;
}

/** The members in force. Joint while `outgoing` is not empty (§6); learners count for nothing. */
export interface Configuration {
  readonly members: readonly Member[];
  readonly voters: readonly RaftId[];
  readonly outgoing: readonly RaftId[];
  readonly learners: readonly RaftId[];
  /** Members of the past: neither their ids nor their names are ever given again. Absent: none. */
  readonly retired?: readonly RetiredMember[];
}

export type RetiredMember = Pick<Member, "id" | "name">;

/** One step of membership; each is whole before the next may begin (§6). */
export type MembershipChange =
  | { readonly kind: "addLearner"; readonly member: Member }
  /** The voters from now on: promotes learners, and removes every old voter that is not named (joint consensus, then the final configuration). */
  | { readonly kind: "setVoters"; readonly voters: readonly RaftId[] }
  | { readonly kind: "removeLearner"; readonly id: RaftId };

/** What must survive a crash beside the entries (§5, Figure 2, persistent state). */
export interface HardState {
  readonly term: Term;
  readonly vote: RaftId | null;
}

/** What a log store knows when it is opened. */
export interface StoredLog {
  readonly hardState: HardState;
  /** Index and term before the first stored entry: 0, 0 until the log is compacted. */
  readonly baseIndex: Index;
  readonly baseTerm: Term;
  readonly lastIndex: Index;
  /** Term of every stored entry as runs, ascending: each run starts at `first`. */
  readonly termRuns: readonly TermRun[];
  /** All stored entries of kind `configuration`, ascending. */
  readonly configurations: readonly Entry[];
  /** Log time of the last entry; 0 when empty. */
  readonly lastTime: number;
}

export interface TermRun {
  readonly first: Index;
  readonly term: Term;
}

interface Envelope {
  readonly from: RaftId;
  readonly to: RaftId;
  /** The sender's term; for pre-votes the term it would campaign in. */
  readonly term: Term;
}

export interface VoteRequest extends Envelope {
  readonly type: "voteRequest";
  /** A pre-vote changes nothing durable (dissertation §9.6). */
  readonly isPreVote: boolean;
  /** The leader itself asked for this campaign: stickiness does not apply (dissertation §3.10, §4.2.3). */
  readonly isTransfer: boolean;
  readonly lastIndex: Index;
  readonly lastTerm: Term;
}

export interface VoteResponse extends Envelope {
  readonly type: "voteResponse";
  readonly isPreVote: boolean;
  readonly granted: boolean;
  /** The voter's wall clock, ms since 1970, for log time. */
  readonly wall: number;
}

export interface AppendRequest extends Envelope {
  readonly type: "appendRequest";
  readonly prevIndex: Index;
  readonly prevTerm: Term;
  readonly commit: Index;
  readonly entries: readonly Entry[];
}

export interface AppendResponse extends Envelope {
  readonly type: "appendResponse";
  readonly success: boolean;
  /** On success the highest index known to equal the leader's and durable; else the refused prevIndex. */
  readonly index: Index;
  /** On refusal: where to try next, found in one round (§5.3, last paragraphs). */
  readonly hintIndex: Index;
  readonly hintTerm: Term;
  readonly wall: number;
}

/** Keeps the leader in office and confirms reads (§6.4 of the dissertation); never behind the disk. */
export interface HeartbeatRequest extends Envelope {
  readonly type: "heartbeatRequest";
  /** min(leader's commit, what this follower is known to hold). */
  readonly commit: Index;
  /** Confirmation round; 0 when no read waits. */
  readonly round: number;
}

export interface HeartbeatResponse extends Envelope {
  readonly type: "heartbeatResponse";
  readonly round: number;
  readonly wall: number;
}

/** A moved commit index, when no append is coming that would carry it. Wants no answer; may be lost. */
export interface CommitUpdate extends Envelope {
  readonly type: "commitUpdate";
  readonly commit: Index;
}

/** A follower asks for a read index; `id` is fresh on every try (etcd #20418). */
export interface ReadRequest extends Envelope {
  readonly type: "readRequest";
  readonly id: string;
}

export interface ReadResponse extends Envelope {
  readonly type: "readResponse";
  readonly id: string;
  readonly index: Index;
  /** The leader's current log time. */
  readonly time: number;
}

/** The leader, which is about to go, asks a follower that holds all of its log to campaign at once (dissertation §3.10). */
export interface TimeoutNow extends Envelope {
  readonly type: "timeoutNow";
}

export type Message =
  | VoteRequest
  | VoteResponse
  | AppendRequest
  | AppendResponse
  | HeartbeatRequest
  | HeartbeatResponse
  | ReadRequest
  | ReadResponse
  | TimeoutNow
  | CommitUpdate;

/** One proposal: the core answers with its index, or rejects it by `id`. */
export interface Proposal {
  readonly id: number;
  readonly data: Uint8Array;
}

/** `now`: monotone ms; `wall`: this node's wall clock, ms since 1970. */
interface Occasion {
  readonly now: number;
  readonly wall: number;
}

export type Input = Occasion &
  (
    | { readonly kind: "message"; readonly message: Message }
    /** `loopDelayMs`: how much later than due the loop came to it; 0 when left out. */
    | { readonly kind: "tick"; readonly loopDelayMs?: number }
    | { readonly kind: "propose"; readonly proposals: readonly Proposal[] }
    | { readonly kind: "read"; readonly ids: readonly number[] }
    /** All persists up to and including `id` are durable. */
    | { readonly kind: "storageDone"; readonly id: number }
    | { readonly kind: "applyDone"; readonly index: Index }
    /** Answer to `fetch`: entries read from the log store, contiguous from `from`. */
    | {
        readonly kind: "fetched";
        readonly to: RaftId;
        readonly from: Index;
        readonly entries: readonly Entry[];
      }
    | { readonly kind: "peerUp"; readonly peer: RaftId }
    /** No append came that would have told followers of a commit index that moved. */
    | { readonly kind: "flush" }
    /** Hand leadership to this voter, or to the best one; given up after a while. */
    | { readonly kind: "transfer"; readonly to?: RaftId }
    /** `id`: told when it begins or is refused. */
    | { readonly kind: "change"; readonly id: number; readonly change: MembershipChange }
    /** Connection reset or refused; not a graceful close. */
    | { readonly kind: "peerDown"; readonly peer: RaftId }
  );

export type RejectReason = "NOT_LEADER" | "NO_LEADER" | "OVERLOADED" | "TOO_LARGE";

/** What the driver must do, in this order. */
export type Effect =
  /**
   * Make durable, in the order of ids: first cut the log from `truncateFrom` on (if any), then write hard
   * state (if any) and entries. `releases` leave the node after `storageDone`, by the core itself.
   */
  | {
      readonly kind: "persist";
      readonly id: number;
      readonly hardState: HardState | null;
      readonly truncateFrom: Index | null;
      readonly entries: readonly Entry[];
      readonly releases: readonly Message[];
    }
  | { readonly kind: "send"; readonly message: Message }
  /** Entries up to `commit` are committed and durable here: apply what is not applied yet. */
  | { readonly kind: "apply"; readonly commit: Index }
  /** Proposals that entered the log, with their index in `term`. */
  | {
      readonly kind: "appended";
      readonly term: Term;
      readonly first: Index;
      readonly ids: readonly number[];
    }
  | {
      readonly kind: "readReady";
      readonly ids: readonly number[];
      readonly index: Index;
      readonly time: number;
    }
  | {
      readonly kind: "reject";
      readonly what: "proposal" | "read";
      readonly ids: readonly number[];
      readonly reason: RejectReason;
    }
  /** Entries that are no longer in memory: read them from the store for a follower that is behind. */
  | {
      readonly kind: "fetch";
      readonly to: RaftId;
      readonly from: Index;
      readonly until: Index;
      readonly maxBytes: number;
    }
  /** The change stands in the log, at `index`; it is done when a configuration from there on that is not joint is committed. */
  | { readonly kind: "changeBegun"; readonly id: number; readonly index: Index }
  | {
      readonly kind: "changeRefused";
      readonly id: number;
      readonly reason: MembershipProblem;
      /** Of whom the reason speaks. */
      readonly about: readonly RaftId[];
    }
  /** The hand-over did not come about; this node goes on leading if it led. */
  | {
      readonly kind: "transferEnded";
      readonly to: RaftId | null;
      readonly reason: MembershipProblem;
    }
  /** Another configuration is in force, or the one in force is committed now. */
  | {
      readonly kind: "configuration";
      readonly index: Index;
      readonly configuration: Configuration;
      readonly isCommitted: boolean;
    }
  /** Role, term or leader changed. On leaving office every waiting proposal has an unknown outcome. */
  | {
      readonly kind: "status";
      readonly role: Role;
      readonly term: Term;
      readonly leader: RaftId | null;
    };

export type Role = "follower" | "preCandidate" | "candidate" | "leader";
