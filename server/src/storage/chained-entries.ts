/** Entries in memory with the check value of the log up to each, behind a base or from the first one on. */
import { crc32 } from "node:zlib";

import { assert } from "../lib/assert.ts";
import type { Entry, Index, LogBase } from "../raft/types.ts";
import { CHAIN_START, chainOfBase } from "./log-chain.ts";
import type { LogEnd } from "./mark.ts";

export interface ChainedEntry {
  readonly entry: Entry;
  /** Over everything up to it. */
  readonly chain: number;
}

const header = Buffer.alloc(24);

export class ChainedEntries {
  #chained: ChainedEntry[] = [];
  #entries: Entry[] = [];
  #base: LogBase | null = null;
  #baseChain = CHAIN_START;

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  get base(): LogBase | null {
    return this.#base;
  }

  get lastIndex(): Index {
    return (this.#base?.index ?? 0) + this.#entries.length;
  }

  get end(): LogEnd {
    return this.endAt(this.lastIndex);
  }

  /** The end if it were cut behind `index`; the base when that is not behind it. */
  endAt(index: Index): LogEnd {
    const base = this.#base;
    const one = this.#chained[index - (base?.index ?? 0) - 1];
    if (one !== undefined) return { index, term: one.entry.term, chain: one.chain };
    return { index: base?.index ?? 0, term: base?.term ?? 0, chain: this.#baseChain };
  }

  append(entry: Entry): void {
    assert(entry.index === this.lastIndex + 1, "the log is written without a gap");
    this.putBack({ entry, chain: chainOfEntry(this.end.chain, entry) });
  }

  /** One that was cut, at the end where it stood. */
  putBack(one: ChainedEntry): void {
    this.#chained.push(one);
    this.#entries.push(one.entry);
  }

  /** Gives back what it cut. */
  cutBehind(index: Index): readonly ChainedEntry[] {
    const kept = index - (this.#base?.index ?? 0);
    assert(kept >= 0, "a log is not cut before its base");
    if (kept >= this.#chained.length) return [];
    this.#entries.length = kept;
    return this.#chained.splice(kept);
  }

  compact(base: LogBase): void {
    assert(base.index > (this.#base?.index ?? 0), "a base only rises");
    const end = this.endAt(base.index);
    const isInLog = end.index === base.index && end.term === base.term;
    this.#baseChain = isInLog ? end.chain : chainOfBase(base);
    this.#chained = this.#chained.filter(({ entry }) => entry.index > base.index);
    this.#entries = this.#chained.map(({ entry }) => entry);
    this.#base = base;
  }

  copy(): ChainedEntries {
    const copy = new ChainedEntries();
    copy.#chained = [...this.#chained];
    copy.#entries = [...this.#entries];
    copy.#base = this.#base;
    copy.#baseChain = this.#baseChain;
    return copy;
  }
}

function chainOfEntry(previous: number, { index, term, time, data }: Entry): number {
  header.writeDoubleBE(index, 0);
  header.writeDoubleBE(term, 8);
  header.writeDoubleBE(time, 16);
  return crc32(data, crc32(header, previous));
}
