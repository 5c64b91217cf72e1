/**
 * The disk below a node's log, and the LogStore on it. The disk outlives the process: what was synced is
 * there at the next start; a write under way at the moment of a crash is there wholly or not at all, as SQLite
 * promises of a transaction. Entries lie on it as bytes, so that the codec is part of the simulation.
 */
import type { Entry, Index, LogStore, LogWrite, StoredLog } from "../src/ports.ts";
import { packEntries, unpackEntries } from "../src/raft/entry-codec.ts";
import type { HardState, TermRun } from "../src/raft/types.ts";
import type { DiskDials } from "./dials.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { must } from "./violation.ts";
import type { Lifeline, VirtualTime } from "./virtual-time.ts";

/** A slow phase multiplies every latency by this. */
const SLOW_FACTOR = 40;
const READ_MAX_US = 500;

export class VirtualDisk {
  hardState: HardState = { term: 1, vote: null };
  /** Durable entries; position 0 is index 1. */
  readonly entries: Entry[] = [];
  dials: DiskDials;
  isSlow = false;
  #underWay: readonly LogWrite[] | null = null;

  constructor(first: Entry, dials: DiskDials) {
    this.entries.push(first);
    this.dials = dials;
  }

  begin(writes: readonly LogWrite[]): void {
    must(this.#underWay === null, "one write at a time reaches the disk");
    this.#underWay = writes;
  }

  /** The sync is through. False when a crash came first. */
  finish(writes: readonly LogWrite[]): boolean {
    if (this.#underWay !== writes) return false;
    this.#underWay = null;
    for (const write of writes) this.#commit(write);
    return true;
  }

  /** Returns what became of a write under way. */
  crash(random: SeededRandom): "idle" | "kept" | "lost" {
    const writes = this.#underWay;
    if (writes === null) return "idle";
    if (random.chance(500)) {
      this.finish(writes);
      return "kept";
    }
    this.#underWay = null;
    return "lost";
  }

  latencyUs(random: SeededRandom): number {
    const { syncMinUs, syncMaxUs, hiccupPerMille, hiccupMaxUs } = this.dials;
    const hiccupUs = random.chance(hiccupPerMille) ? random.below(hiccupMaxUs + 1) : 0;
    return random.between(syncMinUs, syncMaxUs) * (this.isSlow ? SLOW_FACTOR : 1) + hiccupUs;
  }

  #commit({ truncateFrom, hardState, entries }: LogWrite): void {
    if (truncateFrom !== null) {
      must(truncateFrom >= 2 && truncateFrom <= this.entries.length, "a cut lies inside the log");
      this.entries.length = truncateFrom - 1;
    }
    if (hardState !== null) {
      const { term, vote } = this.hardState;
      must(hardState.term >= term, "terms on disk only rise");
      must(
        hardState.term > term || vote === null || hardState.vote === vote,
        "a vote on disk is never changed within its term",
      );
      this.hardState = hardState;
    }
    if (entries.length === 0) return;
    must(entries[0]?.index === this.entries.length + 1, "the log on disk has no gap");
    // Through bytes of its own: what is read later shares nothing with memory.
    this.entries.push(...unpackEntries(packEntries(entries).slice()));
  }
}

export interface LogStoreOptions {
  readonly disk: VirtualDisk;
  readonly time: VirtualTime;
  readonly lifeline: Lifeline;
  readonly random: SeededRandom;
}

/** The LogStore of one incarnation. */
export class VirtualLogStore implements LogStore {
  readonly #options: LogStoreOptions;

  constructor(options: LogStoreOptions) {
    this.#options = options;
  }

  load(): Promise<StoredLog> {
    const { time, lifeline, disk, random } = this.#options;
    return new Promise((resolve) => {
      time.schedule(disk.latencyUs(random), lifeline, () => resolve(storedLog(disk)));
    });
  }

  write(writes: readonly LogWrite[], done: () => void): void {
    const { time, lifeline, disk, random } = this.#options;
    must(!lifeline.isDead, "the dead do not write");
    disk.begin(writes);
    // The sync belongs to the kernel: it goes on while the process is stopped.
    time.schedule(disk.latencyUs(random), null, () => {
      if (disk.finish(writes)) time.schedule(0, lifeline, done);
    });
  }

  read(
    from: Index,
    until: Index,
    maxBytes: number,
    done: (entries: readonly Entry[]) => void,
  ): void {
    const { time, lifeline, disk, random } = this.#options;
    time.schedule(random.below(READ_MAX_US), lifeline, () => {
      let end = from - 1;
      let bytes = 0;
      while (end < until && end < disk.entries.length && bytes <= maxBytes) {
        bytes += disk.entries[end]?.data.length ?? 0;
        end += 1;
      }
      done(disk.entries.slice(from - 1, end));
    });
  }

  onFailure(): void {
    // This disk never errs: those faults end a process, which is what a crash does.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function storedLog({ entries, hardState }: VirtualDisk): StoredLog {
  const termRuns: TermRun[] = [];
  for (const { index, term } of entries) {
    if (termRuns.at(-1)?.term !== term) termRuns.push({ first: index, term });
  }
  return {
    hardState,
    baseIndex: 0,
    baseTerm: 0,
    lastIndex: entries.length,
    termRuns,
    configurations: entries.filter((entry) => entry.kind === "configuration"),
    lastTime: entries.at(-1)?.time ?? 0,
  };
}
