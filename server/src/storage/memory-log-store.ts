/**
 * The log store's twin in memory, for simulation: the disk outlives the store, and a crash decides what became
 * of writes that were not synced. Deterministic: all timing comes from the clock and the latency given.
 */
import { assert } from "../lib/assert.ts";
import type { Clock, LogStore, LogWrite } from "../ports.ts";
import type { Entry, Index, StoredLog } from "../raft/types.ts";
import { selectRange } from "./log-range.ts";
import { MARK_SYNC_MS } from "./mark.ts";
import type { MemoryDisk } from "./memory-disk.ts";

export interface MemoryLogStoreOptions {
  readonly disk: MemoryDisk;
  readonly clock: Clock;
  /** How long the next request takes, ms; draws from the simulation's seed. */
  readonly latencyMs: (what: "write" | "read") => number;
  /** Asked when a write's time is up: an error means that its sync failed. */
  readonly syncFailure?: () => Error | null;
}

/** Also what a simulation needs beyond the port. */
export interface MemoryLogStore extends LogStore {
  /** The process dies: nothing is answered any more. What the disk keeps is up to MemoryDisk.crash. */
  kill(): void;
  /** The disk errs: reported once, final. */
  fail(error: Error): void;
}

export function openMemoryLogStore(options: MemoryLogStoreOptions): MemoryLogStore {
  return new SimulatedLogStore(options);
}

class SimulatedLogStore implements MemoryLogStore {
  readonly #options: MemoryLogStoreOptions;
  readonly #failureListeners: ((error: Error) => void)[] = [];
  /** Ways to cancel what is under way. */
  readonly #pending = new Set<() => void>();
  #isWriting = false;
  #isOver = false;
  #failure: Error | null = null;
  #whenWritten: (() => void) | null = null;
  #isMarkSyncDue = false;

  constructor(options: MemoryLogStoreOptions) {
    this.#options = options;
  }

  /** Resolves without the clock: a start is not part of a simulated schedule. */
  async load(): Promise<StoredLog> {
    return this.#options.disk.recover();
  }

  write(writes: readonly LogWrite[], done: () => void): void {
    assert(!this.#isWriting, "at most one write is outstanding");
    assert(this.#whenWritten === null, "nothing is written to a closing log");
    this.#isWriting = true;
    if (this.#isOver) return;
    const { disk } = this.#options;
    disk.submit(writes);
    this.#later("write", () => {
      const failure = this.#options.syncFailure?.() ?? null;
      if (failure !== null) return this.fail(failure);
      disk.sync();
      this.#syncMarkSoon();
      this.#isWriting = false;
      done();
      this.#whenWritten?.();
    });
  }

  read(
    from: Index,
    until: Index,
    maxBytes: number,
    done: (entries: readonly Entry[]) => void,
  ): void {
    if (this.#isOver) return;
    this.#later("read", () =>
      done(selectRange(this.#options.disk.entries, { from, until, maxBytes })),
    );
  }

  onFailure(listener: (error: Error) => void): void {
    this.#failureListeners.push(listener);
    if (this.#failure !== null) listener(this.#failure);
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenWritten = () => {
        this.kill();
        resolve();
      };
      if (!this.#isWriting || this.#isOver) this.#whenWritten();
    });
  }

  kill(): void {
    this.#isOver = true;
    for (const cancel of this.#pending) cancel();
    this.#pending.clear();
  }

  fail(error: Error): void {
    if (this.#isOver) return;
    this.kill();
    this.#options.disk.doubt();
    this.#failure = error;
    for (const listener of this.#failureListeners) listener(error);
  }

  #syncMarkSoon(): void {
    const { disk } = this.#options;
    if (this.#isMarkSyncDue || disk.isMarkSynced) return;
    this.#isMarkSyncDue = true;
    this.#after(MARK_SYNC_MS, () => {
      this.#isMarkSyncDue = false;
      disk.syncMark();
    });
  }

  #later(what: "write" | "read", run: () => void): void {
    this.#after(this.#options.latencyMs(what), run);
  }

  #after(delayMs: number, run: () => void): void {
    const cancel = this.#options.clock.after(delayMs, () => {
      this.#pending.delete(cancel);
      run();
    });
    this.#pending.add(cancel);
  }
}
