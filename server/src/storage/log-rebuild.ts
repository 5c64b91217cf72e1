/**
 * Puts a new file in the place of raft.db, with the sound part of the old one (raft.md §3). Nothing that the kernel
 * may only pretend to have on the disk is taken over: every byte is written and synced anew.
 *
 *   raft.db.part written and synced ─▶ renamed to raft.db.new ─▶ old write-ahead log removed ─▶ renamed to raft.db
 *
 * The folder is synced after each step. Once raft.db.new is there it is whole, and the next start goes on from it:
 * an old write-ahead log beside a new file would be taken for its own.
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";

import Database from "better-sqlite3";
import type { HardState, Index } from "../raft/types.ts";
import { crashPoint } from "./crash-points.ts";
import { syncFolder } from "./durable-files.ts";
import { writeBase } from "./log-base.ts";
import { letGo, type ReadLog } from "./log-reading.ts";
import { LOG_SCHEMA, LOG_VERSION, stamp } from "./log-schema.ts";
import { LOG_SQL, type RawRow, writeHardState } from "./log-sql.ts";
import { isDamage } from "./sqlite-errors.ts";

/** What is taken over: the sound part of `from`; nothing when that cannot be read. */
export interface SoundLog extends ReadLog {
  readonly from: Database.Database | null;
}

/**
 * The new file is whole and durable when it returns; `finishRebuild` follows, with the old file closed. Gives the last
 * index in it: lower than that of the sound part when the old file showed less than before.
 */
export function rebuildLog(path: string, sound: SoundLog, hardState: HardState): Index {
  const part = `${path}.part`;
  removeParts(path);
  const target = new Database(part);
  let lastIndex: Index = 0;
  try {
    // Nobody reads it before it is whole.
    target.pragma("journal_mode = OFF");
    target.pragma("synchronous = OFF");
    target.transaction(() => {
      target.exec(LOG_SCHEMA);
      stamp(target, LOG_VERSION);
      writeHardState(target, hardState);
      lastIndex = copyRows(sound, target);
    })();
  } finally {
    target.close();
  }
  crashPoint("rebuild:written");
  syncFile(part);
  crashPoint("rebuild:synced");
  renameSync(part, `${path}.new`);
  syncFolder(dirname(path));
  crashPoint("rebuild:whole");
  return lastIndex;
}

/** Does nothing when no rebuilt file waits. No connection to the log is open. */
export function finishRebuild(path: string): void {
  removeParts(path);
  if (!existsSync(`${path}.new`)) return;
  for (const suffix of ["-wal", "-shm", "-journal"]) rmSync(`${path}${suffix}`, { force: true });
  syncFolder(dirname(path));
  crashPoint("rebuild:wal-removed");
  renameSync(`${path}.new`, path);
  crashPoint("rebuild:renamed");
  syncFolder(dirname(path));
}

function removeParts(path: string): void {
  for (const suffix of ["", "-journal", "-wal", "-shm"])
    rmSync(`${path}.part${suffix}`, { force: true });
}

function copyRows({ from, scanned, base }: SoundLog, target: Database.Database): Index {
  const baseIndex = base?.index ?? 0;
  const until = scanned.stored.lastIndex;
  const copied =
    from !== null && scanned.hasRows ? copyBetween(from, target, base?.firstRow ?? 1, until) : 0;
  if (base !== null) {
    const start = copied === 0 ? { firstRow: baseIndex + 1, chain: scanned.end.chain } : {};
    writeBase(target, { ...base, ...start });
  }
  return Math.max(copied, baseIndex);
}

/**
 * The last index that was copied; 0 when no row was. A damaged tree may not show the same rows twice, nor in order:
 * what comes behind the first strange one is not taken over.
 */
function copyBetween(
  from: Database.Database,
  target: Database.Database,
  first: Index,
  last: Index,
): Index {
  const insert = target.prepare(LOG_SQL.insert);
  const rows = from.prepare<[number, number], RawRow>(LOG_SQL.between).iterate(first, last);
  let copied = first - 1;
  for (const raw of untilDamage(rows)) {
    const { first_index, last_index, last_term, has_configuration, chain, entries } = raw;
    if (first_index !== copied + 1 || !Number.isSafeInteger(last_index)) break;
    insert.run(first_index, last_index, last_term, has_configuration, chain, entries);
    letGo(entries);
    copied = last_index;
    if (copied >= last) break;
  }
  return copied < first ? 0 : copied;
}

function* untilDamage(rows: Iterable<RawRow>): Iterable<RawRow> {
  try {
    yield* rows;
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
}

function syncFile(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
