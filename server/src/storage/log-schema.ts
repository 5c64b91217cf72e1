/**
 * Opens a log file with the settings that make a commit durable, and proves them (raft.md §3). Runs in the
 * log's thread, or in a program that makes or inspects folders while no node runs.
 */
import { existsSync } from "node:fs";

import Database from "better-sqlite3";

import { FolderRefusal } from "./folder-refusal.ts";

/** "PRLG": tells our file from any other SQLite database. */
const APPLICATION_ID = 0x50524c47;
const SCHEMA_VERSION = 1;
/** Before this, a WAL reset with two connections could corrupt the file. */
const SQLITE_MIN_VERSION = [3, 51, 3] as const;
/** One process at a time has the file; this only spans the moment in which a killed one lets go. */
const BUSY_TIMEOUT_MS = 250;
/** PRAGMA synchronous as read back: 2 is FULL, a sync in each commit. */
const SYNCHRONOUS_FULL = 2;

/** `entries` holds one batch as packed by the leader; `chain` covers the row and all rows before it. */
const SCHEMA = `
  CREATE TABLE batch (
    first_index INTEGER PRIMARY KEY,
    last_index INTEGER NOT NULL,
    last_term INTEGER NOT NULL,
    has_configuration INTEGER NOT NULL,
    chain INTEGER NOT NULL,
    entries BLOB NOT NULL
  ) STRICT;
  CREATE TABLE hard_state (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    term INTEGER NOT NULL,
    vote TEXT,
    crc INTEGER NOT NULL
  ) STRICT;
`;

/** Throws FolderRefusal with a sentence, or the error of SQLite. */
export function openLogDatabase(path: string, create: boolean): Database.Database {
  if (!create && !existsSync(path)) {
    throw new FolderRefusal(
      `The log ${path} is missing, so this member no longer knows what it promised. ` +
        `Restore the file, or replace the member with "parley cluster replace".`,
    );
  }
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    configure(database);
    checkLibrary(database);
    writeSchema(database, path);
    assertFull(database, path);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function configure(database: Database.Database): void {
  // Before WAL is first touched: no shared-memory file, and no second process.
  database.pragma("locking_mode = EXCLUSIVE");
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  // A checkpoint inside a commit makes it ten times as long: log-checkpoint.ts chooses the moment.
  database.pragma("wal_autocheckpoint = 0");
}

function checkLibrary(database: Database.Database): void {
  const version = String(database.prepare("SELECT sqlite_version()").pluck().get());
  const parts = version.split(".").map(Number);
  for (const [position, least] of SQLITE_MIN_VERSION.entries()) {
    const part = parts[position] ?? 0;
    if (part > least) return;
    if (part < least) {
      throw new FolderRefusal(
        `SQLite ${version} can damage a log; Parley needs ${SQLITE_MIN_VERSION.join(".")} or later. Run "npm ci" again.`,
      );
    }
  }
}

/** Writes at every start, also on an unchanged file: only after a write does `synchronous` read true. */
function writeSchema(database: Database.Database, path: string): void {
  const applicationId = database.pragma("application_id", { simple: true });
  const version = Number(database.pragma("user_version", { simple: true }));
  const isNew = applicationId === 0 && version === 0 && tableCount(database) === 0;
  if (!isNew && applicationId !== APPLICATION_ID) {
    throw new FolderRefusal(
      `${path} is not a log of Parley. Check the data folder; nothing in it was changed.`,
    );
  }
  if (version > SCHEMA_VERSION) {
    throw new FolderRefusal(
      `The log ${path} has format ${version}; this program knows formats up to ${SCHEMA_VERSION}. ` +
        `Start the newer version of Parley that wrote it.`,
    );
  }
  database.transaction(() => {
    if (isNew) database.exec(SCHEMA);
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.pragma(`user_version = ${SCHEMA_VERSION}`);
  })();
}

function tableCount(database: Database.Database): number {
  return Number(database.prepare("SELECT count(*) FROM sqlite_schema").pluck().get());
}

/**
 * SQLite as built into better-sqlite3 falls back to NORMAL at the first write in WAL mode unless FULL was set
 * on this very connection; NORMAL loses acknowledged commits in a power cut (reliability.md §3).
 */
function assertFull(database: Database.Database, path: string): void {
  const synchronous = database.pragma("synchronous", { simple: true });
  const journal = database.pragma("journal_mode", { simple: true });
  if (synchronous !== SYNCHRONOUS_FULL || journal !== "wal") {
    throw new FolderRefusal(
      `The log ${path} would not be durable here (journal_mode ${String(journal)}, synchronous ${String(synchronous)}). ` +
        `Keep the data folder on a local disk.`,
    );
  }
}
