/**
 * Group commit (raft.md §3): one job at the log store at a time; whatever the core wants persisted
 * meanwhile becomes the next job, with one sync. First in, first out: a term never overtakes an entry.
 */
import type { LogStore, LogWrite } from "../ports.ts";
import type { Effect } from "../raft/types.ts";

type Persist = Extract<Effect, { kind: "persist" }>;

export class LogWriter {
  readonly #store: LogStore;
  /** Told the newest persist id that is durable. */
  readonly #done: (id: number) => void;
  #queue: Persist[] = [];
  #isBusy = false;
  #isClosed = false;

  constructor(store: LogStore, done: (id: number) => void) {
    this.#store = store;
    this.#done = done;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  add(persist: Persist): void {
    this.#queue.push(persist);
  }

  /** Starts the next job if none is out. */
  kick(): void {
    const newest = this.#queue.at(-1);
    if (this.#isBusy || this.#isClosed || newest === undefined) return;
    const writes: LogWrite[] = this.#queue.filter(hasWork);
    this.#queue = [];
    this.#isBusy = true;
    const done = (): void => {
      this.#isBusy = false;
      if (!this.#isClosed) this.#done(newest.id);
    };
    if (writes.length === 0) done();
    else this.#store.write(writes, done);
  }

  close(): void {
    this.#isClosed = true;
  }
}

/** A persist may only carry messages that wait for what was persisted before it. */
function hasWork(persist: Persist): boolean {
  const { hardState, truncateFrom, base, entries, standing = null } = persist;
  const isLog = truncateFrom !== null || base !== null || entries.length > 0;
  return isLog || hardState !== null || standing !== null;
}
