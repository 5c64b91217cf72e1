/**
 * The words of the consensus core. Names are those of the Raft paper (Ongaro and Ousterhout, extended
 * version) and dissertation; `§` refers to the paper unless it says otherwise.
 */
import type { Brand } from "../lib/brand.ts";
import type { Message } from "./messages.ts";

export type { Effect, RejectReason } from "./effects.ts";

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

/** Why the members are not changed, or leadership is not handed over. With OUTCOME_UNKNOWN it may happen yet. */
export type MembershipProblem =
  | "NOT_LEADER"
  /** One change or hand-over at a time, and none before the term's first commit. */
  | "BUSY"
  | "NOT_CAUGHT_UP"
  | "UNHEALTHY"
  | "UNKNOWN_MEMBER"
  | "DUPLICATE"
  | "LAST_VOTER"
  | "OUTCOME_UNKNOWN";

/** What must survive a crash beside the entries (§5, Figure 2, persistent state). */
export interface HardState {
  readonly term: Term;
  readonly vote: RaftId | null;
}

/** The newest start of another member that this node has heard of. */
export interface SeenStart {
  readonly id: RaftId;
  readonly incarnation: number;
  /** Of that start: a claim with the same number and another nonce comes from a second copy of the folder. */
  readonly nonce: string;
}

/** A start of this node's own folder. */
export type OwnStart = Omit<SeenStart, "id">;

/**
 * What a node may promise with the log that it has (foundations §1, raft.md §3). Durable in the mark, beside the log and
 * not in it, so that a log which lost its end cannot have lost this too.
 */
export interface Standing {
  /** Starts of this folder, this one included: raised and durable before the node says anything. */
  readonly incarnation: number;
  /** The log lacks, or may lack, what it once held durably: until it is refilled this node counts for nothing. */
  readonly isRecovering: boolean;
  /** Ascending by id. */
  readonly seen: readonly SeenStart[];
  /**
   * Starts of this folder, oldest first: the last one that a quorum recognised, and those after it, this one included. It
   * tells this folder from an older copy of it, however often that one was started. Left out: none.
   */
  readonly lineage?: readonly OwnStart[];
}

/** Where a compacted log begins: a durable snapshot holds the effect of everything up to `index` (§7). */
export interface LogBase {
  readonly index: Index;
  readonly term: Term;
  /** Log time there: never above that of the next entry. */
  readonly time: number;
  /** The newest configuration entry at or below `index`: committed, because everything up to there is. */
  readonly configuration: Entry;
}

/** A whole, durable, verified copy of the state machine at one index, on some node. */
export interface SnapshotMeta {
  /** Names these very bytes: two nodes' copies of one index are two snapshots. At most 64 bytes. */
  readonly id: string;
  readonly base: LogBase;
  /** In bytes. */
  readonly size: number;
  /** CRC-32 of all bytes. */
  readonly sum: number;
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
  /** The configuration of the base, if the log was compacted, then all stored entries of that kind, ascending. */
  readonly configurations: readonly Entry[];
  /** Log time of the last entry, or of the base; 0 when there is neither. */
  readonly lastTime: number;
  /** Size of all stored entries, about. */
  readonly bytes: number;
  /** Of this start. A store that keeps none leaves it out. */
  readonly standing?: Standing;
}

export interface TermRun {
  readonly first: Index;
  readonly term: Term;
}

export interface SnapshotPart {
  readonly data: Uint8Array;
  readonly sum: number;
}

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
    /** Answer to `takeSnapshot`; null when it could not be made. */
    | { readonly kind: "snapshotTaken"; readonly snapshot: SnapshotMeta | null }
    /** Answer to `readChunk`; null when those bytes are not to be had or unsound. */
    | {
        readonly kind: "chunkRead";
        readonly to: RaftId;
        readonly id: string;
        readonly offset: number;
        readonly part: SnapshotPart | null;
      }
    /** Answer to `writeChunk` or `finishSnapshot`: done and sound, or not. */
    | { readonly kind: "chunkWritten"; readonly id: string; readonly isSound: boolean }
    | { readonly kind: "snapshotFinished"; readonly id: string; readonly isSound: boolean }
    | { readonly kind: "peerUp"; readonly peer: RaftId }
    /** No append came that would have told followers of a commit index that moved. */
    | { readonly kind: "flush" }
    /**
     * Hand leadership to this voter, or to the best one; given up after a while. `isAbdication`: this node will apply
     * nothing any more, so that there is nothing of its own to wait for.
     */
    | { readonly kind: "transfer"; readonly to?: RaftId; readonly isAbdication?: boolean }
    /** `id`: told when it begins or is refused. */
    | { readonly kind: "change"; readonly id: number; readonly change: MembershipChange }
    /** Connection reset or refused; not a graceful close. */
    | { readonly kind: "peerDown"; readonly peer: RaftId }
    /** It said goodbye. That tells nothing of a leader's health, but nobody counts on it for a change of members. */
    | { readonly kind: "peerLeft"; readonly peer: RaftId }
  );

/**
 * Why a member's message changed nothing. `SECOND_LEADER`: two members say that they lead one term; one of them lies,
 * or Raft is broken, and nobody is obeyed but the one that was known first. `UNKNOWN_ROUND`: an answer to a question
 * that was never put. `UNKNOWN_ENTRY`: the acknowledgement of an entry that this leader does not have.
 * `INBOX_FULL`: refused before the core saw it, because so much came at once.
 */
export type MessageRefusal =
  | "STALE_TERM"
  | "ABSURD_TERM"
  | "NOT_FOR_THIS_NODE"
  | "FROM_ITSELF"
  | "SECOND_LEADER"
  | "UNKNOWN_ROUND"
  | "UNKNOWN_ENTRY"
  | "INBOX_FULL"
  | "LOG_TIME_FALLS"
  | "EARLIER_START";

/** Input without its time, which whoever steps the core adds. */
export type Occurrence = Input extends infer One
  ? One extends Input
    ? Omit<One, "now" | "wall">
    : never
  : never;

export type Role = "follower" | "preCandidate" | "candidate" | "leader";
