/** What the witness knows of one process: the log that it believes in, and what it has said so far. */
import { crc32 } from "node:zlib";
import type { Entry, Index } from "../src/ports.ts";
import type { RaftId, Term } from "../src/raft/types.ts";
import type { MemoryDisk } from "../src/storage/memory-disk.ts";

/** An entry as far as it must be the same everywhere. */
export interface EntryMark {
  readonly term: Term;
  readonly time: number;
  readonly sum: number;
}

const marks = new WeakMap<Entry, EntryMark>();
const KINDS: readonly Entry["kind"][] = ["noop", "command", "configuration"];

export function markOf(entry: Entry): EntryMark {
  const known = marks.get(entry);
  if (known !== undefined) return known;
  const { term, time, kind, data } = entry;
  const mark = { term, time, sum: crc32(data, KINDS.indexOf(kind)) };
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
  /** The log in memory; position 0 is index 1. */
  log: EntryMark[] = [];
  term: Term = 0;
  commit: Index = 0;
  applied: Index = 0;
  isLeader = false;
  /** Given by this node in each term, whatever crashed since. */
  readonly votes = new Map<Term, RaftId>();

  constructor(id: RaftId, name: string, disk: MemoryDisk) {
    this.id = id;
    this.name = name;
    this.disk = disk;
  }

  /** A new incarnation believes what the disk says. */
  restart(appliedIndex: Index): void {
    this.log = this.disk.entries.map(markOf);
    this.term = this.disk.hardState.term;
    this.commit = appliedIndex;
    this.applied = appliedIndex;
    this.isLeader = false;
  }

  /** The entry at `index` is on disk, as marked. */
  isDurable(index: Index, mark: EntryMark): boolean {
    const entry = this.disk.entries[index - 1];
    return entry !== undefined && isSameMark(markOf(entry), mark);
  }
}
