/**
 * Checks a log's rows in order as it is loaded and derives what the core needs, without holding the rows: only
 * those that may change the term or hold a configuration are unpacked, and the last one. What is behind the first
 * flaw does not count.
 */
import { MalformedBytes } from "../lib/byte-reader.ts";
import { unpackEntries } from "../raft/entry-codec.ts";
import type { Entry, HardState, Index, StoredLog, Term, TermRun } from "../raft/types.ts";
import type { StoredBase } from "./log-base.ts";
import { CHAIN_START, chainOf } from "./log-chain.ts";
import { type ChainedRow, endWithin } from "./log-row.ts";
import type { FoundLog, LogEnd } from "./mark.ts";

/** The sound part of a log. */
export interface ScannedLog {
  readonly found: FoundLog;
  readonly stored: StoredLog;
  readonly end: LogEnd;
  readonly hasRows: boolean;
}

export class LogScan {
  readonly #base: StoredBase | null;
  readonly #markIndex: Index;
  readonly #termRuns: TermRun[] = [];
  readonly #configurations: Entry[] = [];
  #last: ChainedRow | null = null;
  #lastTime: number;
  #bytes = 0;
  #chain: number;
  #flaw: string | null = null;
  #atMark: LogEnd | null = null;

  /** `markIndex`: where the log is compared with the mark; 0 for nowhere. */
  constructor(base: StoredBase | null, markIndex: Index) {
    this.#base = base;
    this.#markIndex = markIndex;
    this.#chain = base?.chain ?? CHAIN_START;
    this.#lastTime = base?.time ?? 0;
  }

  /** Takes the next row. False: it is unsound, and none must follow. */
  row(row: ChainedRow): boolean {
    this.#flaw = this.#flawOf(row) ?? this.#digest(row);
    if (this.#flaw !== null) return false;
    if (row.firstIndex <= this.#markIndex && this.#markIndex <= row.lastIndex)
      this.#atMark = endWithin(row, this.#chain, this.#markIndex);
    this.#chain = row.chain;
    this.#last = row;
    this.#bytes += row.entries.length;
    return true;
  }

  /** `flaw`: one that stands beside the rows, or that ended them. */
  finish(hardState: HardState, flaw: string | null = null): ScannedLog {
    const base = this.#base;
    const baseIndex = base?.index ?? 0;
    const baseTerm = base?.term ?? 0;
    const last = this.#last;
    const isBehindBase = last !== null && last.lastIndex > baseIndex;
    const lastIndex = isBehindBase ? last.lastIndex : baseIndex;
    const term = isBehindBase ? last.lastTerm : baseTerm;
    if (isBehindBase) this.#lastTime = unpackEntries(last.entries).at(-1)?.time ?? 0;
    const isTermOld = hardState.term < term;
    const found: FoundLog = {
      flaw: flaw ?? this.#flaw ?? (isTermOld ? "its term is older than its last entry" : null),
      hardState,
      baseIndex,
      lastIndex,
      atMark: this.#atMark,
    };
    const configurations =
      base === null ? this.#configurations : [base.configuration, ...this.#configurations];
    const stored: StoredLog = {
      hardState,
      baseIndex,
      baseTerm,
      lastIndex,
      termRuns: this.#termRuns,
      configurations,
      lastTime: this.#lastTime,
      bytes: this.#bytes,
    };
    const end = { index: lastIndex, term, chain: this.#chain };
    return { found, stored, end, hasRows: last !== null };
  }

  #flawOf(row: ChainedRow): string | null {
    const { firstIndex, lastIndex } = row;
    const expected = this.#last === null ? (this.#base?.firstRow ?? 1) : this.#last.lastIndex + 1;
    if (firstIndex !== expected) return `entries ${expected} to ${firstIndex - 1} are missing`;
    if (chainOf(this.#chain, row) === row.chain) return null;
    return `the check value of entries ${firstIndex} to ${lastIndex} is wrong`;
  }

  get #lastTerm(): Term {
    return this.#termRuns.at(-1)?.term ?? 0;
  }

  #digest(row: ChainedRow): string | null {
    if (!row.hasConfiguration && row.lastTerm === this.#lastTerm) return null;
    try {
      for (const entry of unpackEntries(row.entries)) this.#digestEntry(entry);
      return null;
    } catch (error) {
      // Its check value is right, so whoever wrote it wrote something else than entries.
      if (error instanceof MalformedBytes)
        return `entries ${row.firstIndex} to ${row.lastIndex} cannot be read`;
      throw error;
    }
  }

  #digestEntry(entry: Entry): void {
    if (entry.index <= (this.#base?.index ?? 0)) return;
    if (entry.term !== this.#lastTerm)
      this.#termRuns.push({ first: entry.index, term: entry.term });
    // A copy: the view would keep the whole row.
    if (entry.kind === "configuration")
      this.#configurations.push({ ...entry, data: entry.data.slice() });
  }
}
