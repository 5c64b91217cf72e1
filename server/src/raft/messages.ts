/** What members say to one another (Figure 2 of the paper, and what the dissertation adds). */
import type { Entry, Index, RaftId, SnapshotMeta, Term } from "./types.ts";

export interface Envelope {
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
  /** End of the leader's log. If there is more, the leader has given the hand-over up and gone on: this one is late. */
  readonly lastIndex: Index;
}

/** A follower lacks entries that this leader has let go of: a copy of the state is to be had instead (§7). */
export interface SnapshotOffer extends Envelope {
  readonly type: "snapshotOffer";
  readonly snapshot: SnapshotMeta;
}

/** The follower asks for the part at `offset`, once everything before it is written there. */
export interface SnapshotPull extends Envelope {
  readonly type: "snapshotPull";
  readonly id: string;
  readonly offset: number;
}

/** One part; travels on a channel of its own, so that no append or heartbeat waits behind it. */
export interface SnapshotChunk extends Envelope {
  readonly type: "snapshotChunk";
  readonly id: string;
  readonly offset: number;
  /** CRC-32 of `data`, made where it was read and checked where it is written. */
  readonly sum: number;
  readonly data: Uint8Array;
}

/** The follower could not write, verify or take in what it was sent: try again later. */
export interface SnapshotFailed extends Envelope {
  readonly type: "snapshotFailed";
  readonly id: string;
}

export type Message =
  | SnapshotOffer
  | SnapshotPull
  | SnapshotChunk
  | SnapshotFailed
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
