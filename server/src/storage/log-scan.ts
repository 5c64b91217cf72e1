/**
 * Checks a log's rows in order as it is loaded and derives what the core needs, without holding the rows: only
 * those that may change the term or hold a configuration are unpacked, and the last one.
 */
import { unpackEntries } from "../raft/entry-codec.ts";
import type { Entry, HardState, Index, StoredLog, Term, TermRun } from "../raft/types.ts";
import { damagedLog } from "./damaged-log.ts";
import { CHAIN_START, chainOf } from "./log-chain.ts";
import type { BatchRow } from "./log-protocol.ts";

export class LogScan {
  readonly #path: string;
  readonly #termRuns: TermRun[] = [];
  readonly #configurations: Entry[] = [];
  #last: BatchRow | null = null;
  #bytes = 0;
  /** The value behind the newest row. */
  chain = CHAIN_START;

  constructor(path: string) {
    this.#path = path;
  }

  /** Takes the next row and the chain value stored with it. Throws FolderRefusal when either is unsound. */
  row(row: BatchRow, storedChain: number): void {
    if (row.firstIndex !== this.#lastIndex + 1) {
      throw damagedLog(
        this.#path,
        `entries ${this.#lastIndex + 1} to ${row.firstIndex - 1} are missing`,
      );
    }
    if (chainOf(this.chain, row) !== storedChain) {
      throw damagedLog(
        this.#path,
        `the check value of entries ${row.firstIndex} to ${row.lastIndex} is wrong`,
      );
    }
    if (row.hasConfiguration || row.lastTerm !== this.#lastTerm) this.#digest(this.#unpack(row));
    this.chain = storedChain;
    this.#last = row;
    this.#bytes += row.entries.length;
  }

  finish(hardState: HardState): StoredLog {
    if (hardState.term < this.#lastTerm)
      throw damagedLog(this.#path, "its term is older than its last entry");
    return {
      hardState,
      // The log is not compacted yet: it begins at its first entry.
      baseIndex: 0,
      baseTerm: 0,
      lastIndex: this.#lastIndex,
      termRuns: this.#termRuns,
      configurations: this.#configurations,
      lastTime: this.#last === null ? 0 : (this.#unpack(this.#last).at(-1)?.time ?? 0),
      bytes: this.#bytes,
    };
  }

  get #lastIndex(): Index {
    return this.#last?.lastIndex ?? 0;
  }

  get #lastTerm(): Term {
    return this.#termRuns.at(-1)?.term ?? 0;
  }

  #digest(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.term !== this.#lastTerm)
        this.#termRuns.push({ first: entry.index, term: entry.term });
      // A copy: the view would keep the whole row.
      if (entry.kind === "configuration")
        this.#configurations.push({ ...entry, data: entry.data.slice() });
    }
  }

  #unpack(row: BatchRow): readonly Entry[] {
    try {
      return unpackEntries(row.entries);
    } catch (cause) {
      throw damagedLog(
        this.#path,
        `entries ${row.firstIndex} to ${row.lastIndex} cannot be read`,
        cause,
      );
    }
  }
}
