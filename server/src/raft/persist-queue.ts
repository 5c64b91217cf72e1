/** What was given to the disk and is not known to be durable yet, first in, first out. */
import type { Message } from "./messages.ts";
import type { HardState, Index, SnapshotMeta, Standing } from "./types.ts";

interface Pending {
  readonly id: number;
  readonly hardState: HardState | null;
  readonly truncateFrom: Index | null;
  /** Installed by this write: once it is durable, the state machine may follow. */
  readonly installs: SnapshotMeta | null;
  readonly standing: Standing | null;
  /** Last index of the log on disk once this is done. */
  readonly lastIndex: Index;
  readonly releases: readonly Message[];
}

export interface Done {
  /** The newest that is durable; null when it is as before. */
  readonly hardState: HardState | null;
  readonly installs: readonly SnapshotMeta[];
  /** The same. */
  readonly standing: Standing | null;
  /** On disk, and not about to be cut. */
  readonly lastIndex: Index;
  readonly releases: readonly Message[];
}

export class PersistQueue {
  #pending: Pending[] = [];

  get isEmpty(): boolean {
    return this.#pending.length === 0;
  }

  add(pending: Pending): void {
    this.#pending.push(pending);
  }

  /** Everything up to and including `id` is on disk. Null when that is no news. */
  done(id: number): Done | null {
    const done = this.#pending.filter((one) => one.id <= id);
    const newest = done.at(-1);
    if (newest === undefined) return null;
    this.#pending = this.#pending.slice(done.length);
    // A cut that is still on its way will take entries off the disk again (ABA: raft.md bug 16).
    let { lastIndex } = newest;
    for (const later of this.#pending) {
      if (later.truncateFrom !== null) lastIndex = Math.min(lastIndex, later.truncateFrom - 1);
    }
    return {
      hardState: done.findLast(({ hardState }) => hardState !== null)?.hardState ?? null,
      standing: done.findLast(({ standing }) => standing !== null)?.standing ?? null,
      installs: done.flatMap(({ installs }) => (installs === null ? [] : [installs])),
      lastIndex,
      releases: done.flatMap(({ releases }) => releases),
    };
  }
}
