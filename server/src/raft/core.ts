/**
 * The state that all parts of the core share, and the way out: what one step persists, sends and reports is
 * gathered here and leaves in a fixed order when the step ends.
 *
 * Persist, then say: a message that relies on durable state is *released* by a persist effect. It leaves
 * only when that persist and every one before it is done, and only if the term is still the same.
 */
import { assert } from "../lib/assert.ts";
import { ConfigurationNews } from "./news-of-members.ts";
import type { CoreLimits, CoreOptions } from "./core-options.ts";
import type { Incoming } from "./incoming.ts";
import { RaftLog } from "./log.ts";
import { LogTime } from "./log-time.ts";
import type { Progress } from "./progress.ts";
import { PersistQueue } from "./persist-queue.ts";
import { isPreVote, highestAcks } from "./released.ts";
import { Random } from "./random.ts";
import { TIMING } from "./timing.ts";
import type { Transfer } from "./transfer.ts";
import type { Message } from "./messages.ts";
import type {
  Effect,
  Entry,
  HardState,
  Index,
  LogBase,
  RaftId,
  Role,
  SnapshotMeta,
  Term,
} from "./types.ts";

export class Core {
  readonly id: RaftId;
  readonly log: RaftLog;
  readonly random: Random;
  readonly limits: CoreLimits;
  readonly logTime = new LogTime();
  now: number;
  wall: number;

  role: Role = "follower";
  term: Term;
  vote: RaftId | null;
  leader: RaftId | null = null;
  /** The term and vote that are on disk. */
  durable: HardState;

  /** Follower and candidates: when the silence counts as a timeout. */
  electionAt: number;
  /** Silence after which a leader may be replaced: that timeout without its random part, which only spreads campaigns. */
  suspicionMs: number = TIMING.suspicionMinMs;
  /** Early pre-vote: when to campaign, if the leader's connection broke. */
  campaignAt: number | null = null;
  earlyTriesLeft = 0;
  /** The connection to this term's leader broke and nothing was heard from it since. */
  isLeaderLost = false;
  refusePreVotesUntil = 0;
  readonly startedAt: number;
  heardLeaderAt = 0;
  /** Mean gap between messages of the leader, in sixteenths of a ms, and how many were seen. */
  leaderGap16 = 0;
  leaderGaps = 0;
  votes = new Map<RaftId, boolean>();

  /** Leader only. */
  progress = new Map<RaftId, Progress>();
  heartbeatAt = 0;
  transfer: Transfer | null = null;
  /** Index of the no-op with which this leader opened its term. */
  termStart: Index = 0;

  /** The newest durable snapshot here: what a follower that is too far behind gets. */
  snapshot: SnapshotMeta | null;
  /** The newest snapshot that covers the base on disk; an older one than `snapshot` while an install is on its way. */
  coveringSnapshot: SnapshotMeta | null;
  isTakingSnapshot = false;
  takeSnapshotAfter = 0;
  /** Follower: what is being received. */
  incoming: Incoming | null = null;
  /** Leader: bytes of snapshots that may leave now, and since when. */
  snapshotAllowance = 0;
  snapshotAllowanceAt = 0;

  readonly #pending = new PersistQueue();
  #persistId = 0;
  #effects: Effect[] = [];
  #sends: Message[] = [];
  #entries: Entry[] = [];
  #truncateFrom: Index | null = null;
  #base: LogBase | null = null;
  #installs: SnapshotMeta | null = null;
  #releases: Message[] = [];
  #isHardStateDirty = false;
  #isStatusDirty = false;
  #emittedApply: Index;
  readonly #configurationNews: ConfigurationNews;

  constructor(options: CoreOptions) {
    this.id = options.id;
    this.log = new RaftLog(options.stored, options.appliedIndex, options.limits.logCacheBytes);
    this.random = new Random(options.seed);
    this.limits = options.limits;
    this.now = options.now;
    this.wall = options.wall;
    this.startedAt = options.now;
    this.term = options.stored.hardState.term;
    this.vote = options.stored.hardState.vote;
    this.durable = options.stored.hardState;
    this.electionAt = options.now;
    this.#emittedApply = this.log.appliedIndex;
    this.#configurationNews = new ConfigurationNews(this.log);
    this.snapshot = options.snapshot;
    this.coveringSnapshot = options.snapshot;
    this.resetElectionTimer();
  }

  /** Whom to send others to: not a leader whose connection has just broken. */
  get knownLeader(): RaftId | null {
    return this.isLeaderLost ? null : this.leader;
  }

  /** The connection to this term's leader broke, or it was heard again. */
  setLeaderLost(isLost: boolean): void {
    if (this.isLeaderLost === isLost) return;
    this.isLeaderLost = isLost;
    this.#isStatusDirty = true;
  }

  /** Moves to a higher term, with no vote given in it yet. */
  enterTerm(term: Term): void {
    assert(term > this.term, "terms only rise");
    this.term = term;
    this.vote = null;
    this.leader = null;
    this.isLeaderLost = false;
    this.#isHardStateDirty = true;
    this.#isStatusDirty = true;
  }

  setVote(vote: RaftId): void {
    assert(this.vote === null || this.vote === vote, "one vote a term");
    this.vote = vote;
    this.#isHardStateDirty = true;
  }

  setRole(role: Role, leader: RaftId | null): void {
    if (this.role === role && this.leader === leader) return;
    this.role = role;
    this.leader = leader;
    this.#isStatusDirty = true;
  }

  resetElectionTimer(): void {
    const usual =
      this.leaderGaps < TIMING.suspicionSamples
        ? TIMING.suspicionMinMs
        : Math.trunc((3 * this.leaderGap16) / 16);
    this.suspicionMs = Math.min(Math.max(usual, TIMING.suspicionMinMs), TIMING.suspicionMaxMs);
    const spread = this.random.below(Math.trunc(this.suspicionMs / 2));
    this.electionAt = this.now + this.suspicionMs + spread;
  }

  appendToLog(entries: readonly Entry[]): void {
    this.log.append(entries);
    for (const entry of entries) this.#entries.push(entry);
  }

  truncateLog(from: Index): void {
    assert(this.#entries.length === 0, "a step cuts before it appends");
    this.log.truncateFrom(from);
    this.#truncateFrom = from;
  }

  /** Lets go of everything up to `index`: in a durable snapshot, and applied. */
  compactLog(index: Index, time: number): void {
    assert(
      index <= (this.coveringSnapshot?.base.index ?? 0),
      "a durable snapshot covers what goes",
    );
    this.#base = this.log.compactTo(index, time);
  }

  /** A snapshot that is durable here takes the place of the log up to its index. */
  installSnapshot(snapshot: SnapshotMeta): void {
    assert(this.#entries.length === 0, "a step installs before it appends");
    const cut = this.log.install(snapshot.base);
    if (cut !== null) this.#truncateFrom = cut;
    this.#base = snapshot.base;
    this.#installs = snapshot;
    this.snapshot = snapshot;
    // What lies up to here comes by the snapshot.
    this.#emittedApply = Math.max(this.#emittedApply, snapshot.base.index);
  }

  send(message: Message): void {
    this.#sends.push(message);
  }

  /** Sends once all that is persisted up to and including this step is durable. */
  release(message: Message): void {
    this.#releases.push(message);
  }

  /**
   * Sends what relies on the log up to `index`, and on the term and vote: now if those are on disk. Whatever tells this
   * node's term relies on them.
   */
  sendWhenDurable(message: Message, index: Index = 0): void {
    if (index <= this.log.durableIndex && this.isHardStateDurable) this.send(message);
    else this.release(message);
  }

  emit(effect: Effect): void {
    this.#effects.push(effect);
  }

  get isHardStateDurable(): boolean {
    return this.durable.term === this.term && this.durable.vote === this.vote;
  }

  /** Everything up to and including persist `id` is on disk. Returns the messages that this releases. */
  persisted(id: number): readonly Message[] {
    const done = this.#pending.done(id);
    if (done === null) return [];
    if (done.hardState !== null) this.durable = done.hardState;
    for (const snapshot of done.installs) {
      this.coveringSnapshot = snapshot;
      this.emit({ kind: "restore", snapshot });
    }
    const { log } = this;
    log.durableIndex = Math.max(log.durableIndex, Math.min(done.lastIndex, log.lastIndex));
    return highestAcks(
      done.releases.filter((message) => message.term === this.term || isPreVote(message)),
    );
  }

  /** Ends a step: effects in the order in which the driver must carry them out. */
  takeEffects(): Effect[] {
    this.#flushPersist();
    for (const message of this.#sends) this.#effects.push({ kind: "send", message });
    this.#sends = [];
    this.#flushApply();
    // Before the status: a leader that leaves office because of a change has still completed it.
    this.#configurationNews.tell(this.#effects);
    if (this.#isStatusDirty) {
      this.#effects.push({
        kind: "status",
        role: this.role,
        term: this.term,
        leader: this.knownLeader,
      });
      this.#isStatusDirty = false;
    }
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  #flushPersist(): void {
    const isWrite =
      this.#isHardStateDirty ||
      this.#entries.length > 0 ||
      this.#truncateFrom !== null ||
      this.#base !== null;
    if (!isWrite && this.#releases.length === 0) return;
    if (!isWrite && this.#pending.isEmpty) {
      // All that these messages rely on is durable already.
      this.#sends.push(...this.#releases);
      this.#releases = [];
      return;
    }
    const hardState = this.#isHardStateDirty ? { term: this.term, vote: this.vote } : null;
    this.#persistId += 1;
    const persist = {
      id: this.#persistId,
      hardState,
      truncateFrom: this.#truncateFrom,
      releases: this.#releases,
    };
    const [installs, base, entries] = [this.#installs, this.#base, this.#entries];
    this.#pending.add({ ...persist, installs, lastIndex: this.log.lastIndex });
    this.#effects.push({ kind: "persist", ...persist, base, entries });
    this.#isHardStateDirty = false;
    this.#truncateFrom = null;
    this.#base = null;
    this.#installs = null;
    this.#entries = [];
    this.#releases = [];
  }

  #flushApply(): void {
    const commit = Math.min(this.log.commitIndex, this.log.durableIndex);
    if (commit <= this.#emittedApply) return;
    this.#emittedApply = commit;
    this.#effects.push({ kind: "apply", commit });
  }
}
