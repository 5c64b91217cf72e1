/**
 * Opens a log file with the settings that make a commit durable, and proves them (raft.md §3). Runs in the
 * log's thread, or in a program that makes or inspects folders while no node runs.
 */
import { accessSync, constants, existsSync } from "node:fs";

import Database from "better-sqlite3";

import { closeAfter } from "./close-after.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import { BASE_SCHEMA } from "./log-base.ts";
import { type LogOwner, ownerIn, refuseForeign, writeOwner } from "./log-owner.ts";
import { isDamage } from "./sqlite-errors.ts";

const CACHE_KIB = 1024;
/** "PRLG": tells our file from any other SQLite database. */
const APPLICATION_ID = 0x50524c47;
/** 2: a mark stands beside it, and it may begin behind a base. 1 had neither. */
export const LOG_VERSION = 2;
const FIRST_VERSION = 1;
/** Before this, a WAL reset with two connections could corrupt the file. */
const SQLITE_MIN_VERSION = [3, 51, 3] as const;
/** One process at a time has the file; this only spans the moment in which a killed one lets go. */
const BUSY_TIMEOUT_MS = 250;
/** Far below the 64 MiB that it may take at all. */
const WAL_KEPT_BYTES = 16 * 1024 * 1024;
/** PRAGMA synchronous as read back: 2 is FULL, a sync in each commit. */
const SYNCHRONOUS_FULL = 2;

/** `entries` holds one batch as packed by the leader; `chain` covers the row and all rows before it. */
export const LOG_SCHEMA = `
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
  ${BASE_SCHEMA}
`;

/** There is no log under this name any more, or nothing of it can be read. */
export class LogLost extends FolderRefusal {
  /** Only what is the matter. */
  readonly flaw: string;
  constructor(path: string, flaw: string, cause?: unknown) {
    super(
      `The log ${path} cannot be used: ${flaw}. This member no longer knows what it promised. ` +
        `Restore the folder, or replace the member with "parley cluster replace".`,
      { cause },
    );
    this.flaw = flaw;
  }
}

/**
 * Throws FolderRefusal with a sentence (LogLost among them), or the error of SQLite. `owner`: who must have it, and whose
 * it is from now on; null: nobody asks.
 */
export function openLogDatabase(
  path: string,
  create: boolean,
  owner: LogOwner | null = null,
): Database.Database {
  if (!create && !existsSync(path)) throw new LogLost(path, "it is missing");
  try {
    return openChecked(path, create, owner);
  } catch (error) {
    if (isDamage(error) || isHeaderDamaged(error, path))
      throw new LogLost(path, `it is damaged (${error.message})`, error);
    throw error;
  }
}

function openChecked(path: string, create: boolean, owner: LogOwner | null): Database.Database {
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    configure(database);
    checkLibrary(database);
    if (owner !== null) refuseForeign(path, ownerIn(database), owner);
    writeSchema(database, path, create);
    if (owner !== null) keepOwner(database, owner);
    assertFull(database, path);
    return database;
  } catch (error) {
    closeAfter(error, database);
    throw error;
  }
}

/** SQLite takes a file whose header it does not understand for one that must not be written. */
function isHeaderDamaged(error: unknown, path: string): error is Error {
  if (!(error instanceof Error && "code" in error) || error.code !== "SQLITE_READONLY")
    return false;
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    // It is a matter of permissions: the file itself may be sound.
    return false;
  }
}

function configure(database: Database.Database): void {
  // Before WAL is first touched: no shared-memory file, and no second process.
  database.pragma("locking_mode = EXCLUSIVE");
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  // A checkpoint inside a commit makes it ten times as long: log-checkpoint.ts chooses the moment.
  database.pragma("wal_autocheckpoint = 0");
  // Rows are appended and hardly ever read again: the usual 16 MB would only be held (raft.md §2: memory is failover time).
  database.pragma(`cache_size = -${CACHE_KIB}`);
  // One huge write may leave a long write-ahead log: its file is cut when it is begun anew.
  database.pragma(`journal_size_limit = ${WAL_KEPT_BYTES}`);
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
function writeSchema(database: Database.Database, path: string, create: boolean): void {
  const applicationId = database.pragma("application_id", { simple: true });
  const version = versionOf(database);
  const tables = tablesOf(database);
  const isNew = applicationId === 0 && version === 0 && tables.length === 0;
  if (isNew && !create) throw new LogLost(path, "it is empty");
  const hasOurs = tables.includes("batch") && tables.includes("hard_state");
  if (!isNew && applicationId !== APPLICATION_ID) {
    if (hasOurs) throw new LogLost(path, "its header is damaged");
    throw new FolderRefusal(
      `${path} is not a log of Parley. Check the data folder; nothing in it was changed.`,
    );
  }
  if (version > LOG_VERSION) {
    throw new FolderRefusal(
      `The log ${path} has format ${version}; this program knows formats up to ${LOG_VERSION}. ` +
        `Start the newer version of Parley that wrote it.`,
    );
  }
  if (!isNew && (!hasOurs || version < FIRST_VERSION || isWithoutBase(version, tables)))
    throw new LogLost(path, "its tables are gone");
  database.transaction(() => {
    if (isNew) database.exec(LOG_SCHEMA);
    // The version follows when the mark is there.
    else if (!tables.includes("base")) database.exec(BASE_SCHEMA);
    stamp(database, isNew ? LOG_VERSION : version);
  })();
}

function keepOwner(database: Database.Database, owner: LogOwner): void {
  if (ownerIn(database) === null) database.transaction(() => writeOwner(database, owner))();
}

function isWithoutBase(version: number, tables: readonly string[]): boolean {
  return version > FIRST_VERSION && !tables.includes("base");
}

export function versionOf(database: Database.Database): number {
  return Number(database.pragma("user_version", { simple: true }));
}

/** From here on the log is ours, and of this version. */
export function stamp(database: Database.Database, version: number): void {
  database.pragma(`application_id = ${APPLICATION_ID}`);
  database.pragma(`user_version = ${version}`);
}

function tablesOf(database: Database.Database): readonly string[] {
  return database
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .all() as readonly string[];
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
