/**
 * The log in its SQLite file, synchronously: used by the log's thread alone. Rows are batches; a row's chain
 * value covers it and everything before it.
 */
import type Database from "better-sqlite3";

import { assert } from "../lib/assert.ts";
import { unpackEntries } from "../raft/entry-codec.ts";
import type { HardState, Index, LogBase } from "../raft/types.ts";
import { crashPoint } from "./crash-points.ts";
import { type StoredBase, writeBase } from "./log-base.ts";
import { CHAIN_START, chainOf, chainOfBase } from "./log-chain.ts";
import type { BatchRow } from "./log-protocol.ts";
import { chainedRow, LOG_SQL, type RawRow, writeHardState } from "./log-sql.ts";
import { scanLog } from "./log-reading.ts";
import { type ChainedRow, endWithin, rowOf } from "./log-row.ts";
import type { ScannedLog } from "./log-scan.ts";
import type { LogEnd } from "./mark.ts";

export interface FileWrite {
  readonly truncateFrom: Index | null;
  readonly base: LogBase | null;
  readonly hardState: HardState | null;
  readonly rows: readonly BatchRow[];
}

export class LogFile {
  readonly #path: string;
  readonly #insertRow: Database.Statement;
  readonly #deleteFrom: Database.Statement;
  readonly #rowAt: Database.Statement<[number], RawRow>;
  readonly #rowsBetween: Database.Statement<[number, number], RawRow>;
  readonly #database: Database.Database;
  readonly #commit: (writes: readonly FileWrite[]) => void;
  #base: StoredBase | null = null;
  #end: LogEnd = { index: 0, term: 0, chain: CHAIN_START };

  constructor(database: Database.Database, path: string) {
    this.#path = path;
    this.#database = database;
    this.#insertRow = database.prepare(LOG_SQL.insert);
    this.#deleteFrom = database.prepare("DELETE FROM batch WHERE first_index >= ?");
    this.#rowAt = database.prepare(LOG_SQL.at);
    this.#rowsBetween = database.prepare(LOG_SQL.between);
    this.#commit = database.transaction((writes: readonly FileWrite[]) => {
      for (const write of writes) this.#apply(write);
      crashPoint("log:transaction-filled");
    });
  }

  /** Reads the whole file and checks it: comes before everything else. `markIndex`: as for LogScan. */
  load(markIndex: Index): ScannedLog {
    const { scanned, base } = scanLog(this.#database, markIndex);
    this.#base = base;
    this.#end = scanned.end;
    return scanned;
  }

  get base(): StoredBase | null {
    return this.#base;
  }

  get end(): LogEnd {
    return this.#end;
  }

  /** Rows in front of this index are no part of the log any more. */
  get firstRow(): Index {
    return this.#base?.firstRow ?? 1;
  }

  /** One transaction and one sync for all writes; durable when it returns. */
  write(writes: readonly FileWrite[]): void {
    this.#commit(writes);
  }

  /** The end of the log if it were cut behind `index`; the base when that is not behind it. */
  endAt(index: Index): LogEnd {
    if (index === this.#end.index) return this.#end;
    const base = this.#base;
    if (index <= (base?.index ?? 0))
      return { index: base?.index ?? 0, term: base?.term ?? 0, chain: base?.chain ?? CHAIN_START };
    const row = this.#rowHolding(index);
    assert(row !== null, "a position is inside the log");
    return endWithin(row, this.#chainBefore(row), index);
  }

  /**
   * Rows from the one that holds `from` to the one that holds `until`, until they exceed `maxBytes`: at least
   * one, or none when the log no longer reaches `from`.
   */
  read(from: Index, until: Index, maxBytes: number): readonly BatchRow[] {
    const start = from <= (this.#base?.index ?? 0) ? null : this.#rowHolding(from);
    if (start === null) return [];
    let chain = this.#chainBefore(start);
    let sizeBytes = 0;
    const rows: BatchRow[] = [];
    for (const raw of this.#rowsBetween.iterate(start.firstIndex, until)) {
      const row = chainedRow(raw);
      if (chainOf(chain, row) !== row.chain)
        throw new Error(`the log ${this.#path} has rotted at ${row.firstIndex}`);
      chain = row.chain;
      sizeBytes += row.entries.length;
      if (rows.length > 0 && sizeBytes > maxBytes) break;
      rows.push(row);
    }
    return rows;
  }

  #apply({ truncateFrom, base, hardState, rows }: FileWrite): void {
    if (truncateFrom !== null) this.#truncate(truncateFrom);
    if (base !== null) this.#compact(base);
    if (hardState !== null) this.#keep(hardState);
    for (const row of rows) this.#append(row);
  }

  #keep(hardState: HardState): void {
    writeHardState(this.#database, hardState);
    crashPoint("log:hard-state-set");
  }

  #append(row: BatchRow): void {
    assert(row.firstIndex === this.#end.index + 1, "the log is written without a gap");
    const chain = chainOf(this.#end.chain, row);
    this.#insertRow.run(
      row.firstIndex,
      row.lastIndex,
      row.lastTerm,
      row.hasConfiguration ? 1 : 0,
      chain,
      row.entries,
    );
    this.#end = { index: row.lastIndex, term: row.lastTerm, chain };
    crashPoint("log:row-inserted");
  }

  /** Cuts `from` and everything behind it; a row that is cut in its middle is written anew. */
  #truncate(from: Index): void {
    if (from > this.#end.index) return;
    assert(from > (this.#base?.index ?? 0), "a log is not cut before its base");
    const cut = this.#rowHolding(from);
    assert(cut !== null, "truncation happens inside the log");
    const chain = this.#chainBefore(cut);
    const term = this.#rowHolding(cut.firstIndex - 1)?.lastTerm ?? this.#base?.term ?? 0;
    this.#deleteFrom.run(cut.firstIndex);
    crashPoint("log:truncated");
    this.#end = { index: cut.firstIndex - 1, term, chain };
    const kept = unpackEntries(cut.entries).filter((entry) => entry.index < from);
    if (kept.length > 0) this.#append(rowOf(kept));
  }

  /** The rows behind it are deleted later, in slices: here they only cease to be part of the log. */
  #compact(base: LogBase): void {
    assert(base.index > (this.#base?.index ?? 0), "a base only rises");
    const start = this.#startBehind(base);
    this.#base = { ...base, ...start };
    if (base.index >= this.#end.index)
      this.#end = { index: base.index, term: base.term, chain: start.chain };
    writeBase(this.#database, this.#base);
    crashPoint("log:base-set");
  }

  #startBehind(base: LogBase): Pick<StoredBase, "firstRow" | "chain"> {
    const { index, term } = base;
    const behind = { firstRow: index + 1 };
    if (index === this.#end.index && term === this.#end.term)
      return { ...behind, chain: this.#end.chain };
    if (index >= this.#end.index) return { ...behind, chain: chainOfBase(base) };
    const row = this.#rowHolding(index);
    assert(row !== null, "a base lies inside the log, or behind it");
    if (row.lastIndex === index) return { ...behind, chain: row.chain };
    return { firstRow: row.firstIndex, chain: this.#chainBefore(row) };
  }

  /** Null where no row of the log is: in front of its first one, or behind its end. */
  #rowHolding(index: Index): ChainedRow | null {
    if (index < this.firstRow) return null;
    const raw = this.#rowAt.get(index);
    return raw === undefined || raw.last_index < index ? null : chainedRow(raw);
  }

  #chainBefore({ firstIndex }: BatchRow): number {
    if (firstIndex === this.firstRow) return this.#base?.chain ?? CHAIN_START;
    const row = this.#rowHolding(firstIndex - 1);
    assert(row !== null, "rows follow one another");
    return row.chain;
  }
}
