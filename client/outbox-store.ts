/**
 * The port to the place where unsent writes survive a reload. Twins: indexed-db-outbox-store.ts and
 * memory-outbox-store.ts pass one contract suite. Every row of a user is seen by all tabs of a profile.
 */
import type { Operation } from "./operations.ts";

/** A write that waits for its outcome, or for a person's decision. */
export interface StoredRow {
  /** Names the row for people and pages; outlives a change of key. */
  readonly id: string;
  readonly userId: string;
  /** Given by the store: ascending over all tabs. */
  readonly order: number;
  readonly clientId: string;
  /** With clientId, the key: never used for two different operations. */
  readonly seq: number;
  /** Log time at which the client id began; 0 until the holder of the outbox learns it, before the first attempt. */
  readonly bornMs: number;
  readonly operation: Operation;
  /** When it was written, log time where known, else this machine's clock. For people, and to hold old rows. */
  readonly writtenMs: number;
  readonly fate: RowFate;
}

/** Not yet in the store. */
export type RowDraft = Omit<StoredRow, "order">;

/**
 * waiting: nothing was tried yet.
 * attempted: a try may have been made, by this page or an earlier one: only the same key may follow.
 * rejected: the log, or the bytes alone, refused it; a person decides.
 * held: older than six days, or needing a person's word: nothing is sent until then.
 */
export type RowFate =
  | { readonly kind: "waiting" }
  | { readonly kind: "attempted" }
  | {
      readonly kind: "rejected";
      readonly reason: string;
      readonly field: string;
      readonly message: string;
    }
  | { readonly kind: "held"; readonly attempted: boolean; readonly reason: string };

export interface OutboxStore {
  /** Commits the row durably (it survives the end of the process) and gives it its order. */
  append(row: Omit<StoredRow, "order">): Promise<StoredRow>;
  /** All rows of a user, by order. */
  load(userId: string): Promise<readonly StoredRow[]>;
  /** One atomic change: `put` replaces rows of equal order, `remove` takes orders out. Unknown orders are ignored. */
  change(put: readonly StoredRow[], remove: readonly number[]): Promise<void>;
  /** False when rows would not survive a reload: the page should warn before it is closed. */
  readonly durable: boolean;
  close(): void;
}
