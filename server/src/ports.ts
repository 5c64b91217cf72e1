/**
 * Every way the server touches the world, on one page. Each port has twins that pass one contract suite;
 * the simulation runs the real driver and the real chat on the twins.
 */
import type { Message } from "./raft/messages.ts";
import type {
  Configuration,
  Entry,
  HardState,
  Index,
  LogBase,
  Member,
  MembershipChange,
  RaftId,
  Role,
  SnapshotMeta,
  SnapshotPart,
  Standing,
  StoredLog,
  Term,
} from "./raft/types.ts";
import type { StateReport } from "./state-notes.ts";

export { LogRefusal, MembershipRefusal } from "./log-refusal.ts";
export type { LogRefusalReason } from "./log-refusal.ts";
export type { Gossip } from "./gossip-port.ts";
export type { Entry, Index, StoredLog };

// ---------------------------------------------------------------------------------------------- Log

export interface Applied {
  readonly index: Index;
  /** Log time of the entry. */
  readonly time: number;
  /** What the state machine answered; opaque here. */
  readonly result: Uint8Array;
}

export interface LogStatus {
  /** Names, not raft ids: this is what leaves the node. */
  readonly node: string;
  readonly role: Role;
  readonly term: Term;
  /** Empty when none is known. */
  readonly leader: string;
  readonly lastIndex: Index;
  readonly commitIndex: Index;
  readonly appliedIndex: Index;
  /** The newest log time this node knows. */
  readonly time: number;
  /** This node leads or hears a leader. */
  readonly hasQuorum: boolean;
  /** Its log lost something: it counts for nothing and serves no reads until it is refilled. */
  readonly isRecovering: boolean;
}

/** All that chat and rpc know of consensus. */
export interface Log {
  /** Resolves when the command is committed and applied here; rejects with LogRefusal. `deadlineMs`: from now. */
  propose(command: Uint8Array, deadlineMs: number): Promise<Applied>;
  /** Resolves when this node has applied everything acknowledged before the call (linearizable read). */
  readIndex(deadlineMs: number): Promise<{ readonly index: Index; readonly time: number }>;
  /** Resolves once `index` is applied here; rejects with NO_LEADER at the deadline. */
  waitApplied(index: Index, deadlineMs: number): Promise<void>;
  status(): LogStatus;
  configuration(): Configuration;
  /** Called after role, term or leader changed, or whether it recovers. Returns the way to stop. */
  onLeaderChange(listener: (status: LogStatus) => void): () => void;
  /** Called after each apply with the new applied index. */
  onApplied(listener: (index: Index) => void): () => void;
}

// --------------------------------------------------------------------------------------- Membership

/** Who belongs to the cluster, and changes of it: for operators. */
export interface Membership {
  /** The newest configuration that this node knows to be committed, where it stands, and whether a newer one is under way. */
  committedConfiguration(): CommittedConfiguration;
  /** Resolves when the change is committed and in force; rejects with MembershipRefusal. `deadlineMs`: from now. */
  changeMembers(change: MembershipChange, deadlineMs: number): Promise<Configuration>;
  /** Null lets the leader choose. Resolves with the new leader's name; rejects with MembershipRefusal. */
  transferLeadership(to: RaftId | null, deadlineMs: number): Promise<string>;
}

export interface CommittedConfiguration {
  /** 0 while this node knows of none. */
  readonly index: Index;
  readonly configuration: Configuration;
  readonly isChanging: boolean;
}

// ----------------------------------------------------------------------------------------- LogStore

/** One unit of durability: everything in it, in order, with one sync. */
export interface LogWrite {
  readonly truncateFrom: Index | null;
  /**
   * After the cut: everything up to `base.index` goes; the log begins behind it, with or without entries. The
   * space may be given back later, the base itself is durable with the rest of this write.
   */
  readonly base?: LogBase | null;
  readonly hardState: HardState | null;
  readonly entries: readonly Entry[];
  /**
   * Replaces the standing in the mark. Beginning to recover is durable before anything else of this write; ceasing to is
   * the last thing that becomes durable, in one with the new end of the log.
   */
  readonly standing?: Standing | null;
}

/**
 * Term, vote and entries. One writer, first in first out. Any failure is final: the store reports it once
 * through `onFailure` and never acknowledges again; the process must end (raft.md §3).
 */
export interface LogStore {
  load(): Promise<StoredLog>;
  /** Writes in order as one durable unit, then calls `done`. At most one outstanding. */
  write(writes: readonly LogWrite[], done: () => void): void;
  /**
   * Contiguous durable entries from `from` to at most `until` (inclusive), at least one, about maxBytes; none
   * when the log was cut meanwhile and no longer reaches `from`.
   */
  read(
    from: Index,
    until: Index,
    maxBytes: number,
    done: (entries: readonly Entry[]) => void,
  ): void;
  /** A failure that has already happened is told at once. */
  onFailure(listener: (error: Error) => void): void;
  /** Finishes the write under way; reads that wait are dropped. */
  close(): Promise<void>;
}

// ------------------------------------------------------------------------------------ PeerTransport

/** What the cluster page shows of another node; may be lost. */
export interface NodeReport extends StateReport {
  readonly role: Role;
  readonly term: Term;
  readonly leader: string;
  readonly lastIndex: Index;
  readonly commitIndex: Index;
  readonly appliedIndex: Index;
  readonly uptimeMs: number;
  readonly streams: number;
  readonly memoryBytes: number;
  readonly disk: DiskRoom;
  /** Its log lacks what it once held. */
  readonly isRecovering: boolean;
  /** The newest feature level that its program can apply. */
  readonly featureLevel: number;
}

/** The disk of a node's folder. Null: nobody could tell. Full: little room, so no writes are taken until there is more. */
export interface DiskRoom {
  readonly freeBytes: number | null;
  readonly isFull: boolean;
}

export interface PeerHandlers {
  message(message: Message): void;
  /** Both directions proved membership. */
  up(peer: RaftId): void;
  /** Reset, refused or broken; `graceful` when the peer said goodbye. */
  down(peer: RaftId, graceful: boolean): void;
  report(peer: RaftId, report: NodeReport): void;
}

/**
 * Sends may be lost, delayed, doubled and reordered across reconnects; the core lives with all of it. A
 * `snapshotChunk` goes on a channel of its own: no other message ever waits behind one.
 */
export interface PeerTransport {
  start(handlers: PeerHandlers): Promise<void>;
  /** Never blocks and never throws; drops when the peer is away or its queue is full. */
  send(message: Message): void;
  sendReport(report: NodeReport): void;
  /**
   * The members from now on, this node among them or not: connects to the new, says goodbye to those gone, keeps the
   * rest as they are. One who proves to be of this cluster may be let in although this node does not know it
   * yet: who is behind does not know the newest members, perhaps not even the leader.
   */
  setMembers(members: readonly Member[]): void;
  close(): Promise<void>;
}

// ------------------------------------------------------------------------------------- StateMachine

export interface StateMachine {
  /** Index up to which effects are already in the state. */
  open(): Promise<{ readonly appliedIndex: Index }>;
  /**
   * Applies contiguous entries after the applied index in one transaction, then calls `done`: with
   * `wantResults` one result for each entry (empty for no-ops), else an empty list. One outstanding.
   */
  apply(
    entries: readonly Entry[],
    wantResults: boolean,
    done: (results: readonly Uint8Array[]) => void,
  ): void;
  /** Somebody is told of changes as they are applied here: applying is not put off then. */
  isWatched(): boolean;
  /** The state can no longer be trusted: the process must end. */
  onFailure(listener: (error: Error) => void): void;
  close(): Promise<void>;
}

// ------------------------------------------------------------------------------------ SnapshotStore

/**
 * Copies of the state machine, made here or received. It knows its state machine and where both keep their
 * files; the driver sees neither. A node without one keeps its whole log and takes in no snapshot.
 */
export interface SnapshotStore {
  /** Whole, durable and verified ones, oldest first. What was half made or half received is gone. */
  load(): Promise<readonly SnapshotMeta[]>;
  /**
   * Copies the state as it is at the call, when no apply is out. From `begun` on applies may go on; `done` comes
   * when the copy is durable and was read again and found sound, or with null, and then nothing is left of it.
   */
  take(base: LogBase, calls: { begun(): void; done(snapshot: SnapshotMeta | null): void }): void;
  /** The state machine holds the state of this snapshot, applied index included. No apply is out meanwhile. */
  restore(id: string, done: () => void): void;
  /** At most `maxBytes` from `offset` on, with their CRC-32 as it was when they were written; null if not to be had. */
  read(
    id: string,
    offset: number,
    maxBytes: number,
    done: (part: SnapshotPart | null) => void,
  ): void;
  /**
   * Keeps a received part. Offset 0 begins, and drops what was received before; else it is where the last part
   * ended. False: it does not match its sum, or could not be written, and all that was received is dropped.
   */
  write(
    snapshot: SnapshotMeta,
    offset: number,
    part: SnapshotPart,
    done: (isSound: boolean) => void,
  ): void;
  /** All parts are there: verifies the whole and makes it durable. False: it was unsound and is dropped. */
  finish(snapshot: SnapshotMeta, done: (isSound: boolean) => void): void;
  /** Whole snapshots that nobody needs any more; what is under way with them ends well. */
  drop(ids: readonly string[]): void;
  /** What is under way is given up; nothing is called any more. */
  close(): Promise<void>;
}

// -------------------------------------------------------------------------------------------- Clock

export interface Clock {
  /** Monotone ms. */
  now(): number;
  /** Wall clock, ms since 1970, UTC. */
  wall(): number;
  /** Runs once after `delayMs`; returns the way to cancel. */
  after(delayMs: number, run: () => void): () => void;
  /** Runs once when the current loop turn's input is in. */
  soon(run: () => void): void;
}
