/** Reads the whole of a log's file, as far as it is sound. */
import type Database from "better-sqlite3";
import type { HardState, Index } from "../raft/types.ts";
import { readBase, type StoredBase } from "./log-base.ts";
import { LogScan, type ScannedLog } from "./log-scan.ts";
import { chainedRow, isRow, LOG_SQL, type RawRow, readHardState } from "./log-sql.ts";
import { isDamage } from "./sqlite-errors.ts";

const NOTHING_PROMISED: HardState = { term: 0, vote: null };

export interface ReadLog {
  readonly scanned: ScannedLog;
  readonly base: StoredBase | null;
}

/** Errors that are not damage of the file, such as those of the disk, are thrown. `markIndex`: as for LogScan. */
export function scanLog(database: Database.Database, markIndex: Index): ReadLog {
  const base = orUnsound(() => readBase(database));
  if (base === "unsound") return unusableLog("what it says of its beginning is wrong");
  const scan = new LogScan(base, markIndex);
  const damage = scanRows(database, scan, base?.firstRow ?? 1);
  const hardState = orUnsound(() => readHardState(database));
  if (hardState === "unsound") {
    const flaw = "term and vote fail their check";
    return { scanned: scan.finish(NOTHING_PROMISED, damage ?? flaw), base };
  }
  return { scanned: scan.finish(hardState, damage), base };
}

/** Of a log of which nothing can be read. */
export function unusableLog(flaw: string): ReadLog {
  return { scanned: new LogScan(null, 0).finish(NOTHING_PROMISED, flaw), base: null };
}

function scanRows(database: Database.Database, scan: LogScan, firstRow: Index): string | null {
  try {
    const rows = database.prepare<[number], RawRow>(LOG_SQL.from);
    let before: Uint8Array | null = null;
    for (const raw of rows.iterate(firstRow)) {
      if (!isRow(raw)) return "a row holds what was never written";
      if (!scan.row(chainedRow(raw))) return null;
      if (before !== null) letGo(before);
      before = raw.entries;
    }
    return null;
  } catch (error) {
    if (isDamage(error)) return error.message;
    throw error;
  }
}

function orUnsound<Value>(read: () => Value): Value | "unsound" {
  try {
    return read();
  } catch (error) {
    if (isDamage(error)) return "unsound";
    throw error;
  }
}

/**
 * Frees the memory of a row at once. Left to the garbage collector, a log of 96 MiB was at times in memory as a
 * whole before it was collected; and resident memory is failover time.
 */
export function letGo({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
