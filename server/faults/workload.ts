/**
 * What the storage process writes: one seed, one endless row of steps, the same in the process and in its judge. Step 0 is
 * the log as `parley init` leaves it.
 */
import type { LogWrite } from "../src/ports.ts";
import { encodeConfiguration } from "../src/raft/configuration.ts";
import { Random } from "../src/raft/random.ts";
import type { Entry, HardState, LogBase, RaftId } from "../src/raft/types.ts";
import { LogModel } from "./log-model.ts";

const MEMBERS = ["00000000000000a1", "00000000000000a2", "00000000000000a3"].map(
  (id) => id as RaftId,
);
/** 2026-01-01, so that log times look like some. */
const EPOCH_MS = 1_767_225_600_000;
/** A conflict never reaches further back: what lies behind is committed. */
const CONFLICT_MAX_ENTRIES = 12;
const SMALL_BYTES = 300;
/** Rows that do not fit into one page. */
const MIDDLE_BYTES = 9_000;
/** More than 1 MiB in one step: enough for a checkpoint in the next pause (log-checkpoint.ts). */
const LARGE_ENTRIES = 48;
const LARGE_BYTES = 48 * 1024;

export interface WorkloadOptions {
  readonly seed: number;
  /** One step in this many is large, so that pages move into the file at the next pause; 0: none. */
  readonly largeEvery?: number;
  /** One step in this many lets go of the front of the log; 0: none. */
  readonly compactEvery?: number;
}

export interface Step {
  /** From 1. */
  readonly number: number;
  /** One durable unit. */
  readonly writes: readonly LogWrite[];
  /** The process waits a moment behind it: a pause in which a checkpoint may come. */
  readonly rests: boolean;
}

interface EntriesWanted {
  readonly first: number;
  readonly term: number;
  readonly time: number;
  readonly count: number;
  readonly maxBytes: number;
}

export class Workload {
  /** The log after the newest step. */
  readonly model = new LogModel();
  readonly #random: Random;
  readonly #largeEvery: number;
  readonly #compactEvery: number;
  #number = 0;

  constructor({ seed, largeEvery = 0, compactEvery = 0 }: WorkloadOptions) {
    this.#random = new Random(seed);
    this.#largeEvery = largeEvery;
    this.#compactEvery = compactEvery;
    this.model.apply(firstWrite());
  }

  next(): Step {
    this.#number += 1;
    const isLarge = this.#largeEvery > 0 && this.#number % this.#largeEvery === 0;
    const count = isLarge ? 1 : this.#random.between(1, 3);
    const writes = Array.from({ length: count }, () => this.#write(isLarge));
    return { number: this.#number, writes, rests: isLarge };
  }

  /** Goes to the log after step `number`, which is not passed yet. */
  skipTo(number: number): void {
    while (this.#number < number) this.next();
  }

  #write(isLarge: boolean): LogWrite {
    const write = this.#draw(isLarge);
    this.model.apply(write);
    return write;
  }

  #draw(isLarge: boolean): LogWrite {
    const chance = this.#random.below(100);
    if (isLarge) return { ...nothing, entries: this.#entries(LARGE_ENTRIES, LARGE_BYTES) };
    if (chance < 12) return { ...nothing, hardState: this.#nextTerm() };
    if (chance < 24 && this.#cuttable > 0) return this.#conflict();
    const { entries } = this.model;
    if (
      this.#compactEvery > 0 &&
      this.#random.below(this.#compactEvery) === 0 &&
      entries.length > 8
    )
      return { ...nothing, base: this.#base() };
    const maxBytes = this.#random.below(20) === 0 ? MIDDLE_BYTES : SMALL_BYTES;
    return { ...nothing, entries: this.#entries(this.#random.between(1, 6), maxBytes) };
  }

  get #cuttable(): number {
    // The first entry is the configuration, committed by being there.
    return Math.min(CONFLICT_MAX_ENTRIES, this.model.entries.length - 1);
  }

  /** What a follower does when a new leader's log differs: term, cut and entries in one. */
  #conflict(): LogWrite {
    const truncateFrom = this.model.lastIndex + 1 - this.#random.between(1, this.#cuttable);
    const hardState = this.#nextTerm();
    const before = this.model.entries.find(({ index }) => index === truncateFrom - 1);
    const entries = this.#entriesAt({
      first: truncateFrom,
      term: hardState.term,
      time: before?.time ?? EPOCH_MS,
      count: this.#random.between(0, 3),
      maxBytes: SMALL_BYTES,
    });
    return { ...nothing, truncateFrom, hardState, entries };
  }

  #nextTerm(): HardState {
    const { term, vote } = this.model.hardState;
    // A vote in the term that was entered without one, or a later term.
    if (vote === null && this.#random.below(2) === 0) return { term, vote: this.#anybody() };
    return {
      term: term + this.#random.between(1, 2),
      vote: this.#random.below(3) === 0 ? null : this.#anybody(),
    };
  }

  #anybody(): RaftId {
    const [one = "0" as RaftId] = MEMBERS.slice(this.#random.below(MEMBERS.length));
    return one;
  }

  #entries(count: number, maxBytes: number): readonly Entry[] {
    const { lastIndex, hardState, entries } = this.model;
    const time = entries.at(-1)?.time ?? EPOCH_MS;
    return this.#entriesAt({ first: lastIndex + 1, term: hardState.term, time, count, maxBytes });
  }

  #entriesAt({ first, term, time, count, maxBytes }: EntriesWanted): readonly Entry[] {
    return Array.from({ length: count }, (_, at) => ({
      index: first + at,
      term,
      time: time + at,
      kind: "command",
      data: this.#bytes(this.#random.between(Math.ceil(maxBytes / 10), maxBytes)),
    }));
  }

  /** Bytes that no other entry has. */
  #bytes(count: number): Uint8Array {
    const bytes = Buffer.alloc(count, this.#random.below(256));
    bytes.writeUInt32BE(this.#random.below(2 ** 32), 0);
    return bytes;
  }

  #base(): LogBase {
    const { entries } = this.model;
    const [cut = firstEntry()] = entries.slice(this.#random.below(entries.length - 4));
    return { index: cut.index, term: cut.term, time: cut.time, configuration: firstEntry() };
  }
}

const nothing: LogWrite = { truncateFrom: null, hardState: null, entries: [] };

/** What a member's log holds before its first start. */
export function firstWrite(): LogWrite {
  return { ...nothing, hardState: { term: 1, vote: null }, entries: [firstEntry()] };
}

function firstEntry(): Entry {
  const members = MEMBERS.map((id, at) => {
    const address = `127.0.0.1:${at + 1}`;
    return { id, name: `n${at + 1}`, peer: address, client: address, http: address };
  });
  const configuration = { members, voters: MEMBERS, outgoing: [], learners: [] };
  return {
    index: 1,
    term: 1,
    time: EPOCH_MS,
    kind: "configuration",
    data: encodeConfiguration(configuration),
  };
}
