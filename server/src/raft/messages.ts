/** What members say to one another (Figure 2 of the paper, and what the dissertation adds). */
import type { Entry, Index, OwnStart, RaftId, SeenStart, SnapshotMeta, Term } from "./types.ts";

export interface Envelope {
  readonly from: RaftId;
  readonly to: RaftId;
  /** The sender's term; for pre-votes the term it would campaign in. */
  readonly term: Term;
  /** Which start of its sender says so (foundations §1); absent when its store counts none. */
  readonly incarnation?: number;
  /**
   * Absent: it counts. `uncounted`: no quorum has recognised that start yet. `recovering`: its log lacks what it once
   * held. Neither votes, acknowledges or confirms anything; it only tells how far it can be sent what follows.
   */
  readonly worth?: Worth;
  /** The newest starts of others that its sender knows of; with heartbeats, votes and answers to claims. */
  readonly seen?: readonly SeenStart[];
}

export type Worth = "uncounted" | "recovering";

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
  /** Confirmation round; 0 when nobody waits for one. */
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

/** This is the newest start of the sender's folder: to every peer, on connection, until it answers. */
export interface Claim extends Envelope {
  readonly type: "claim";
  readonly incarnation: number;
  /** Random for each start: tells two with one number apart. */
  readonly nonce: string;
  /** The last start of that folder that was recognised, and all after it, this one included. */
  readonly lineage: readonly OwnStart[];
  /** Where the newest configuration stands that its sender knows of, and its term; 0, 0: of none. */
  readonly configurationIndex: Index;
  readonly configurationTerm: Term;
}

/** Needs no leader, vote or recognition of whoever answers; only its own table must be whole. */
export interface ClaimAnswer extends Envelope {
  readonly type: "claimAnswer";
  /** Of the claim; empty when none was made, but a message of an earlier start came. */
  readonly nonce: string;
  /** The number that is judged. */
  readonly claimed: number;
  readonly isNew: boolean;
  /** The highest number that was ever heard from that folder. */
  readonly highest: number;
  /** The entry of the newest configuration, if it is newer than what the claim says. */
  readonly configuration?: Entry;
}

/**
 * To a recovering follower: it holds everything up to `index`, the end of the leader's log when a round of heartbeats
 * began that a quorum without the follower confirmed, after its claim (raft.md §3).
 */
export interface Refilled extends Envelope {
  readonly type: "refilled";
  /** The start for which that holds. */
  readonly claimed: number;
  readonly index: Index;
}

export type Message =
  | Claim
  | ClaimAnswer
  | Refilled
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
