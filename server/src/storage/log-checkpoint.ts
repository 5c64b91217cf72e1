/**
 * When pages of the write-ahead log move into the file: in a pause, or when there are too many. Inside a busy
 * stretch a checkpoint delays the next commit, 20 to 40 ms for 8 MiB, so it is rare there.
 */
import type Database from "better-sqlite3";

import { crashPoint } from "./crash-points.ts";

const PAGE_BYTES = 4096;
/** Moved in the next pause; below it the syncs of a checkpoint are not worth it. */
const PAUSE_PAGES = (1024 * 1024) / PAGE_BYTES;
/** Moved at once, at the latest. Also bounds what a start has to replay. */
const FULL_PAGES = (8 * 1024 * 1024) / PAGE_BYTES;
/** No request for so long is a pause. */
const PAUSE_MS = 100;

interface CheckpointRow {
  readonly log: number;
  readonly checkpointed: number;
}

export class Checkpoints {
  readonly #size: Database.Statement<[], CheckpointRow>;
  readonly #move: Database.Statement<[], CheckpointRow>;
  readonly #onError: (error: unknown) => void;
  #pause: NodeJS.Timeout | null = null;
  #fullPages = drawFullPages();

  constructor(database: Database.Database, onError: (error: unknown) => void) {
    // NOOP only counts; both count pages.
    this.#size = database.prepare("PRAGMA wal_checkpoint(NOOP)");
    this.#move = database.prepare("PRAGMA wal_checkpoint(PASSIVE)");
    this.#onError = onError;
  }

  /** After each commit, when its answer is on its way. Throws when the disk errs. */
  afterCommit(): void {
    const waiting = this.#waitingPages();
    if (waiting >= this.#fullPages) {
      this.#moveNow();
      this.#fullPages = drawFullPages();
    } else if (waiting >= PAUSE_PAGES) this.#waitForPause();
  }

  stop(): void {
    if (this.#pause !== null) clearTimeout(this.#pause);
    this.#pause = null;
  }

  #moveNow(): void {
    crashPoint("log:checkpoint-due");
    this.#move.get();
    crashPoint("log:checkpointed");
  }

  #waitingPages(): number {
    const size = this.#size.get();
    return size === undefined ? 0 : size.log - size.checkpointed;
  }

  /** The one timer outside the clock: this thread has no other way to see that nothing comes. */
  #waitForPause(): void {
    if (this.#pause !== null) {
      this.#pause.refresh();
      return;
    }
    this.#pause = setTimeout(() => {
      this.#pause = null;
      try {
        this.#moveNow();
      } catch (error) {
        this.#onError(error);
      }
    }, PAUSE_MS);
  }
}

/**
 * From half of the bound up, drawn anew each time: all nodes write the same bytes, and if all of them moved
 * pages at once, no majority would be left to commit meanwhile.
 */
function drawFullPages(): number {
  return Math.ceil(FULL_PAGES * (1 - Math.random() / 2));
}
