/**
 * A disk that outlives its process. A write is submitted, then synced; between the two a crash may keep it,
 * lose it, or leave half of it. Half a transaction is dropped by recovery, as SQLite drops it.
 */
import { assert } from "../lib/assert.ts";
import type { LogWrite } from "../ports.ts";
import type { Entry, HardState, Index, StoredLog, TermRun } from "../raft/types.ts";
import { damagedLog } from "./damaged-log.ts";

export interface CrashOptions {
  /** How many submitted writes, oldest first, reached the disk although nobody heard so. */
  readonly keepUnsynced: number;
  /** Whether the write behind those is left half written instead of not at all. */
  readonly tear?: boolean;
}

interface Submitted {
  readonly writes: readonly LogWrite[];
  isWhole: boolean;
}

export class MemoryDisk {
  #hardState: HardState = { term: 0, vote: null };
  #entries: Entry[] = [];
  #unsynced: Submitted[] = [];
  #rottenFrom: Index | null = null;

  /** Durable entries, from index 1. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  get hardState(): HardState {
    return this.#hardState;
  }

  submit(writes: readonly LogWrite[]): void {
    this.#unsynced.push({ writes, isWhole: true });
  }

  /** All that was submitted is durable from here on. */
  sync(): void {
    for (const { writes } of this.#unsynced) for (const write of writes) this.#apply(write);
    this.#unsynced = [];
  }

  /** Power cut or kill; the store on top must be killed too. A killed process alone loses nothing it submitted. */
  crash({ keepUnsynced, tear = false }: CrashOptions): void {
    const torn = this.#unsynced[keepUnsynced];
    this.#unsynced = this.#unsynced.slice(0, keepUnsynced + (tear ? 1 : 0));
    if (tear && torn !== undefined) torn.isWhole = false;
  }

  /** Flips a bit under an entry: found when the log is loaded next. */
  rot(index: Index): void {
    this.#rottenFrom = Math.min(index, this.#rottenFrom ?? index);
  }

  /** What a process finds that starts now. Throws FolderRefusal when the log is damaged. */
  recover(): StoredLog {
    const tornAt = this.#unsynced.findIndex((submitted) => !submitted.isWhole);
    if (tornAt !== -1) this.#unsynced = this.#unsynced.slice(0, tornAt);
    this.sync();
    if (this.#rottenFrom !== null && this.#rottenFrom <= this.#entries.length) {
      throw damagedLog("in memory", `the check value of entry ${this.#rottenFrom} is wrong`);
    }
    const last = this.#entries.at(-1);
    return {
      hardState: this.#hardState,
      // Not compacted yet, as in the file.
      baseIndex: 0,
      baseTerm: 0,
      lastIndex: last?.index ?? 0,
      termRuns: termRunsOf(this.#entries),
      configurations: this.#entries.filter((entry) => entry.kind === "configuration"),
      lastTime: last?.time ?? 0,
    };
  }

  #apply({ truncateFrom, hardState, entries }: LogWrite): void {
    if (truncateFrom !== null && truncateFrom <= this.#entries.length)
      this.#entries.length = truncateFrom - 1;
    if (hardState !== null) this.#hardState = hardState;
    for (const entry of entries) {
      assert(entry.index === this.#entries.length + 1, "the log is written without a gap");
      this.#entries.push(entry);
    }
  }
}

function termRunsOf(entries: readonly Entry[]): readonly TermRun[] {
  const runs: TermRun[] = [];
  for (const { index, term } of entries) {
    if (term !== runs.at(-1)?.term) runs.push({ first: index, term });
  }
  return runs;
}
