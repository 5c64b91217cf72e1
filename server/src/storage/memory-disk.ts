/**
 * A disk that outlives its process: the log and the mark beside it. A write is submitted, then synced; between the
 * two a crash may keep it, lose it, or leave half of it. Half a transaction is dropped by recovery, as SQLite drops
 * it. What a test may do to it beyond that: memory-disk-faults.ts.
 */
import { crc32 } from "node:zlib";

import { assert } from "../lib/assert.ts";
import type { LogWrite } from "../ports.ts";
import type { Entry, HardState, Index, LogBase, StoredLog, TermRun } from "../raft/types.ts";
import { CHAIN_START, chainOfBase } from "./log-chain.ts";
import { unusableMark } from "./mark-refusals.ts";
import {
  FIRST_MARK,
  type FoundLog,
  judge,
  type LogEnd,
  type Mark,
  markAfter,
  markBefore,
  markAtStart,
  standingOf,
} from "./mark.ts";

export interface CrashOptions {
  /** How many submitted writes, oldest first, reached the disk although nobody heard so. */
  readonly keepUnsynced: number;
  /** Whether the write behind those is left half written instead of not at all. */
  readonly tear?: boolean;
  /** The plug, and not only the process: the slot of the mark that was not synced is lost or torn, too. */
  readonly losesPower?: boolean;
}

interface Submitted {
  readonly writes: readonly LogWrite[];
  isWhole: boolean;
}

/** An entry with the check value of the log up to it. */
interface ChainedEntry {
  readonly entry: Entry;
  readonly chain: number;
}

/** What one transaction took away or changed, so that a lying disk can take it back. */
interface Undo {
  readonly keptUntil: Index;
  readonly cut: readonly ChainedEntry[];
  readonly hardState: HardState;
}

/** Transactions that a lying disk may lose at most. */
const UNDO_MAX = 64;
const CRC_SEED_BYTES = 24;
const seedBytes = Buffer.alloc(CRC_SEED_BYTES);

export class MemoryDisk {
  #hardState: HardState = { term: 0, vote: null };
  #log: ChainedEntry[] = [];
  #entries: Entry[] = [];
  #base: LogBase | null = null;
  #baseChain = CHAIN_START;
  #unsynced: Submitted[] = [];
  #rottenFrom: Index | null = null;
  #undo: Undo[] = [];
  /** The newest synced slot of the mark, and the newest at all: what a killed process wrote is still in the kernel. */
  #syncedMark: Mark = FIRST_MARK;
  #mark: Mark | null = FIRST_MARK;
  #isLogLost = false;

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

  /** Null when it was lost or rots. */
  get mark(): Mark | null {
    return this.#mark;
  }

  /** What a power cut leaves of it at least. */
  get syncedMark(): Mark {
    return this.#syncedMark;
  }

  get isMarkSynced(): boolean {
    return this.#mark === this.#syncedMark;
  }

  submit(writes: readonly LogWrite[]): void {
    this.#unsynced.push({ writes, isWhole: true });
  }

  /** All that was submitted is durable from here on, and the mark says so: written, and synced where it must be. */
  sync(): void {
    for (const { writes } of this.#unsynced) {
      this.#lowerMark(writes);
      this.#commit(writes);
      const { mark, mustSync } = markAfter(this.#knownMark(), writes, this.end);
      this.#mark = mark;
      if (mustSync) this.syncMark();
    }
    this.#unsynced = [];
  }

  syncMark(): void {
    this.#syncedMark = this.#knownMark();
  }

  /** Power cut or kill; the store on top must be killed too. A killed process alone loses nothing it submitted. */
  crash({ keepUnsynced, tear = false, losesPower = false }: CrashOptions): void {
    const torn = this.#unsynced[keepUnsynced];
    this.#unsynced = this.#unsynced.slice(0, keepUnsynced + (tear ? 1 : 0));
    if (tear && torn !== undefined) torn.isWhole = false;
    if (losesPower && this.#mark !== null) this.#mark = this.#syncedMark;
  }

  /** Flips a bit under an entry: found when the log is loaded next. */
  rot(index: Index): void {
    this.#rottenFrom = Math.min(index, this.#rottenFrom ?? index);
  }

  /** The disk lied: the newest transactions are gone, although they were synced. The mark stays. Says how many. */
  lie(transactions: number): number {
    const lost = this.#undo.splice(Math.max(0, this.#undo.length - transactions));
    for (const { keptUntil, cut, hardState } of lost.toReversed()) {
      this.#cutBehind(keptUntil);
      for (const one of cut) this.#push(one);
      this.#hardState = hardState;
    }
    return lost.length;
  }

  /** The file of the log is gone, or nothing in it can be read. */
  loseLog(): void {
    this.#isLogLost = true;
  }

  /** Neither slot can be read. */
  loseMark(): void {
    this.#mark = null;
  }

  /** A copy of the whole disk as it is: log and mark. */
  copy(): MemoryDisk {
    const copy = new MemoryDisk();
    copy.restore(this);
    return copy;
  }

  /** Puts what `copy` holds in the place of everything. No store is open. */
  restore(copy: MemoryDisk): void {
    this.#hardState = copy.#hardState;
    this.#log = [...copy.#log];
    this.#entries = [...copy.#entries];
    this.#base = copy.#base;
    this.#baseChain = copy.#baseChain;
    this.#unsynced = [...copy.#unsynced];
    this.#rottenFrom = copy.#rottenFrom;
    this.#undo = [...copy.#undo];
    this.#syncedMark = copy.#syncedMark;
    this.#mark = copy.#mark;
    this.#isLogLost = copy.#isLogLost;
  }

  /** What a process finds that starts now. Throws FolderRefusal when the mark cannot be read. */
  recover(): StoredLog {
    this.#settleCrash();
    const mark = this.#mark;
    if (mark === null) throw unusableMark("in memory", "it cannot be read");
    const found = this.#found(mark.end.index);
    const { hardState, amnesia } = judge(mark, found);
    // Set and synced before anything is cut.
    if (amnesia !== null) this.#setMark({ ...mark, isRecovering: true });
    this.#cutUnsound(found.lastIndex);
    this.#hardState = hardState;
    this.#setMark(markAtStart(this.#knownMark(), hardState, this.end));
    return this.#stored();
  }

  /** The end of the log as it is on the disk. */
  get end(): LogEnd {
    return this.#endAt(this.#lastIndex());
  }

  #knownMark(): Mark {
    assert(this.#mark !== null, "the mark was read at the start");
    return this.#mark;
  }

  #setMark(mark: Mark): void {
    this.#mark = mark;
    this.#syncedMark = mark;
  }

  /** Of a write under way: whole in the log but not in the mark, or only what comes before the log. */
  #settleCrash(): void {
    for (const { writes, isWhole } of this.#unsynced) {
      if (this.#mark !== null) this.#lowerMark(writes);
      if (!isWhole) break;
      this.#commit(writes);
    }
    this.#unsynced = [];
  }

  #lowerMark(writes: readonly LogWrite[]): void {
    const before = markBefore(this.#knownMark(), writes, (index) => this.#endAt(index));
    if (before !== null) this.#setMark(before);
  }

  #found(markIndex: Index): FoundLog {
    const baseIndex = this.#base?.index ?? 0;
    const flaw = this.#flaw();
    if (flaw !== null && this.#isLogLost)
      return { flaw, hardState: { term: 0, vote: null }, baseIndex: 0, lastIndex: 0, atMark: null };
    const lastIndex =
      flaw === null ? this.#lastIndex() : Math.max(baseIndex, (this.#rottenFrom ?? 0) - 1);
    const isReached = markIndex > baseIndex && markIndex <= lastIndex;
    return {
      flaw,
      hardState: this.#hardState,
      baseIndex,
      lastIndex,
      atMark: isReached ? this.#endAt(markIndex) : null,
    };
  }

  #flaw(): string | null {
    if (this.#isLogLost) return "it is missing";
    const rotten = this.#rottenFrom;
    const isRotten =
      rotten !== null && rotten > (this.#base?.index ?? 0) && rotten <= this.#lastIndex();
    return isRotten ? `the check value of entry ${rotten} is wrong` : null;
  }

  #cutUnsound(lastIndex: Index): void {
    if (this.#isLogLost) {
      this.#log = [];
      this.#entries = [];
      this.#base = null;
      this.#baseChain = CHAIN_START;
      this.#undo = [];
    } else if (lastIndex < this.#lastIndex()) {
      this.#cutBehind(lastIndex);
      this.#undo = [];
    }
    this.#isLogLost = false;
    this.#rottenFrom = null;
  }

  #stored(): StoredLog {
    const base = this.#base;
    const stored = this.#entries.filter((entry) => entry.kind === "configuration");
    let bytes = 0;
    for (const { data } of this.#entries) bytes += data.length;
    return {
      hardState: this.#hardState,
      baseIndex: base?.index ?? 0,
      baseTerm: base?.term ?? 0,
      lastIndex: this.#lastIndex(),
      termRuns: termRunsOf(this.#entries),
      configurations: base === null ? stored : [base.configuration, ...stored],
      lastTime: this.#entries.at(-1)?.time ?? base?.time ?? 0,
      bytes,
      standing: standingOf(this.#knownMark()),
    };
  }

  #lastIndex(): Index {
    return (this.#base?.index ?? 0) + this.#entries.length;
  }

  #endAt(index: Index): LogEnd {
    const base = this.#base;
    const behindBase = this.#log[index - (base?.index ?? 0) - 1];
    if (behindBase !== undefined)
      return { index, term: behindBase.entry.term, chain: behindBase.chain };
    return { index: base?.index ?? 0, term: base?.term ?? 0, chain: this.#baseChain };
  }

  #commit(writes: readonly LogWrite[]): void {
    for (const write of writes) this.#apply(write);
  }

  #apply({ truncateFrom, base = null, hardState, entries }: LogWrite): void {
    const keptUntil = Math.min(
      truncateFrom === null ? Number.MAX_SAFE_INTEGER : truncateFrom - 1,
      this.#lastIndex(),
    );
    const undo = { keptUntil, hardState: this.#hardState, cut: this.#cutBehind(keptUntil) };
    this.#undo.push(undo);
    if (this.#undo.length > UNDO_MAX) this.#undo.shift();
    if (base !== null) this.#compact(base);
    if (hardState !== null) this.#hardState = hardState;
    for (const entry of entries) {
      assert(entry.index === this.#lastIndex() + 1, "the log is written without a gap");
      this.#push({ entry, chain: chainOfEntry(this.end.chain, entry) });
    }
  }

  #push(one: ChainedEntry): void {
    this.#log.push(one);
    this.#entries.push(one.entry);
  }

  #cutBehind(index: Index): readonly ChainedEntry[] {
    const kept = index - (this.#base?.index ?? 0);
    assert(kept >= 0, "a log is not cut before its base");
    if (kept === this.#log.length) return [];
    this.#entries.length = kept;
    return this.#log.splice(kept);
  }

  #compact(base: LogBase): void {
    assert(base.index > (this.#base?.index ?? 0), "a base only rises");
    const end = this.#endAt(base.index);
    const isInLog = end.index === base.index && end.term === base.term;
    this.#baseChain = isInLog ? end.chain : chainOfBase(base);
    this.#log = this.#log.filter(({ entry }) => entry.index > base.index);
    this.#entries = this.#log.map(({ entry }) => entry);
    this.#base = base;
    // Nobody lies about what was let go of: that is in a snapshot.
    this.#undo = [];
  }
}

function chainOfEntry(previous: number, { index, term, time, data }: Entry): number {
  seedBytes.writeDoubleBE(index, 0);
  seedBytes.writeDoubleBE(term, 8);
  seedBytes.writeDoubleBE(time, 16);
  return crc32(data, crc32(seedBytes, previous));
}

function termRunsOf(entries: readonly Entry[]): readonly TermRun[] {
  const runs: TermRun[] = [];
  for (const { index, term } of entries) {
    if (term !== runs.at(-1)?.term) runs.push({ first: index, term });
  }
  return runs;
}
