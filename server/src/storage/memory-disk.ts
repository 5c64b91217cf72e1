/**
 * A disk that outlives its process: the log and the mark beside it. A write is submitted, then synced; between the
 * two a crash may keep it, lose it, leave half of it or other bits. Such a transaction is dropped by recovery, as SQLite
 * drops it. Tests may do worse to it: rot, lies, losses and older copies.
 */
import { crc32 } from "node:zlib";

import { assert } from "../lib/assert.ts";
import type { LogWrite } from "../ports.ts";
import type { Entry, HardState, Index, LogBase, StoredLog, TermRun } from "../raft/types.ts";
import { type ChainedEntry, ChainedEntries } from "./chained-entries.ts";
import { unusableMark } from "./mark-refusals.ts";
import {
  FIRST_MARK,
  type FoundLog,
  judge,
  type LogEnd,
  type Mark,
  markAfter,
  markAtStart,
  markBefore,
  standingOf,
} from "./mark.ts";
import { bytesOf, withFlippedBit } from "./written-bytes.ts";

export interface CrashOptions {
  /** How many submitted writes, oldest first, reached the disk although nobody heard so. */
  readonly keepUnsynced: number;
  /** Whether the write behind those is left half written instead of not at all. */
  readonly tear?: boolean;
  /** Or whole in length, with wrong bits in it. */
  readonly corrupt?: boolean;
  /** The plug, and not only the process: the slot of the mark that was not synced is lost or torn, too. */
  readonly losesPower?: boolean;
}

interface Submitted {
  readonly writes: readonly LogWrite[];
  /** As they came to the disk, when a crash harmed them; null: as they were written. */
  bytes: Uint8Array | null;
}

/** What one write took away or changed, so that a lying disk can take it back. */
interface Undo {
  readonly keptUntil: Index;
  readonly cut: readonly ChainedEntry[];
  readonly hardState: HardState;
}

/** Writes that a lying disk may lose at most: it holds what is still in the write-ahead log, not years. */
const UNDO_MAX = 64;
const NOTHING_PROMISED: HardState = { term: 0, vote: null };

export class MemoryDisk {
  #hardState = NOTHING_PROMISED;
  #log = new ChainedEntries();
  #unsynced: Submitted[] = [];
  #rottenFrom: Index | null = null;
  #undo: Undo[] = [];
  #isLogLost = false;
  /** The newest slot of the mark that was synced, and the newest at all: what a killed process wrote is in the kernel. */
  #syncedMark: Mark = FIRST_MARK;
  #mark: Mark | null = FIRST_MARK;

  /** Durable entries, from behind the base. */
  get entries(): readonly Entry[] {
    return this.#log.entries;
  }

  /** Null until the log is compacted. */
  get base(): LogBase | null {
    return this.#log.base;
  }

  /** Of the log as it is. */
  get end(): LogEnd {
    return this.#log.end;
  }

  get hardState(): HardState {
    return this.#hardState;
  }

  /** Null when neither slot can be read. */
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
    this.#unsynced.push({ writes, bytes: null });
  }

  /** All that was submitted is durable from here on, and the mark says so: written, and synced where it must be. */
  sync(): void {
    for (const { writes } of this.#unsynced) {
      this.#lowerMark(writes);
      for (const write of writes) this.#apply(write);
      const { mark, mustSync } = markAfter(this.#knownMark(), writes, this.end);
      this.#mark = mark;
      if (mustSync) this.syncMark();
    }
    this.#unsynced = [];
  }

  /**
   * A sync failed: what was under way may be seen by readers and yet not be on the disk, and the next sync would say
   * nothing. The mark says that the log is to be copied at the next start (raft.md §3).
   */
  doubt(): void {
    if (this.#mark !== null) this.#setMark({ ...this.#mark, mustRecopy: true });
  }

  syncMark(): void {
    this.#syncedMark = this.#knownMark();
  }

  /** Power cut or kill; the store on top must be killed too. A killed process alone loses nothing it submitted. */
  crash({ keepUnsynced, tear = false, corrupt = false, losesPower = false }: CrashOptions): void {
    const next = this.#unsynced[keepUnsynced];
    const isLeft = tear || corrupt;
    this.#unsynced = this.#unsynced.slice(0, keepUnsynced + (isLeft ? 1 : 0));
    if (corrupt && next !== undefined) next.bytes = withFlippedBit(bytesOf(next.writes));
    else if (tear && next !== undefined) next.bytes = bytesOf(next.writes).subarray(1);
    if (losesPower && this.#mark !== null) this.#mark = this.#syncedMark;
  }

  /** Flips a bit under an entry: found when the log is loaded next. */
  rot(index: Index): void {
    this.#rottenFrom = Math.min(index, this.#rottenFrom ?? index);
  }

  /** The disk lied: the newest writes are gone, although they were synced; the mark stays. Says how many went. */
  lie(writes: number): number {
    const lost = this.#undo.splice(Math.max(0, this.#undo.length - writes));
    for (const { keptUntil, cut, hardState } of lost.toReversed()) {
      this.#log.cutBehind(keptUntil);
      for (const one of cut) this.#log.putBack(one);
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

  /** The whole disk as it is: log and mark. */
  copy(): MemoryDisk {
    const copy = new MemoryDisk();
    copy.restore(this);
    return copy;
  }

  /** Puts what `from` holds in the place of everything. No store is open. */
  restore(from: MemoryDisk): void {
    this.#hardState = from.#hardState;
    this.#log = from.#log.copy();
    this.#unsynced = [...from.#unsynced];
    this.#rottenFrom = from.#rottenFrom;
    this.#undo = [...from.#undo];
    this.#isLogLost = from.#isLogLost;
    this.#syncedMark = from.#syncedMark;
    this.#mark = from.#mark;
  }

  /** What a process finds that starts now. Throws FolderRefusal when the mark cannot be read. */
  recover(): StoredLog {
    if (this.#mark === null) throw unusableMark("in memory", "it cannot be read");
    this.#settleCrash();
    const found = this.#found();
    const { hardState, amnesia } = judge(this.#knownMark(), found);
    // Set and synced before anything is cut.
    if (amnesia !== null) this.#setMark({ ...this.#knownMark(), isRecovering: true });
    this.#keepSound(found.lastIndex);
    this.#hardState = hardState;
    this.#setMark(markAtStart(this.#knownMark(), hardState, this.end));
    return this.#stored();
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
    for (const { writes, bytes } of this.#unsynced) {
      this.#lowerMark(writes);
      // The check value beside each transaction ends the log here, as in a write-ahead log.
      if (bytes !== null && crc32(bytes) !== crc32(bytesOf(writes))) break;
      for (const write of writes) this.#apply(write);
    }
    this.#unsynced = [];
  }

  #lowerMark(writes: readonly LogWrite[]): void {
    const before = markBefore(this.#knownMark(), writes, (index) => this.#log.endAt(index));
    if (before !== null) this.#setMark(before);
  }

  #found(): FoundLog {
    const flaw = "it is missing";
    const nothing = { baseIndex: 0, lastIndex: 0, atMark: null };
    if (this.#isLogLost) return { flaw, hardState: NOTHING_PROMISED, ...nothing };
    const baseIndex = this.base?.index ?? 0;
    const markIndex = this.#knownMark().end.index;
    const rotten = this.#rottenEntry();
    const lastIndex = rotten === null ? this.#log.lastIndex : rotten - 1;
    const isReached = markIndex > baseIndex && markIndex <= lastIndex;
    return {
      flaw: rotten === null ? null : `the check value of entry ${rotten} is wrong`,
      hardState: this.#hardState,
      baseIndex,
      lastIndex,
      atMark: isReached ? this.#log.endAt(markIndex) : null,
    };
  }

  #rottenEntry(): Index | null {
    const rotten = this.#rottenFrom;
    if (rotten === null || rotten > this.#log.lastIndex) return null;
    return rotten > (this.base?.index ?? 0) ? rotten : null;
  }

  #keepSound(lastIndex: Index): void {
    if (this.#isLogLost) this.#log = new ChainedEntries();
    if (this.#isLogLost || lastIndex < this.#log.lastIndex) this.#undo = [];
    this.#log.cutBehind(lastIndex);
    this.#isLogLost = false;
    this.#rottenFrom = null;
  }

  #stored(): StoredLog {
    const { base, entries } = this;
    const stored = entries.filter((entry) => entry.kind === "configuration");
    let bytes = 0;
    for (const { data } of entries) bytes += data.length;
    return {
      hardState: this.#hardState,
      baseIndex: base?.index ?? 0,
      baseTerm: base?.term ?? 0,
      lastIndex: this.#log.lastIndex,
      termRuns: termRunsOf(entries),
      configurations: base === null ? stored : [base.configuration, ...stored],
      lastTime: entries.at(-1)?.time ?? base?.time ?? 0,
      bytes,
      standing: standingOf(this.#knownMark()),
    };
  }

  #apply({ truncateFrom, base = null, hardState, entries }: LogWrite): void {
    const { lastIndex } = this.#log;
    const keptUntil = truncateFrom === null ? lastIndex : Math.min(truncateFrom - 1, lastIndex);
    const cut = this.#log.cutBehind(keptUntil);
    this.#undo.push({ keptUntil, cut, hardState: this.#hardState });
    if (this.#undo.length > UNDO_MAX) this.#undo.shift();
    if (base !== null) {
      this.#log.compact(base);
      // Nobody lies about what was let go of: that is in a snapshot.
      this.#undo = [];
    }
    if (hardState !== null) this.#hardState = hardState;
    for (const entry of entries) this.#log.append(entry);
  }
}

function termRunsOf(entries: readonly Entry[]): readonly TermRun[] {
  const runs: TermRun[] = [];
  for (const { index, term } of entries) {
    if (term !== runs.at(-1)?.term) runs.push({ first: index, term });
  }
  return runs;
}
