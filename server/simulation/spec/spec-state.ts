/**
 * The state of the specification: of each member what the paper's Figure 2 lists, its disk, and what it has learnt from
 * messages; of the world the facts that no member can see whole.
 */
import { isCounted } from "../counted.ts";
import type { Message } from "../../src/raft/messages.ts";
import type {
  Configuration,
  Entry,
  Index,
  LogBase,
  RaftId,
  Role,
  Term,
} from "../../src/raft/types.ts";
import { SpecLog } from "./spec-log.ts";
import type { PlacedConfiguration } from "./spec-log.ts";

/** One write on its way to the disk. */
export interface SpecWrite {
  readonly id: number;
  readonly truncateFrom: Index | null;
  readonly base: LogBase | null;
  readonly term: Term | null;
  readonly vote: RaftId | null;
  readonly entries: readonly Entry[];
}

export class SpecDisk {
  term: Term = 0;
  vote: RaftId | null = null;
  log = new SpecLog();

  /** First the cut, then the base, then all the rest: the contract of a write. */
  take({ truncateFrom, base, term, vote, entries }: SpecWrite): void {
    if (truncateFrom !== null && truncateFrom <= this.log.lastIndex) this.log.cutFrom(truncateFrom);
    if (base !== null) this.log.startAt(base);
    if (term !== null) {
      this.term = term;
      this.vote = vote;
    }
    for (const entry of entries) this.log.append(entry);
  }
}

/** What a leader knows of another member, by its answers in this term. */
export interface SpecPeer {
  /** It holds this much, by any acknowledgement; and by those that count (raft.md §3). */
  held: Index;
  match: Index;
  counts: boolean;
  /** The newest start of which it was heard that it does not recover, or not any more. */
  wholeIn: number;
  /** The start in which it recovers, and the end of the leader's log when that was first heard. */
  refill: { readonly incarnation: number; readonly least: Index } | null;
}

export class SpecNode {
  readonly id: RaftId;
  readonly name: string;
  role: Role = "follower";
  term: Term = 0;
  vote: RaftId | null = null;
  log = new SpecLog();
  commit: Index = 0;
  /** The highest that was handed to its state machine, whatever crashed since. */
  applied: Index = 0;
  /** Covered by a durable snapshot here. */
  covered: Index = 0;
  disk = new SpecDisk();
  pending: SpecWrite[] = [];
  /** Messages that wait for a write. */
  readonly awaited = new Set<Message>();
  /** Whom it heard as the leader of its term. */
  leader: RaftId | null = null;
  isLeaderLost = false;
  /** It knows of a quorum that recognises its start, and recovers nothing (foundations §1). */
  counts = true;
  /** How much of its log is known to equal that of the leader of `term`. */
  matched: { readonly term: Term; readonly index: Index } = { term: 0, index: 0 };
  readonly preVotes = new Set<RaftId>();
  readonly votes = new Set<RaftId>();
  /** What it campaigned with. */
  campaign: { readonly term: Term; readonly lastIndex: Index; readonly lastTerm: Term } | null =
    null;
  readonly peers = new Map<RaftId, SpecPeer>();
  /** Index of the first entry of its office. */
  termStart: Index = 0;
  /** Ms, of this start: no proposals until then, because leadership is being handed over. */
  fencedUntil = 0;
  readonly reads = new Map<number, Index>();

  /** Its disk held what no prefix of its writes left there. */
  isHarmed = false;
  /** No step of this start was seen yet. */
  isFresh = true;
  /** As it was last written, or is about to be. */
  isRecovering = false;
  /** In this start: then its own table of starts is no witness. */
  isInDoubt = false;
  /** The number that it claims, and who knows of no later one; null while it claims none. */
  claimed: number | null = null;
  nonce = "";
  /** The newest configuration that it was told of: it may not hold it yet, or never. */
  told: PlacedConfiguration | null = null;
  readonly recognisedBy = new Set<RaftId>();
  /** The configuration that was found in force. */
  compared: Configuration | null = null;

  /** Ms, of this start. */
  now = 0;
  heardAt = 0;
  /** A vote was granted, and no leader heard since. */
  grantedAt: number | null = null;
  /** From here on its patience runs; a leader's does not. */
  patientSince = 0;

  constructor(id: RaftId, name: string) {
    this.id = id;
    this.name = name;
  }

  peer(id: RaftId): SpecPeer {
    let peer = this.peers.get(id);
    if (peer === undefined) {
      peer = { held: 0, match: 0, counts: true, wholeIn: 0, refill: null };
      this.peers.set(id, peer);
    }
    return peer;
  }

  hasQuorum(isFor: (id: RaftId) => boolean): boolean {
    const { configuration } = this.log.configuration;
    return configuration.voters.length > 0 && isCounted(configuration, isFor);
  }

  /** A voter, or one whose removal is not known to be committed (dissertation §4.2.2). */
  get mayCampaign(): boolean {
    const inPlay = this.log.configurationsFrom(this.commit);
    const isVoter = inPlay.some(({ configuration: { voters, outgoing } }) =>
      [...voters, ...outgoing].includes(this.id),
    );
    return isVoter && this.counts;
  }

  /** Everything up to `index` is on disk as it is in memory, and no write on its way will take it off again. */
  isDurable(index: Index): boolean {
    if (this.pending.some(({ truncateFrom }) => truncateFrom !== null && truncateFrom <= index))
      return false;
    const { log } = this.disk;
    if (index <= log.baseIndex) return true;
    const from = Math.max(index, this.log.baseIndex);
    return log.termAt(from) !== undefined && log.termAt(from) === this.log.termAt(from);
  }
}

export class SpecWorld {
  /** Position 0 is index 1. */
  readonly committed: Entry[] = [];
  /** Everything that was ever said: the network may lose, double and delay, but makes nothing up. */
  readonly said = new Set<string>();
  /** By term and voter, over restarts. */
  readonly votes = new Map<string, RaftId>();
  readonly leaders = new Map<Term, RaftId>();
  /** Questions of followers: what was committed when each was put. */
  readonly questions = new Map<string, Index>();
}
