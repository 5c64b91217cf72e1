/**
 * Hands committed entries to the state machine, in order, one job at a time. A batch costs a transaction and the
 * waking of a thread on each node; so a follower on which nobody waits applies in larger batches (foundations 9):
 * always when nobody even watches, under load also when somebody does. A reader makes it hurry. Snapshots are
 * taken and restored between two jobs.
 */
import type { Clock, LogStore, StateMachine } from "../ports.ts";
import type { Entry, Index, SnapshotMeta } from "../raft/types.ts";

/** One job, in bytes of entries. */
const JOB_BYTES = 512 * 1024;
/** Above this many entries a second a watched follower waits between jobs. */
const LAZY_ABOVE_PER_SECOND = 500;
const WATCHED_LAZY_MS = 20;
const LAZY_MS = 50;

export interface ApplierOptions {
  readonly clock: Clock;
  readonly store: LogStore;
  readonly stateMachine: StateMachine;
  readonly appliedIndex: Index;
  /** Entries if they are in memory, else null. */
  entriesInMemory(from: Index, until: Index, maxBytes: number): readonly Entry[] | null;
  /** Somebody on this node waits for results or for an index. */
  isAwaited(): boolean;
  /** Somebody on this node is told of changes as they come. */
  isWatched(): boolean;
  wantsResults(): boolean;
  done(entries: readonly Entry[], results: readonly Uint8Array[]): void;
  /** Begins a copy of the state at `index`; no job starts before `begun`. */
  take(index: Index, time: number, calls: { begun(): void; done(): void }): void;
  /** Puts a snapshot in the place of the state. */
  restore(snapshot: SnapshotMeta, done: () => void): void;
}

export class Applier {
  readonly #options: ApplierOptions;
  #committed: Index;
  #applied: Index;
  /** Log time of the last entry applied since the start. */
  #appliedTime = 0;
  #isTakeWanted = false;
  #isTaking = false;
  #wanted: SnapshotMeta | null = null;
  #isBusy = false;
  #isClosed = false;
  #cancelWait: (() => void) | null = null;
  #windowStart = 0;
  #windowEntries = 0;
  #perSecond = 0;

  constructor(options: ApplierOptions) {
    this.#options = options;
    this.#applied = options.appliedIndex;
    this.#committed = options.appliedIndex;
  }

  get appliedIndex(): Index {
    return this.#applied;
  }

  committed(index: Index): void {
    // The state was ahead of a log that lost its end.
    if (index <= this.#applied) return this.#options.done([], []);
    this.#committed = Math.max(this.#committed, index);
  }

  /** A copy of the state is wanted as soon as no job is out. */
  take(): void {
    this.#isTakeWanted = true;
  }

  /** This snapshot takes the place of the state, and of everything that is not applied up to its index. */
  restore(snapshot: SnapshotMeta): void {
    this.#wanted = snapshot;
  }

  /** Starts the next job if there is one and none is out. */
  pump(): void {
    if (this.#isBusy || this.#isClosed) return;
    if (this.#wanted !== null) return this.#restore(this.#wanted);
    if (this.#isTakeWanted && !this.#isTaking) return this.#take();
    if (this.#applied >= this.#committed) return;
    const waitMs = this.#patienceMs();
    if (waitMs > 0) {
      this.#cancelWait ??= this.#options.clock.after(waitMs, () => {
        this.#cancelWait = null;
        this.#start();
      });
      return;
    }
    this.#cancelWait?.();
    this.#cancelWait = null;
    this.#start();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelWait?.();
  }

  #patienceMs(): number {
    if (this.#options.isAwaited()) return 0;
    if (!this.#options.isWatched()) return LAZY_MS;
    return this.#perSecond > LAZY_ABOVE_PER_SECOND ? WATCHED_LAZY_MS : 0;
  }

  #start(): void {
    if (this.#isBusy || this.#isClosed || this.#applied >= this.#committed) return;
    // A snapshot came while this job was waiting to be worth while.
    if (this.#wanted !== null) return;
    this.#isBusy = true;
    const from = this.#applied + 1;
    const entries = this.#options.entriesInMemory(from, this.#committed, JOB_BYTES);
    if (entries !== null) this.#apply(entries);
    else this.#options.store.read(from, this.#committed, JOB_BYTES, (read) => this.#apply(read));
  }

  #apply(entries: readonly Entry[]): void {
    if (this.#isClosed) return;
    const last = entries.at(-1);
    if (last === undefined) {
      // A snapshot has taken their place in the log (raft.md bug 33); it is on its way here.
      this.#isBusy = false;
      return this.pump();
    }
    this.#measure(entries.length);
    this.#options.stateMachine.apply(entries, this.#options.wantsResults(), (results) => {
      this.#isBusy = false;
      this.#applied = last.index;
      this.#appliedTime = last.time;
      if (!this.#isClosed) this.#options.done(entries, results);
    });
  }

  #take(): void {
    this.#isTakeWanted = false;
    this.#isTaking = true;
    this.#isBusy = true;
    this.#options.take(this.#applied, this.#appliedTime, {
      begun: () => {
        this.#isBusy = false;
        this.pump();
      },
      done: () => {
        this.#isTaking = false;
        this.pump();
      },
    });
  }

  /** A copy that is being made has to end first: it reads what this would replace. */
  #restore(snapshot: SnapshotMeta): void {
    if (this.#isTaking) return;
    this.#wanted = null;
    // The state was ahead of a log that lost its end.
    if (snapshot.base.index <= this.#applied) return this.#options.done([], []);
    this.#isBusy = true;
    this.#options.restore(snapshot, () => {
      this.#isBusy = false;
      this.#applied = snapshot.base.index;
      this.#appliedTime = snapshot.base.time;
      this.#committed = Math.max(this.#committed, this.#applied);
      if (!this.#isClosed) this.#options.done([], []);
    });
  }

  #measure(entries: number): void {
    const now = this.#options.clock.now();
    const elapsed = now - this.#windowStart;
    if (elapsed >= 200) {
      this.#perSecond = Math.trunc((this.#windowEntries * 1000) / elapsed);
      this.#windowStart = now;
      this.#windowEntries = 0;
    }
    this.#windowEntries += entries;
  }
}
