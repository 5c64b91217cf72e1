/**
 * The one place where the core's outputs become effects. One queue, one loop: whatever a turn of the event
 * loop brought in is stepped through the core, then the log writer, the applier and the timer are set going.
 *
 *   peers, timer, log thread, state thread, rpc ──▶ queue ──▶ raft.step ──▶ send · persist · apply · answer
 */
import { LIMITS } from "../limits.ts";
import { Raft } from "../raft/raft.ts";
import type { Effect, Entry, Index, Input, Occurrence, RaftId, Role, Term } from "../raft/types.ts";
import { Applier } from "./applier.ts";
import type { DriverOptions } from "./driver-options.ts";
import { HeldSnapshots } from "./held-snapshots.ts";
import { Inbox } from "./inbox.ts";
import { LogWriter } from "./log-writer.ts";
import { MembershipWaiters } from "./membership-waiters.ts";
import { Proposals } from "./proposals.ts";
import { ReadWaiters } from "./read-waiters.ts";
import { limitsOf, Snapshots } from "./snapshots.ts";

/** A commit index that moved waits this long for an append that carries it, before followers are told by itself. */
const COMMIT_NEWS_MS = 5;
/** A timer later than this means that the loop was held up: queued messages go before the tick. */
const LATE_MS = 20;

export class Driver {
  readonly raft: Raft;
  readonly proposals = new Proposals();
  readonly reads = new ReadWaiters();
  readonly members = new MembershipWaiters();
  readonly held: HeldSnapshots;
  readonly #options: DriverOptions;
  readonly #writer: LogWriter;
  readonly #applier: Applier;
  readonly #snapshots: Snapshots;
  /** Snapshots came or were installed: perhaps older ones may go. */
  #mayDrop = true;
  readonly #startedAt: number;
  readonly #inbox = new Inbox((refused) => this.#options.onRefused(refused));
  #isTickDue = false;
  #loopDelayMs = 0;
  #isScheduled = false;
  #isClosed = false;
  #timer: { readonly at: number; readonly cancel: () => void } | null = null;
  #cancelCommitNews: (() => void) | null = null;

  constructor(options: DriverOptions) {
    this.#options = options;
    const { clock, store, snapshots, recovered } = options;
    const { appliedIndex, snapshot } = recovered;
    this.#startedAt = clock.now();
    this.raft = new Raft({
      ...options,
      appliedIndex,
      snapshot,
      now: 0,
      wall: clock.wall(),
      limits: { ...LIMITS, ...options.limits, ...limitsOf(snapshots) },
    });
    const confirmedIndex = (): Index => options.confirmedIndex?.() ?? Number.MAX_SAFE_INTEGER;
    this.#snapshots = new Snapshots(snapshots, recovered.snapshots, confirmedIndex, (news) => {
      this.#mayDrop = true;
      this.enqueue(news);
    });
    this.held = new HeldSnapshots(this.#snapshots, clock, () => this.#applier.take());
    this.#writer = new LogWriter(store, (id) => this.enqueue({ kind: "storageDone", id }));
    this.#applier = new Applier({
      clock,
      store,
      stateMachine: options.stateMachine,
      appliedIndex,
      entriesInMemory: (from, until, maxBytes) => this.raft.entriesInMemory(from, until, maxBytes),
      isAwaited: () => this.reads.isAwaited || this.proposals.hasAppended,
      isWatched: () => options.stateMachine.isWatched(),
      wantsResults: () => this.proposals.hasAppended,
      done: (entries, results) => this.#applied(entries, results),
      take: (index, time, calls) => this.#snapshots.take(this.raft.baseAt(index, time), calls),
      restore: (received, done) => this.#snapshots.restore(received, done),
    });
    this.#armTimer();
  }

  get appliedIndex(): Index {
    return this.#applier.appliedIndex;
  }

  /** Ms since this node started, whole: the core's clock. */
  now(): number {
    return Math.trunc(this.#options.clock.now() - this.#startedAt);
  }

  enqueue(occurrence: Occurrence): void {
    this.#inbox.add(occurrence);
    this.wake();
  }

  /** Runs the loop once this turn's input is in. */
  wake(): void {
    if (this.#isScheduled || this.#isClosed) return;
    this.#isScheduled = true;
    this.#options.clock.soon(() => {
      this.#isScheduled = false;
      if (!this.#isClosed) this.#turn();
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#cancelCommitNews?.();
    this.#writer.close();
    this.#applier.close();
    this.#snapshots.close();
    this.proposals.close();
    this.reads.close();
    this.members.close();
  }

  #turn(): void {
    for (const occurrence of this.#inbox.take()) this.#step(occurrence);
    if (this.#isTickDue) {
      this.#isTickDue = false;
      this.#step({ kind: "tick", loopDelayMs: this.#loopDelayMs });
      this.proposals.expire(this.now());
      this.reads.expire(this.now());
      this.members.expire(this.now());
    }
    const fresh = this.reads.takeFresh();
    if (fresh.length > 0) this.#step({ kind: "read", ids: fresh });
    this.#proposeBatch();
    this.#spreadCommit();
    this.#writer.kick();
    this.#applier.pump();
    if (this.#mayDrop) this.#snapshots.dropAllBut(this.raft.neededSnapshots());
    this.#mayDrop = false;
    this.#armTimer();
  }

  /** Natural batching: proposals wait exactly as long as the log is busy with the last ones. */
  #proposeBatch(): void {
    if (this.#writer.isBusy || !this.proposals.hasQueued || this.raft.isTransferring) return;
    if (this.raft.status().role !== "leader") return;
    this.#step({ kind: "propose", proposals: this.proposals.takeBatch(LIMITS.appendBytes) });
  }

  /**
   * The next append carries the commit index; if none comes soon, followers are told by themselves. Nobody waits for
   * that but those who watch a follower: the round of heartbeats that confirms a read carries the index too.
   */
  #spreadCommit(): void {
    if (this.#cancelCommitNews !== null || !this.raft.hasUntoldCommit) return;
    this.#cancelCommitNews = this.#options.clock.after(COMMIT_NEWS_MS, () => {
      this.#cancelCommitNews = null;
      this.enqueue({ kind: "flush" });
    });
  }

  #step(occurrence: Occurrence): void {
    const input: Input = { ...occurrence, now: this.now(), wall: this.#options.clock.wall() };
    const effects = this.raft.step(input);
    this.#options.onStep?.(input, effects, this.raft.status());
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: Effect): void {
    switch (effect.kind) {
      case "persist":
        return this.#writer.add(effect);
      case "send":
        return this.#options.peers.send(effect.message);
      case "apply":
        return this.#applier.committed(effect.commit);
      case "appended":
        return this.proposals.appended(effect.ids, effect.first, effect.term);
      case "readReady":
        this.reads.confirmed(effect.ids, effect.index, effect.time);
        return this.reads.applied(this.appliedIndex);
      case "reject":
        if (effect.what === "read")
          return this.reads.rejected(effect.ids, effect.reason, this.now());
        return this.proposals.rejected(effect.ids, effect.reason);
      case "fetch": {
        const { to, from, until, maxBytes } = effect;
        return this.#options.store.read(from, until, maxBytes, (entries) =>
          this.enqueue({ kind: "fetched", to, from, entries }),
        );
      }
      case "changeBegun":
      case "changeRefused":
      case "transferEnded":
        return this.members.told(effect);
      case "configuration":
        this.#options.onConfiguration(effect.configuration, effect.isCommitted);
        return this.members.configured(effect);
      case "takeSnapshot":
        return this.#applier.take();
      case "restore":
        this.#mayDrop = true;
        return this.#applier.restore(effect.snapshot);
      case "readChunk":
      case "writeChunk":
      case "finishSnapshot":
        return this.#snapshots.carryOut(effect);
      case "refused":
        return this.#options.onRefused(effect);
      case "membersTold":
        return this.#options.onMembersTold();
      case "standing":
        return this.#options.onStanding(effect.isRecovering, effect.incarnation);
      case "status":
        return this.#statusChanged(effect.role, effect.term, effect.leader);
    }
  }

  #statusChanged(role: Role, term: Term, leader: RaftId | null): void {
    // Listeners first: refusals that follow name the leader they were told of.
    this.#options.onStatus(role, term, leader);
    if (role === "leader") this.proposals.becameLeader();
    else {
      this.proposals.lostLeadership(leader !== null);
      this.members.lostLeadership();
    }
    this.members.leaderIs(leader === null ? "" : this.raft.nameOf(leader));
    if (leader !== null) this.reads.leaderKnown();
    this.wake();
  }

  #applied(entries: readonly Entry[], results: readonly Uint8Array[]): void {
    const index = this.appliedIndex;
    this.proposals.applied(entries, results);
    this.reads.applied(index);
    this.#snapshots.confirm();
    this.#options.onApplied(index);
    this.enqueue({ kind: "applyDone", index });
  }

  #armTimer(): void {
    const at = this.raft.deadline();
    if (this.#timer !== null && this.#timer.at <= at) return;
    this.#timer?.cancel();
    const cancel = this.#options.clock.after(Math.max(0, at - this.now()), () =>
      this.#timerFired(at),
    );
    this.#timer = { at, cancel };
  }

  #timerFired(at: number): void {
    this.#timer = null;
    this.#loopDelayMs = Math.max(0, this.now() - at);
    if (this.#loopDelayMs <= LATE_MS) return this.#tickNow();
    // What arrived during a pause is read before silence is judged.
    this.#options.clock.soon(() => this.#tickNow());
  }

  #tickNow(): void {
    if (this.#isClosed) return;
    this.#isTickDue = true;
    this.wake();
  }
}
