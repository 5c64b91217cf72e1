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
    let count = 0;
    while ((this.#pending[count]?.id ?? Number.MAX_SAFE_INTEGER) <= id) count += 1;
    const done = this.#pending.slice(0, count);
    const newest = done.at(-1);
    if (newest === undefined) return null;
    this.#pending = this.#pending.slice(count);
    // A cut that is still on its way will take entries off the disk again (ABA: raft.md bug 16).
    let { lastIndex } = newest;
    for (const later of this.#pending) {
      if (later.truncateFrom !== null) lastIndex = Math.min(lastIndex, later.truncateFrom - 1);
    }
    let hardState: HardState | null = null;
    let standing: Standing | null = null;
    const installs: SnapshotMeta[] = [];
    const releases: Message[] = [];
    for (const one of done) {
      hardState = one.hardState ?? hardState;
      standing = one.standing ?? standing;
      if (one.installs !== null) installs.push(one.installs);
      for (const message of one.releases) releases.push(message);
    }
    return { hardState, standing, installs, lastIndex, releases };
  }
}
