/** A log store as the driver sees it: what goes down passes through bytes and must keep the rules of a vote. */
import type { Entry, Index, LogStore, LogWrite, StoredLog } from "../src/ports.ts";
import { packEntries, unpackEntries } from "../src/raft/entry-codec.ts";
import type { HardState, LogBase } from "../src/raft/types.ts";
import type { MemoryLogStore } from "../src/storage/memory-log-store.ts";
import { must } from "./violation.ts";

export class WatchedLogStore implements LogStore {
  readonly #store: MemoryLogStore;
  /** Term and vote that the disk has synced, wherever it keeps them. */
  readonly #promised: () => HardState;
  #hardState: HardState = { term: 0, vote: null };
  /** Sees each new beginning of the log before it is written. */
  readonly #onBase: (base: LogBase) => void;
  #isWriting = false;

  constructor(store: MemoryLogStore, promised: () => HardState, onBase: (base: LogBase) => void) {
    this.#store = store;
    this.#promised = promised;
    this.#onBase = onBase;
  }

  async load(): Promise<StoredLog> {
    const promised = this.#promised();
    const stored = await this.#store.load();
    this.#hardState = promised;
    this.#checkVote(stored.hardState);
    return stored;
  }

  write(writes: readonly LogWrite[], done: () => void): void {
    for (const { hardState } of writes) if (hardState !== null) this.#checkVote(hardState);
    for (const { base = null } of writes) if (base !== null) this.#onBase(base);
    this.#isWriting = true;
    this.#store.write(writes.map(throughBytes), () => {
      this.#isWriting = false;
      done();
    });
  }

  get isWriting(): boolean {
    return this.#isWriting;
  }

  /** The process dies. */
  kill(): void {
    this.#store.kill();
  }

  read(
    from: Index,
    until: Index,
    maxBytes: number,
    done: (entries: readonly Entry[]) => void,
  ): void {
    this.#store.read(from, until, maxBytes, (entries) => done(copyOf(entries)));
  }

  onFailure(listener: (error: Error) => void): void {
    this.#store.onFailure(listener);
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  #checkVote(next: HardState): void {
    const { term, vote } = this.#hardState;
    must(next.term >= term, "terms on disk only rise");
    must(
      next.term > term || vote === null || next.vote === vote,
      "a vote on disk is never changed within its term",
    );
    this.#hardState = next;
  }
}

function throughBytes(write: LogWrite): LogWrite {
  return { ...write, entries: copyOf(write.entries) };
}

/** By way of bytes of its own: what is on disk shares nothing with memory. */
function copyOf(entries: readonly Entry[]): readonly Entry[] {
  return entries.length === 0 ? entries : unpackEntries(packEntries(entries).slice());
}
