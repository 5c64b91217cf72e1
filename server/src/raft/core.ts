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
import { released } from "./released.ts";
import { Random } from "./random.ts";
import { OwnStanding } from "./standing.ts";
import { stamped } from "./stamp.ts";
import { StepWrite } from "./step-write.ts";
import { Suspicion } from "./suspicion.ts";
import type { Transfer } from "./transfer.ts";
import type { Message } from "./messages.ts";
import type { Effect, Entry, HardState, Index, RaftId, Role, SnapshotMeta, Term } from "./types.ts";

export class Core {
  readonly id: RaftId;
  readonly log: RaftLog;
  readonly random: Random;
  readonly limits: CoreLimits;
  readonly logTime = new LogTime();
  readonly standing: OwnStanding;
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
  readonly suspicion = new Suspicion();
  /** Early pre-vote: when to campaign, if the leader's connection broke. */
  campaignAt: number | null = null;
  earlyTriesLeft = 0;
  /** The connection to this term's leader broke and nothing was heard from it since. */
  isLeaderLost = false;
  refusePreVotesUntil = 0;
  readonly startedAt: number;
  votes = new Map<RaftId, boolean>();
  /** Of those votes: by which start of the voter. */
  voteStarts = new Map<RaftId, number>();

  /** Follower: how much of its log the leader of `term` was found to share since this start. */
  matched: { readonly term: Term; readonly index: Index } = { term: 0, index: 0 };

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
  readonly #step = new StepWrite();
  #isStatusDirty = false;
  #emittedApply: Index;
  readonly #configurationNews: ConfigurationNews;

  constructor(options: CoreOptions) {
    this.id = options.id;
    const { stored, appliedIndex, limits } = options;
    this.standing = new OwnStanding(stored.standing, options.nonce);
    // What was applied need not be what a log holds that lost something: all of it is held against the leader's.
    const known = this.standing.isRecovering ? 0 : appliedIndex;
    this.log = new RaftLog(stored, known, limits.logCacheBytes);
    if (this.standing.isRecovering) this.log.distrust();
    this.random = new Random(options.seed);
    this.limits = limits;
    this.now = options.now;
    this.wall = options.wall;
    this.startedAt = options.now;
    this.term = stored.hardState.term;
    this.vote = stored.hardState.vote;
    this.durable = stored.hardState;
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

  /** Its votes, its acknowledgements and its answers to rounds are worth something (foundations §1). */
  get counts(): boolean {
    return this.standing.counts(this.log, this.id);
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
    this.suspicion.forget();
    this.isLeaderLost = false;
    this.#step.isHardStateDirty = true;
    this.#isStatusDirty = true;
  }

  setVote(vote: RaftId): void {
    assert(this.vote === null || this.vote === vote, "one vote a term");
    this.vote = vote;
    this.#step.isHardStateDirty = true;
  }

  setRole(role: Role, leader: RaftId | null): void {
    if (this.role === role && this.leader === leader) return;
    this.role = role;
    this.leader = leader;
    this.#isStatusDirty = true;
  }

  resetElectionTimer(): void {
    const { ms } = this.suspicion;
    this.electionAt = this.now + ms + this.random.below(Math.trunc(ms / 2));
  }

  appendToLog(entries: readonly Entry[]): void {
    this.log.append(entries);
    for (const entry of entries) this.#step.entries.push(entry);
  }

  truncateLog(from: Index): void {
    assert(this.#step.entries.length === 0, "a step cuts before it appends");
    this.log.truncateFrom(from);
    this.#step.truncateFrom = from;
  }

  /** Lets go of everything up to `index`: in a durable snapshot, and applied. */
  compactLog(index: Index, time: number): void {
    assert(
      index <= (this.coveringSnapshot?.base.index ?? 0),
      "a durable snapshot covers what goes",
    );
    this.#step.base = this.log.compactTo(index, time);
  }

  /** A snapshot that is durable here takes the place of the log up to its index. */
  installSnapshot(snapshot: SnapshotMeta): void {
    assert(this.#step.entries.length === 0, "a step installs before it appends");
    const cut = this.log.install(snapshot.base);
    if (cut !== null) this.#step.truncateFrom = cut;
    this.#step.base = snapshot.base;
    this.#step.installs = snapshot;
    this.snapshot = snapshot;
    // What lies up to here comes by the snapshot.
    this.#emittedApply = Math.max(this.#emittedApply, snapshot.base.index);
  }

  send(message: Message): void {
    this.#sends.push(stamped(this, message));
  }

  /** Sends once all that is persisted up to and including this step is durable. */
  release(message: Message): void {
    this.#step.releases.push(stamped(this, message));
  }

  /**
   * Sends what relies on the log up to `index`, and on the term and vote: now if those are on disk. Whatever tells this
   * node's term relies on them.
   */
  sendWhenDurable(message: Message, index: Index = 0): void {
    const isDurable = this.isHardStateDurable && this.standing.isDurable;
    if (index <= this.log.durableIndex && isDurable) this.send(message);
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
    const news = done.standing === null ? null : this.standing.written(done.standing);
    if (news !== null) this.emit(news);
    for (const snapshot of done.installs) {
      this.coveringSnapshot = snapshot;
      this.emit({ kind: "restore", snapshot });
    }
    const { log } = this;
    log.durableIndex = Math.max(log.durableIndex, Math.min(done.lastIndex, log.lastIndex));
    return released(done.releases, this.term, this.standing.durableIncarnation);
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
    const step = this.#step;
    const isWrite = step.isNeeded(this.standing.isDirty);
    if (!isWrite && step.releases.length === 0) return;
    if (!isWrite && this.#pending.isEmpty) {
      // All that these messages rely on is durable already.
      this.#sends.push(...step.releases);
      step.releases = [];
      return;
    }
    this.#persistId += 1;
    const id = this.#persistId;
    const { installs, standing, ...write } = step.take(
      { term: this.term, vote: this.vote },
      this.standing.takeWrite(),
    );
    const { hardState, truncateFrom, releases } = write;
    const { lastIndex } = this.log;
    this.#pending.add({ id, hardState, truncateFrom, releases, installs, standing, lastIndex });
    const change = standing === null ? {} : { standing };
    this.#effects.push({ kind: "persist", id, ...write, ...change });
  }

  #flushApply(): void {
    const commit = Math.min(this.log.commitIndex, this.log.durableIndex);
    if (commit <= this.#emittedApply) return;
    this.#emittedApply = commit;
    this.#effects.push({ kind: "apply", commit });
  }
}
