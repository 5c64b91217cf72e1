/**
 * Hands committed entries to the state machine, in order, one job at a time. A batch costs a transaction and the
 * waking of a thread on each node; so a follower on which nobody waits applies in larger batches (foundations 9):
 * always when nobody even watches, under load also when somebody does. A reader makes it hurry.
 */
import type { Clock, LogStore, StateMachine } from "../ports.ts";
import type { Entry, Index } from "../raft/types.ts";

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
}

export class Applier {
  readonly #options: ApplierOptions;
  #committed: Index;
  #applied: Index;
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
    this.#committed = Math.max(this.#committed, index);
  }

  /** Starts the next job if there is one and none is out. */
  pump(): void {
    if (this.#isBusy || this.#isClosed || this.#applied >= this.#committed) return;
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
    this.#isBusy = true;
    const from = this.#applied + 1;
    const entries = this.#options.entriesInMemory(from, this.#committed, JOB_BYTES);
    if (entries !== null) this.#apply(entries);
    else this.#options.store.read(from, this.#committed, JOB_BYTES, (read) => this.#apply(read));
  }

  #apply(entries: readonly Entry[]): void {
    if (this.#isClosed) return;
    this.#measure(entries.length);
    this.#options.stateMachine.apply(entries, this.#options.wantsResults(), (results) => {
      this.#isBusy = false;
      this.#applied += entries.length;
      if (!this.#isClosed) this.#options.done(entries, results);
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
