/**
 * Rows that survive a reload and a crash of the browser, shared by all tabs of a profile. Strict durability: the
 * row is flushed before the composer clears (web.md 7: about 1 ms more than relaxed).
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { OutboxStore, StoredRow } from "./outbox-store.ts";

interface Schema extends DBSchema {
  rows: { key: number; value: StoredRow | Omit<StoredRow, "order">; indexes: { user: string } };
}

const DATABASE = "parley-outbox";
const VERSION = 1;
const STRICT = { durability: "strict" } as const;

export class IndexedDbOutboxStore implements OutboxStore {
  readonly durable = true;
  private readonly database: IDBPDatabase<Schema>;

  private constructor(database: IDBPDatabase<Schema>) {
    this.database = database;
  }

  /** Rejects where the browser has no IndexedDB, or refuses it (private windows, full disk): take the memory twin then. */
  static async open(name = DATABASE): Promise<IndexedDbOutboxStore> {
    const database = await openDB<Schema>(name, VERSION, {
      upgrade(created) {
        const rows = created.createObjectStore("rows", { keyPath: "order", autoIncrement: true });
        rows.createIndex("user", "userId");
      },
      blocking(_current, _blocked, event) {
        // A newer page wants to upgrade: make way, this page falls back to memory.
        (event.target as IDBDatabase | null)?.close();
      },
    });
    return new IndexedDbOutboxStore(database);
  }

  async append(row: Omit<StoredRow, "order">): Promise<StoredRow> {
    const transaction = this.database.transaction("rows", "readwrite", STRICT);
    const [order] = await Promise.all([transaction.store.add(row), transaction.done]);
    return { ...row, order };
  }

  async load(userId: string): Promise<readonly StoredRow[]> {
    const rows = await this.database.getAllFromIndex("rows", "user", userId);
    return rows.map(stored).toSorted((a, b) => a.order - b.order);
  }

  async change(put: readonly StoredRow[], remove: readonly number[]): Promise<void> {
    const transaction = this.database.transaction("rows", "readwrite", STRICT);
    const { store } = transaction;
    const present = await Promise.all(put.map((row) => store.getKey(row.order)));
    // Another tab may have settled a row meanwhile: a put must not bring it back.
    const changed = put
      .filter((_row, at) => present[at] !== undefined)
      .map((row) => store.put(row));
    const removed = remove.map((order) => store.delete(order));
    await Promise.all([...changed, ...removed, transaction.done]);
  }

  close(): void {
    this.database.close();
  }
}

/** IndexedDB has filled in the key: what comes back out always has its order. */
function stored(row: StoredRow | Omit<StoredRow, "order">): StoredRow {
  return row as StoredRow;
}
