/** What the main thread and the log's thread say to each other. At most one request is under way. */
import type { LogOwner } from "./log-owner.ts";
import type { HardState, Index, LogBase, Standing, StoredLog, Term } from "../raft/types.ts";

/** One row of the log: contiguous entries, packed. */
export interface BatchRow {
  readonly firstIndex: Index;
  readonly lastIndex: Index;
  readonly lastTerm: Term;
  readonly hasConfiguration: boolean;
  readonly entries: Uint8Array;
}

/** A row whose bytes lie in the buffer that travels with the message. */
export interface SentRow extends Omit<BatchRow, "entries"> {
  readonly offset: number;
  readonly length: number;
}

/** A LogWrite with its entries packed into rows. */
export interface SentWrite {
  readonly truncateFrom: Index | null;
  readonly base: LogBase | null;
  readonly hardState: HardState | null;
  readonly standing: Standing | null;
  readonly rows: readonly SentRow[];
}

export type LogRequest =
  | { readonly kind: "load" }
  /** One transaction, one sync. `buffer` is transferred, so it holds these rows and nothing else. */
  | { readonly kind: "write"; readonly writes: readonly SentWrite[]; readonly buffer: ArrayBuffer }
  /** Whole rows from the one that holds `from`: at least one, about `maxBytes`. */
  | {
      readonly kind: "read";
      readonly from: Index;
      readonly until: Index;
      readonly maxBytes: number;
    }
  | { readonly kind: "close" };

export type LogReply =
  /** `notices`: what an operator should know of how it was found. */
  | {
      readonly kind: "loaded";
      readonly stored: StoredLog;
      readonly notices: readonly string[];
    }
  | { readonly kind: "written" }
  /** Packed rows one behind the other; `lengths` tells them apart. `buffer` is transferred. */
  | { readonly kind: "rows"; readonly buffer: ArrayBuffer; readonly lengths: readonly number[] }
  | { readonly kind: "closed" }
  /** The file cannot be used: a sentence for people. Only in answer to `load`. */
  | { readonly kind: "refused"; readonly sentence: string }
  /** Final: nothing is answered after it. */
  | {
      readonly kind: "failed";
      readonly message: string;
      /** Nothing on this disk is believed before it was copied; `isNoted`: the mark says so to the next start. */
      readonly mustRecopy: boolean;
      readonly isNoted: boolean;
    };

/** What the thread is started with. */
export interface LogWorkerData {
  readonly path: string;
  /** Whether a missing file is made; otherwise it must exist. */
  readonly create: boolean;
  /** Whose it must be; null: it is not asked, and stays whose it is. */
  readonly owner: LogOwner | null;
  /** Whether one of version 1, which has no mark, may hold no entry. One that voted has lost what it held. */
  readonly mayBeEmpty: boolean;
  /** The disk erred and the mark could not say so: the log is copied into a new file first. */
  readonly mustRecopy: boolean;
}
