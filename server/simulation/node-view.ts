/** What the witness knows of one process: the log that it believes in, and what it has said so far. */
import { crc32 } from "node:zlib";
import type { Entry, Index } from "../src/ports.ts";
import { LIMITS } from "../src/limits.ts";
import { decodeConfiguration } from "../src/raft/configuration.ts";
import type { Configuration, HardState, LogBase, RaftId, Term } from "../src/raft/types.ts";
import type { MemoryDisk } from "../src/storage/memory-disk.ts";
import { MemorySnapshotDisk } from "../src/storage/memory-snapshot-store.ts";

/** An entry as far as it must be the same everywhere. */
export interface EntryMark {
  readonly term: Term;
  readonly time: number;
  readonly sum: number;
  readonly isConfiguration: boolean;
}

/** A configuration and where it stands. */
export interface PlacedConfiguration {
  readonly index: Index;
  readonly configuration: Configuration;
}

const marks = new WeakMap<Entry, EntryMark>();
const KINDS: readonly Entry["kind"][] = ["noop", "command", "configuration"];

export function markOf(entry: Entry): EntryMark {
  const known = marks.get(entry);
  if (known !== undefined) return known;
  const { term, time, kind, data } = entry;
  const isConfiguration = kind === "configuration";
  const mark = { term, time, sum: crc32(data, KINDS.indexOf(kind)), isConfiguration };
  marks.set(entry, mark);
  return mark;
}

export function isSameMark(one: EntryMark | undefined, other: EntryMark | undefined): boolean {
  return (
    one !== undefined &&
    other !== undefined &&
    one.term === other.term &&
    one.time === other.time &&
    one.sum === other.sum
  );
}

export class NodeView {
  readonly id: RaftId;
  readonly name: string;
  readonly disk: MemoryDisk;
  readonly snapshots = new MemorySnapshotDisk();
  /** The highest base given to the disk since the start: what lies below may be gone. */
  baseWritten: Index = 0;
  /** Where the log in memory begins, whether or not the disk knows it yet. */
  base: Index = 0;
  /** The log in memory; position 0 is index 1. */
  log: EntryMark[] = [];
  /** Those of the log in memory, ascending. */
  configurations: readonly PlacedConfiguration[] = [];
  term: Term = 0;
  /** The newest given to the disk. */
  hardState: HardState = { term: 0, vote: null };
  /** By the newest standing given to the disk. */
  isRecovering = false;
  commit: Index = 0;
  applied: Index = 0;
  isLeader = false;
  /** Its disk has lost something that it was relied on for, and the node does not hold it again yet. */
  isDamaged = false;
  /** That was all of it: an older copy of the folder is in its place. */
  isOlderCopy = false;
  /** Up to here its folder had numbered its starts when an older copy was put back, which numbers its own anew. */
  numberedTo = 0;
  /** Given by this node in each term, whatever crashed since. */
  readonly votes = new Map<Term, RaftId>();

  constructor(id: RaftId, name: string, disk: MemoryDisk) {
    this.id = id;
    this.name = name;
    this.disk = disk;
  }

  /** A new incarnation believes what the disk says; `prefix` is what its log has let go of. */
  restart(appliedIndex: Index, prefix: readonly EntryMark[]): void {
    this.log = [...prefix, ...this.disk.entries.map(markOf)];
    this.configurations = this.configurationsOnDisk();
    this.baseWritten = this.disk.base?.index ?? 0;
    this.base = this.baseWritten;
    this.term = this.disk.hardState.term;
    this.hardState = this.disk.hardState;
    this.isRecovering = this.disk.mark?.isRecovering === true;
    this.applied = appliedIndex;
    // What was applied says nothing of a log that lost something.
    this.commit = this.isWhole ? appliedIndex : this.base;
    this.isLeader = false;
  }

  /** By its mark, and by what was applied from it, its log is what it ever was. */
  get isWhole(): boolean {
    return this.disk.mark?.isRecovering !== true && this.applied <= this.lastOnDisk;
  }

  /** It holds again what it lost. Votes of later terms, which an older copy knows nothing of, are void (claims.ts). */
  mended(): void {
    for (const term of this.isOlderCopy ? this.votes.keys() : [])
      if (term > this.term) this.votes.delete(term);
    this.isDamaged = false;
    this.isOlderCopy = false;
  }

  /**
   * Is it right when its standing changes so? Whoever heard of another start with its number says *old*, also when all
   * that was lost has been refilled. So does whoever knows it by a start so long ago, with so many in vain since, that it
   * no longer remembers it as its own (`startsOfOwn`): it recovers for nothing, by design.
   */
  mayChangeStanding(isRecovering: boolean): boolean {
    const sharesNumber = (this.disk.mark?.incarnation ?? 0) <= this.numberedTo;
    if (isRecovering && (sharesNumber || this.isAtLastStart)) this.isDamaged = true;
    return this.isDamaged;
  }

  /** It has as many starts in vain as it can remember: the next one may be one too many. */
  get isAtLastStart(): boolean {
    return (this.disk.mark?.lineage?.length ?? 0) >= LIMITS.startsOfOwn;
  }

  /** In force here: the newest in the log; null before there is one. */
  get configuration(): Configuration | null {
    return this.configurations.at(-1)?.configuration ?? null;
  }

  configurationsOnDisk(): readonly PlacedConfiguration[] {
    const stored = this.disk.entries.filter(({ kind }) => kind === "configuration").map(placed);
    const { base } = this.disk;
    return base === null ? stored : [placed(base.configuration), ...stored];
  }

  /** The log begins behind `base` now; `prefix` is what it has let go of. */
  startAt({ index, configuration }: LogBase, prefix: readonly EntryMark[]): void {
    this.log = [...prefix, ...this.log.slice(index)];
    this.base = index;
    const later = this.configurations.filter((one) => one.index > index);
    this.configurations = [placed(configuration), ...later];
  }

  /** A configuration entry was appended. */
  learn(entry: Entry): void {
    this.configurations = [...this.configurations, placed(entry)];
  }

  get lastOnDisk(): Index {
    return (this.disk.base?.index ?? 0) + this.disk.entries.length;
  }

  /** Null when it is not there, or not there any more. */
  entryOnDisk(index: Index): Entry | null {
    return this.disk.entries[index - 1 - (this.disk.base?.index ?? 0)] ?? null;
  }

  /** A snapshot there is part of the log as it is on disk: it can stand for what the log has let go of. */
  isInLogOnDisk({ index, term }: LogBase): boolean {
    const { base } = this.disk;
    return (index === base?.index ? base.term : this.entryOnDisk(index)?.term) === term;
  }

  /** The entry at `index` is on disk, as marked, or its effect is in a snapshot there (snapshot-rules.ts). */
  isDurable(index: Index, mark: EntryMark): boolean {
    if (index <= (this.disk.base?.index ?? 0)) return true;
    const entry = this.entryOnDisk(index);
    return entry !== null && isSameMark(markOf(entry), mark);
  }
}

function placed({ index, data }: Entry): PlacedConfiguration {
  return { index, configuration: decodeConfiguration(data) };
}
