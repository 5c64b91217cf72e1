import type { WorkloadOptions } from "./workload.ts";

/**
 * The negative control: what a store would be that syncs too little. NORMAL is SQLite's own setting, OFF is no sync at
 * all; neither can be had from the product.
 */
export type Control = "NORMAL" | "OFF";

/** What the storage process is told. */
export interface StorageOrder {
  /** Of the log; the mark lies beside it. */
  readonly path: string;
  readonly workload: WorkloadOptions;
  /** The last step that is already in the log. */
  readonly from: number;
  /** How many to do. */
  readonly steps: number;
  /** Closes and opens the log behind every so manieth step; 0: never. */
  readonly reopenEvery: number;
  /** Every opening takes the disk for one that has erred, and copies the log into a new file. */
  readonly recopies: boolean;
  /** Ends by killing itself, with its files as they are. */
  readonly isKilled: boolean;
  /** Null is the product. */
  readonly control: Control | null;
}
