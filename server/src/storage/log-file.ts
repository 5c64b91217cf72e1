/**
 * The log in its SQLite file, synchronously: used by the log's thread alone. Rows are batches; a row's chain
 * value covers it and everything before it.
 */
import type Database from "better-sqlite3";

import { assert } from "../lib/assert.ts";
import { unpackEntries } from "../raft/entry-codec.ts";
import type { HardState, Index, RaftId, StoredLog } from "../raft/types.ts";
import { crashPoint } from "./crash-points.ts";
import { damagedLog } from "./damaged-log.ts";
import { CHAIN_START, chainOf, hardStateCrc } from "./log-chain.ts";
import type { BatchRow } from "./log-protocol.ts";
import { rowOf } from "./log-row.ts";
import { LogScan } from "./log-scan.ts";

export interface FileWrite {
  readonly truncateFrom: Index | null;
  readonly hardState: HardState | null;
  readonly rows: readonly BatchRow[];
}

/** A row as SQLite gives it back. */
interface RawRow {
  readonly first_index: number;
  readonly last_index: number;
  readonly last_term: number;
  readonly has_configuration: number;
  readonly chain: number;
  readonly entries: Uint8Array;
}

const COLUMNS = "first_index, last_index, last_term, has_configuration, chain, entries";

export class LogFile {
  readonly #path: string;
  readonly #insertRow: Database.Statement;
  readonly #deleteFrom: Database.Statement;
  readonly #rowAt: Database.Statement<[number], RawRow>;
  readonly #rowsBetween: Database.Statement<[number, number], RawRow>;
  readonly #setHardState: Database.Statement;
  readonly #database: Database.Database;
  readonly #commit: (writes: readonly FileWrite[]) => void;
  #lastIndex: Index = 0;
  #chain = CHAIN_START;

  constructor(database: Database.Database, path: string) {
    this.#path = path;
    this.#database = database;
    this.#insertRow = database.prepare(`INSERT INTO batch (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)`);
    this.#deleteFrom = database.prepare("DELETE FROM batch WHERE first_index >= ?");
    this.#rowAt = database.prepare(
      `SELECT ${COLUMNS} FROM batch WHERE first_index <= ? ORDER BY first_index DESC LIMIT 1`,
    );
    this.#rowsBetween = database.prepare(
      `SELECT ${COLUMNS} FROM batch WHERE first_index BETWEEN ? AND ? ORDER BY first_index`,
    );
    this.#setHardState = database.prepare(
      "INSERT OR REPLACE INTO hard_state (only, term, vote, crc) VALUES (1, ?, ?, ?)",
    );
    this.#commit = database.transaction((writes: readonly FileWrite[]) => {
      for (const write of writes) this.#apply(write);
      crashPoint("log:transaction-filled");
    });
  }

  /** Reads the whole file row by row, checks it, and keeps only what the core needs to know. */
  load(): StoredLog {
    const scan = new LogScan(this.#path);
    const rows = this.#database.prepare<[], RawRow>(
      `SELECT ${COLUMNS} FROM batch ORDER BY first_index`,
    );
    let before: Uint8Array | null = null;
    for (const raw of rows.iterate()) {
      scan.row(batchRow(raw), raw.chain);
      if (before !== null) letGo(before);
      before = raw.entries;
    }
    const stored = scan.finish(this.#readHardState());
    this.#lastIndex = stored.lastIndex;
    this.#chain = scan.chain;
    return stored;
  }

  /** One transaction and one sync for all writes; durable when it returns. */
  write(writes: readonly FileWrite[]): void {
    this.#commit(writes);
  }

  /**
   * Rows from the one that holds `from` to the one that holds `until`, until they exceed `maxBytes`: at least
   * one, or none when the log no longer reaches `from`.
   */
  read(from: Index, until: Index, maxBytes: number): readonly BatchRow[] {
    const start = this.#rowAt.get(from);
    if (start === undefined || start.last_index < from) return [];
    let chain = this.#rowAt.get(start.first_index - 1)?.chain ?? CHAIN_START;
    let sizeBytes = 0;
    const rows: BatchRow[] = [];
    for (const raw of this.#rowsBetween.iterate(start.first_index, until)) {
      const row = batchRow(raw);
      if (chainOf(chain, row) !== raw.chain)
        throw new Error(`the log ${this.#path} has rotted at ${row.firstIndex}`);
      chain = raw.chain;
      sizeBytes += row.entries.length;
      if (rows.length > 0 && sizeBytes > maxBytes) break;
      rows.push(row);
    }
    return rows;
  }

  #apply({ truncateFrom, hardState, rows }: FileWrite): void {
    if (truncateFrom !== null) this.#truncate(truncateFrom);
    if (hardState !== null) this.#keep(hardState);
    for (const row of rows) this.#append(row);
  }

  #keep(hardState: HardState): void {
    this.#setHardState.run(hardState.term, hardState.vote, hardStateCrc(hardState));
    crashPoint("log:hard-state-set");
  }

  #append(row: BatchRow): void {
    assert(row.firstIndex === this.#lastIndex + 1, "the log is written without a gap");
    this.#chain = chainOf(this.#chain, row);
    this.#insertRow.run(
      row.firstIndex,
      row.lastIndex,
      row.lastTerm,
      row.hasConfiguration ? 1 : 0,
      this.#chain,
      row.entries,
    );
    this.#lastIndex = row.lastIndex;
    crashPoint("log:row-inserted");
  }

  /** Cuts `from` and everything behind it; a row that is cut in its middle is written anew. */
  #truncate(from: Index): void {
    if (from > this.#lastIndex) return;
    const cut = this.#rowAt.get(from);
    assert(cut !== undefined, "truncation happens inside the log");
    this.#deleteFrom.run(cut.first_index);
    crashPoint("log:truncated");
    const before = this.#rowAt.get(cut.first_index - 1);
    this.#lastIndex = before?.last_index ?? 0;
    this.#chain = before?.chain ?? CHAIN_START;
    const kept = unpackEntries(cut.entries).filter((entry) => entry.index < from);
    if (kept.length > 0) this.#append(rowOf(kept));
  }

  #readHardState(): HardState {
    const row = this.#database
      .prepare<[], { term: number; vote: string | null; crc: number }>(
        "SELECT term, vote, crc FROM hard_state",
      )
      .get();
    if (row === undefined) return { term: 0, vote: null };
    // Only writes of #setHardState, proved by the check value.
    const state: HardState = { term: row.term, vote: row.vote as RaftId | null };
    if (hardStateCrc(state) !== row.crc)
      throw damagedLog(this.#path, "term and vote fail their check");
    return state;
  }
}

/**
 * Frees the memory of a row at once. Left to the garbage collector, a log of 96 MiB was at times in memory as a
 * whole before it was collected; and resident memory is failover time.
 */
function letGo({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

function batchRow(raw: RawRow): BatchRow {
  return {
    firstIndex: raw.first_index,
    lastIndex: raw.last_index,
    lastTerm: raw.last_term,
    hasConfiguration: raw.has_configuration !== 0,
    entries: raw.entries,
  };
}
