import type { SnapshotMeta } from "./types.ts";

/** A snapshot on its way here. */
export interface Incoming {
  readonly snapshot: SnapshotMeta;
  /** Everything before it is written. */
  offset: number;
  /** Bytes that are being written; the size of the whole while it is verified. */
  busy: number | null;
}
