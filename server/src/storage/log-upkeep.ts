/**
 * What the log's thread does when nobody waits for it: syncs the mark, deletes rows in front of the base in slices, and
 * moves pages of the write-ahead log. Every failure here is as final as that of a write.
 */
import type Database from "better-sqlite3";
import { crashPoint } from "./crash-points.ts";
import { Checkpoints } from "./log-checkpoint.ts";
import type { LogFile } from "./log-file.ts";
import { MARK_SYNC_MS } from "./mark.ts";
import type { MarkFile } from "./mark-file.ts";

/** Leaves a fifth of the time for a commit or checkpoint that is under way when the timer is due. */
const MARK_SYNC_TIMER_MS = MARK_SYNC_MS * 0.8;
/** Deleted at once: takes 1 to 3 ms, of which most is its sync. */
const SLICE_BYTES = 2 * 1024 * 1024;
const SLICE_ROWS = 256;
/** Between two slices commits go first. */
const SLICE_PAUSE_MS = 20;

export interface UpkeepOptions {
  readonly database: Database.Database;
  readonly file: LogFile;
  readonly mark: MarkFile;
  onError(error: unknown): void;
}

export class LogUpkeep {
  readonly #options: UpkeepOptions;
  readonly #checkpoints: Checkpoints;
  readonly #sliceRows: Database.Statement<[number, number], { first_index: number; size: number }>;
  readonly #deleteUntil: Database.Statement<[number]>;
  #markSync: NodeJS.Timeout | null = null;
  #slice: NodeJS.Timeout | null = null;

  constructor(options: UpkeepOptions) {
    const { database } = options;
    this.#options = options;
    this.#checkpoints = new Checkpoints(database, (error) => options.onError(error));
    // The length alone: the bytes are not read for it.
    this.#sliceRows = database.prepare(
      `SELECT first_index, length(entries) AS size FROM batch WHERE first_index < ? ORDER BY first_index LIMIT ?`,
    );
    this.#deleteUntil = database.prepare("DELETE FROM batch WHERE first_index <= ?");
    this.dropOldRows();
  }

  /** After each commit, when its answer is on its way. Throws when the disk errs. */
  afterCommit(): void {
    if (!this.#options.mark.isSynced)
      this.#markSync ??= this.#later(MARK_SYNC_TIMER_MS, () => this.#syncMark());
    this.#checkpoints.afterCommit();
  }

  /** After the log was compacted, and at a start, since a slice may have been the last thing that was done. */
  dropOldRows(): void {
    this.#slice ??= this.#later(SLICE_PAUSE_MS, () => this.#deleteSlice());
  }

  stop(): void {
    this.#checkpoints.stop();
    for (const timer of [this.#markSync, this.#slice]) if (timer !== null) clearTimeout(timer);
  }

  #syncMark(): void {
    this.#markSync = null;
    this.#options.mark.sync();
  }

  #deleteSlice(): void {
    this.#slice = null;
    let sizeBytes = 0;
    let until = 0;
    for (const row of this.#sliceRows.iterate(this.#options.file.firstRow, SLICE_ROWS)) {
      sizeBytes += row.size;
      until = row.first_index;
      if (sizeBytes >= SLICE_BYTES) break;
    }
    if (until === 0) return;
    this.#deleteUntil.run(until);
    crashPoint("log:slice-deleted");
    this.#checkpoints.afterCommit();
    this.dropOldRows();
  }

  #later(delayMs: number, run: () => void): NodeJS.Timeout {
    return setTimeout(() => {
      try {
        run();
      } catch (error) {
        this.#options.onError(error);
      }
    }, delayMs);
  }
}
