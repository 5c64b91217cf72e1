/** What a core is made with. */
import type { Index, RaftId, SnapshotMeta, StoredLog } from "./types.ts";

export interface CoreOptions {
  readonly id: RaftId;
  readonly stored: StoredLog;
  /** Index up to which the state machine already holds the effects. */
  readonly appliedIndex: Index;
  /** The newest durable snapshot that is part of the log; null when there is none, or none that is sound. */
  readonly snapshot: SnapshotMeta | null;
  /** Seed of this start; two starts of a node must not share it. */
  readonly seed: number;
  /** Names this start: random. */
  readonly nonce: string;
  readonly now: number;
  readonly wall: number;
  readonly limits: CoreLimits;
}

/** In entries and bytes. */
export interface CoreLimits {
  readonly entryBytes: number;
  readonly appendBytes: number;
  readonly logCacheBytes: number;
  /** Appended and not yet applied, at the leader; beyond either no proposal is taken. */
  readonly unappliedEntries: number;
  readonly unappliedBytes: number;
  readonly snapshotLogBytes: number;
  readonly tailBytes: number;
  readonly tailMaxBytes: number;
  readonly snapshotChunkBytes: number;
  readonly snapshotRateBytes: number;
}
