/** What the witness knows of one process: the log that it believes in, and what it has said so far. */
import { crc32 } from "node:zlib";
import type { Entry, Index } from "../src/ports.ts";
import { decodeConfiguration } from "../src/raft/configuration.ts";
import type { Configuration, RaftId, Term } from "../src/raft/types.ts";
import type { MemoryDisk } from "../src/storage/memory-disk.ts";

/** An entry as far as it must be the same everywhere. */
export interface EntryMark {
  readonly term: Term;
  readonly time: number;
  readonly sum: number;
}

/** A configuration and where it stands. */
export interface PlacedConfiguration {
  readonly index: Index;
  readonly configuration: Configuration;
}

const configurations = new WeakMap<Uint8Array, Configuration>();
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
  /** Those of the log in memory, ascending. */
  configurations: readonly PlacedConfiguration[] = [];
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
    this.configurations = this.configurationsOnDisk();
    this.term = this.disk.hardState.term;
    this.commit = appliedIndex;
    this.applied = appliedIndex;
    this.isLeader = false;
  }

  /** In force here: the newest in the log; null before there is one. */
  get configuration(): Configuration | null {
    return this.configurations.at(-1)?.configuration ?? null;
  }

  configurationsOnDisk(): readonly PlacedConfiguration[] {
    return this.disk.entries.filter(({ kind }) => kind === "configuration").map(placed);
  }

  /** A configuration entry was appended. */
  learn(entry: Entry): void {
    this.configurations = [...this.configurations, placed(entry)];
  }

  /** The entry at `index` is on disk, as marked. */
  isDurable(index: Index, mark: EntryMark): boolean {
    const entry = this.disk.entries[index - 1];
    return entry !== undefined && isSameMark(markOf(entry), mark);
  }
}

function placed({ index, data }: Entry): PlacedConfiguration {
  const configuration = configurations.get(data) ?? decodeConfiguration(data);
  configurations.set(data, configuration);
  return { index, configuration };
}
