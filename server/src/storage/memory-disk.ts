/**
 * A disk that outlives its process. A write is submitted, then synced; between the two a crash may keep it,
 * lose it, or leave half of it. Half a transaction is dropped by recovery, as SQLite drops it.
 */
import { assert } from "../lib/assert.ts";
import type { LogWrite } from "../ports.ts";
import type { Entry, HardState, Index, LogBase, StoredLog, TermRun } from "../raft/types.ts";
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
  #base: LogBase | null = null;
  #unsynced: Submitted[] = [];
  #rottenFrom: Index | null = null;

  /** Durable entries, from behind the base. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Null until the log is compacted. */
  get base(): LogBase | null {
    return this.#base;
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
    const lastIndex = this.#lastIndex();
    if (this.#rottenFrom !== null && this.#rottenFrom <= lastIndex) {
      throw damagedLog("in memory", `the check value of entry ${this.#rottenFrom} is wrong`);
    }
    const base = this.#base;
    const stored = this.#entries.filter((entry) => entry.kind === "configuration");
    let bytes = 0;
    for (const { data } of this.#entries) bytes += data.length;
    return {
      hardState: this.#hardState,
      baseIndex: base?.index ?? 0,
      baseTerm: base?.term ?? 0,
      lastIndex,
      termRuns: termRunsOf(this.#entries),
      configurations: base === null ? stored : [base.configuration, ...stored],
      lastTime: this.#entries.at(-1)?.time ?? base?.time ?? 0,
      bytes,
    };
  }

  #lastIndex(): Index {
    return (this.#base?.index ?? 0) + this.#entries.length;
  }

  #apply({ truncateFrom, base = null, hardState, entries }: LogWrite): void {
    if (truncateFrom !== null && truncateFrom <= this.#lastIndex()) {
      const kept = truncateFrom - 1 - (this.#base?.index ?? 0);
      assert(kept >= 0, "a log is not cut before its base");
      this.#entries.length = kept;
    }
    if (base !== null) {
      assert(base.index > (this.#base?.index ?? 0), "a base only rises");
      this.#entries = this.#entries.filter((entry) => entry.index > base.index);
      this.#base = base;
    }
    if (hardState !== null) this.#hardState = hardState;
    for (const entry of entries) {
      assert(entry.index === this.#lastIndex() + 1, "the log is written without a gap");
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
