/** The rows of the log's file as SQLite gives and takes them. */
import type Database from "better-sqlite3";
import type { HardState, RaftId } from "../raft/types.ts";
import { hardStateCrc } from "./log-chain.ts";
import type { ChainedRow } from "./log-row.ts";

/** A row as SQLite gives it back. */
export interface RawRow {
  readonly first_index: number;
  readonly last_index: number;
  readonly last_term: number;
  readonly has_configuration: number;
  readonly chain: number;
  readonly entries: Uint8Array;
}

const COLUMNS = "first_index, last_index, last_term, has_configuration, chain, entries";

export const LOG_SQL = {
  insert: `INSERT INTO batch (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)`,
  /** The row that begins at or before an index. */
  at: `SELECT ${COLUMNS} FROM batch WHERE first_index <= ? ORDER BY first_index DESC LIMIT 1`,
  between: `SELECT ${COLUMNS} FROM batch WHERE first_index BETWEEN ? AND ? ORDER BY first_index`,
  from: `SELECT ${COLUMNS} FROM batch WHERE first_index >= ? ORDER BY first_index`,
} as const;

/** SQLite checks kinds when it writes: a damaged page may give anything back. */
export function isRow(raw: RawRow): boolean {
  const { first_index, last_index, last_term, has_configuration, chain, entries } = raw;
  const numbers: readonly unknown[] = [
    first_index,
    last_index,
    last_term,
    has_configuration,
    chain,
  ];
  return numbers.every(Number.isSafeInteger) && (entries as unknown) instanceof Uint8Array;
}

export function chainedRow(raw: RawRow): ChainedRow {
  return {
    firstIndex: raw.first_index,
    lastIndex: raw.last_index,
    lastTerm: raw.last_term,
    hasConfiguration: raw.has_configuration !== 0,
    chain: raw.chain,
    entries: raw.entries,
  };
}

export function writeHardState(database: Database.Database, state: HardState): void {
  database
    .prepare("INSERT OR REPLACE INTO hard_state (only, term, vote, crc) VALUES (1, ?, ?, ?)")
    .run(state.term, state.vote, hardStateCrc(state));
}

/** "unsound" when what is there fails its check. */
export function readHardState(database: Database.Database): HardState | "unsound" {
  const row = database
    .prepare<[], { term: number; vote: string | null; crc: number }>(
      "SELECT term, vote, crc FROM hard_state",
    )
    .get();
  if (row === undefined) return { term: 0, vote: null };
  // Only what writeHardState wrote, proved by the check value.
  const state: HardState = { term: row.term, vote: row.vote as RaftId | null };
  return hardStateCrc(state) === row.crc ? state : "unsound";
}
