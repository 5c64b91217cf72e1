/**
 * A log as the specification sees it: a sequence of entries behind a base, and the configurations among them. The
 * bytes of a configuration are read here a second time, so that an error of the program's own reader is none here.
 */
import { crc32 } from "node:zlib";
import type { Configuration, Entry, Index, LogBase, Term } from "../../src/raft/types.ts";

export interface PlacedConfiguration {
  readonly index: Index;
  readonly term: Term;
  readonly configuration: Configuration;
}

const NOBODY: PlacedConfiguration = {
  index: 0,
  term: 0,
  configuration: { members: [], voters: [], outgoing: [], learners: [] },
};
const sums = new WeakMap<Entry, number>();
const decoder = new TextDecoder();

export function sumOf(entry: Entry): number {
  let sum = sums.get(entry);
  if (sum === undefined) {
    sum = crc32(entry.data);
    sums.set(entry, sum);
  }
  return sum;
}

export function isSameEntry(one: Entry | undefined, other: Entry | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  if (one === other) return true;
  const { index, term, time, kind } = one;
  const isAlike = index === other.index && term === other.term;
  return isAlike && time === other.time && kind === other.kind && sumOf(one) === sumOf(other);
}

export class SpecLog {
  baseIndex: Index = 0;
  baseTerm: Term = 0;
  #entries: Entry[] = [];
  /** Ascending; that of the base among them. */
  #configurations: PlacedConfiguration[] = [];

  get lastIndex(): Index {
    return this.baseIndex + this.#entries.length;
  }

  get lastTerm(): Term {
    return this.#entries.at(-1)?.term ?? this.baseTerm;
  }

  get lastTime(): number {
    return this.#entries.at(-1)?.time ?? 0;
  }

  /** In force: the newest in the log, committed or not (§6). */
  get configuration(): PlacedConfiguration {
    return this.#configurations.at(-1) ?? NOBODY;
  }

  /** Undefined outside the log. */
  termAt(index: Index): Term | undefined {
    return index === this.baseIndex ? this.baseTerm : this.entryAt(index)?.term;
  }

  entryAt(index: Index): Entry | undefined {
    return index <= this.baseIndex ? undefined : this.#entries[index - this.baseIndex - 1];
  }

  /** The newest at or below `index`. */
  configurationAt(index: Index): PlacedConfiguration {
    return this.#configurations.findLast((one) => one.index <= index) ?? NOBODY;
  }

  /** The newest at or below `index` and all behind it; all of them when there is none. */
  configurationsFrom(index: Index): readonly PlacedConfiguration[] {
    const first = this.#configurations.findLastIndex((one) => one.index <= index);
    return this.#configurations.slice(Math.max(0, first));
  }

  /** §5.4.1. */
  isUpToDate(lastIndex: Index, lastTerm: Term): boolean {
    return lastTerm > this.lastTerm || (lastTerm === this.lastTerm && lastIndex >= this.lastIndex);
  }

  append(entry: Entry): void {
    this.#entries.push(entry);
    if (entry.kind === "configuration") this.#configurations.push(placed(entry));
  }

  cutFrom(index: Index): void {
    this.#entries.length = Math.min(this.#entries.length, index - 1 - this.baseIndex);
    this.#configurations = this.#configurations.filter((one) => one.index < index);
  }

  /** What follows an equal entry stays, else nothing does (§7). */
  startAt({ index, term, configuration }: LogBase): void {
    const isHeld = this.termAt(index) === term;
    this.#entries = isHeld ? this.#entries.slice(index - this.baseIndex) : [];
    const later = this.#configurations.filter((one) => isHeld && one.index > index);
    this.#configurations = [placed(configuration), ...later];
    this.baseIndex = index;
    this.baseTerm = term;
  }

  /** Equal, entry by entry. */
  equals(base: LogBase | null, entries: readonly Entry[]): boolean {
    if (this.baseIndex !== (base?.index ?? 0) || this.#entries.length !== entries.length)
      return false;
    return entries.every((entry, at) => isSameEntry(entry, this.#entries[at]));
  }

  copy(): SpecLog {
    const copy = new SpecLog();
    copy.baseIndex = this.baseIndex;
    copy.baseTerm = this.baseTerm;
    copy.#entries = [...this.#entries];
    copy.#configurations = [...this.#configurations];
    return copy;
  }
}

export function placed(entry: Entry): PlacedConfiguration {
  // The simulation wrote them itself: a shape that is none fails at the first question about it.
  const configuration = JSON.parse(decoder.decode(entry.data)) as Configuration;
  return { index: entry.index, term: entry.term, configuration };
}

/** As logs are compared (§5.4.1): one further on may be of an earlier term, and be replaced. */
export function isNewer(one: PlacedConfiguration, other: PlacedConfiguration): boolean {
  return one.term === other.term ? one.index > other.index : one.term > other.term;
}
