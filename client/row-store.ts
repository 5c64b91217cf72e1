/**
 * The outbox store with its work in one line: what was asked first is done first. When the disk fails, or does not
 * answer, the rows live on in memory, and the page is told so. What the disk does late is harmless: keys decide.
 */
import type { Clock } from "./clock.ts";
import type { OutboxStore, StoredRow } from "./outbox-store.ts";

/** A disk is given so many seconds, counted one by one: a page that was frozen has used up one of them, not all. */
const PATIENCE_S = 5;

export interface RowStoreOptions {
  readonly clock: Clock;
  /** A store in memory whose orders begin here. */
  fallback(firstOrder: number): OutboxStore;
  /** Called once, when the first store has failed. */
  failed(): void;
}

export class RowStore {
  private store: OutboxStore;
  private line: Promise<void> = Promise.resolve();
  private highestOrder = 0;
  private hasFailed = false;
  private readonly options: RowStoreOptions;

  constructor(store: OutboxStore, options: RowStoreOptions) {
    this.store = store;
    this.options = options;
  }

  get durable(): boolean {
    return this.store.durable;
  }

  /** After a failure other tabs do not see these rows, and loading would lose sight of the older ones. */
  get isAlone(): boolean {
    return this.hasFailed;
  }

  append(row: Omit<StoredRow, "order">): Promise<StoredRow> {
    return this.inLine(async (store) => {
      const stored = await store.append(row);
      this.highestOrder = Math.max(this.highestOrder, stored.order);
      return stored;
    });
  }

  change(put: readonly StoredRow[], remove: readonly number[]): Promise<void> {
    return this.inLine((store) => store.change(put, remove));
  }

  /** Null when there is nothing to be read: the disk has failed. */
  load(userId: string): Promise<readonly StoredRow[] | null> {
    return this.inLine(async (store) => {
      if (this.hasFailed) return null;
      const rows = await store.load(userId);
      for (const { order } of rows) this.highestOrder = Math.max(this.highestOrder, order);
      return this.hasFailed ? null : rows;
    });
  }

  /** Resolves when everything asked so far is committed. */
  idle(): Promise<void> {
    return this.line;
  }

  private inLine<Value>(work: (store: OutboxStore) => Promise<Value>): Promise<Value> {
    const done = this.line.then(() => this.inTime(work)).catch(() => this.inMemory(work));
    this.line = done.then(
      () => {},
      () => {},
    );
    return done;
  }

  /** Rejects when the disk fails or does not answer. */
  private inTime<Value>(work: (store: OutboxStore) => Promise<Value>): Promise<Value> {
    if (this.hasFailed) return work(this.store);
    return new Promise((resolve, reject) => {
      let cancel = (): void => {};
      const wait = (leftS: number): void => {
        if (leftS === 0) return reject(new Error("the disk does not answer"));
        cancel = this.options.clock.after(1_000, () => wait(leftS - 1));
      };
      wait(PATIENCE_S);
      work(this.store)
        .then(resolve, reject)
        .finally(() => cancel());
    });
  }

  private inMemory<Value>(work: (store: OutboxStore) => Promise<Value>): Promise<Value> {
    if (!this.hasFailed) {
      this.hasFailed = true;
      this.store = this.options.fallback(this.highestOrder + 1);
      this.options.failed();
    }
    return work(this.store);
  }
}
