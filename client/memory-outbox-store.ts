/** Rows that live as long as the process: for programs, and for pages whose IndexedDB fails. */
import type { OutboxStore, StoredRow } from "./outbox-store.ts";

export class MemoryOutboxStore implements OutboxStore {
  readonly durable = false;
  private readonly rows = new Map<number, StoredRow>();
  private nextOrder: number;

  /** `firstOrder`: above every order of a store that this one takes over from. */
  constructor(firstOrder = 1) {
    this.nextOrder = firstOrder;
  }

  append(row: Omit<StoredRow, "order">): Promise<StoredRow> {
    const stored: StoredRow = { ...row, order: this.nextOrder };
    this.nextOrder += 1;
    this.rows.set(stored.order, stored);
    return Promise.resolve(stored);
  }

  load(userId: string): Promise<readonly StoredRow[]> {
    return Promise.resolve([...this.rows.values()].filter((row) => row.userId === userId));
  }

  change(put: readonly StoredRow[], remove: readonly number[]): Promise<void> {
    for (const row of put) if (this.rows.has(row.order)) this.rows.set(row.order, row);
    for (const order of remove) this.rows.delete(order);
    return Promise.resolve();
  }

  close(): void {
    // Nothing is held open.
  }
}
