/**
 * The files of the state: opened, put aside when they are of no use, replaced by a copy. The log is the truth, so a state
 * is never worth saving; but the log that belongs to an old state file must never meet a new one, since SQLite would put
 * the pages of the one into the other.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import Database from "better-sqlite3";
import { crashPoint } from "../storage/crash-points.ts";
import { openForJudging, readFacts, UnsoundState } from "./judge-state.ts";
import { SCHEMA_VERSION } from "./schema.ts";

/** Files that SQLite keeps beside a database. */
const BESIDE = ["-wal", "-shm", "-journal"];
/** Kept to be looked at: one only. */
const ASIDE = ".unsound";

/** What an orderly stop says of the bytes: version, size and CRC-32. */
const SEAL = ".seal";
const SEAL_CHUNK_BYTES = 1024 * 1024;
/** About a second of reading: a stop must not take long. */
const SEAL_MAX_BYTES = 1024 * 1024 * 1024;

/** What opening found of the state that was there. Unproven: it was killed, and only a copy reads all of it. */
export type FoundState = "sealed" | "unproven" | "none" | { readonly flaw: string };

/**
 * Afterwards there is either a state that opens, or none at all. Throws a sentence for one of a later version: that is
 * sound, and the program is old.
 */
export function findState(file: string): FoundState {
  const stopped = takeSeal(file);
  if (!existsSync(file)) {
    clearBeside(file);
    return "none";
  }
  const flaw = flawOf(file, stopped);
  if (flaw === null) return stopped === null ? "unproven" : "sealed";
  putAside(file);
  clearBeside(file);
  return { flaw };
}

/** The state is not to be used any more, whoever has it open: the next start finds none. */
export function putAside(file: string): void {
  if (!existsSync(file)) return;
  renameSync(file, `${file}${ASIDE}`);
  syncFolderOf(file);
  crashPoint("state:put-aside");
}

/** `by` is durable, complete, on the same disk, and nobody has the state open. */
export function replaceState(file: string, by: string): void {
  rmSync(file, { force: true });
  syncFolderOf(file);
  crashPoint("restore:begun");
  clearBeside(file);
  crashPoint("restore:cleared");
  renameSync(by, file);
  crashPoint("restore:renamed");
  syncFolderOf(file);
  crashPoint("restore:done");
}

/**
 * In an orderly stop, when nobody has the state open: says what its bytes are, so that the next start finds any change.
 * Not for a state whose newest part is still beside it, nor for one that takes too long to read.
 */
export function sealState(file: string): void {
  const wal = `${file}-wal`;
  if (!existsSync(file) || (existsSync(wal) && statSync(wal).size > 0)) return;
  if (statSync(file).size > SEAL_MAX_BYTES) return;
  const path = `${file}${SEAL}`;
  const descriptor = openSync(`${path}.new`, "w");
  try {
    writeSync(descriptor, sealOf(file));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  // Half a seal would condemn a sound state.
  renameSync(`${path}.new`, path);
  syncFolderOf(file);
}

/** Null after a kill. It is gone before the state may change. */
function takeSeal(file: string): string | null {
  const path = `${file}${SEAL}`;
  if (!existsSync(path)) return null;
  const seal = readFileSync(path, "utf8");
  rmSync(path);
  syncFolderOf(file);
  return seal;
}

/** Size and CRC-32 of all bytes. No database may be open on the file in this process: closing it here ends their locks. */
function sealOf(file: string): string {
  const descriptor = openSync(file, "r");
  const chunk = new Uint8Array(SEAL_CHUNK_BYTES);
  try {
    let sum = 0;
    let size = 0;
    for (;;) {
      const read = readSync(descriptor, chunk, 0, chunk.length, size);
      if (read === 0) return `1 ${size} ${sum}\n`;
      sum = crc32(chunk.subarray(0, read), sum);
      size += read;
    }
  } finally {
    closeSync(descriptor);
  }
}

function clearBeside(file: string): void {
  for (const ending of BESIDE) rmSync(`${file}${ending}`, { force: true });
  syncFolderOf(file);
}

/** Cheap: what is wrong deep inside is found when it is met, or by the next copy. */
function flawOf(file: string, stopped: string | null): string | null {
  if (statSync(file).size === 0) return "it is empty";
  if (stopped !== null && sealOf(file) !== stopped)
    return "its bytes are not those of the last stop";
  let db: Database.Database | null = null;
  try {
    // For reading only: whoever closes last otherwise would put the whole write-ahead log into the file.
    db = openForJudging(file);
    const version = db.pragma("user_version", { simple: true });
    if (typeof version === "number" && version > SCHEMA_VERSION)
      throw new Error(
        `state.db has schema ${version}, this program knows ${SCHEMA_VERSION}. Start the newer version of Parley.`,
      );
    readFacts(db);
    return null;
  } catch (error) {
    if (error instanceof UnsoundState) return error.message;
    // It has to be recovered first, which whoever opens it to be written does.
    if (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_READONLY"))
      return null;
    if (error instanceof Error && isDamage(error)) return error.message;
    throw error;
  } finally {
    db?.close();
  }
}

/** SQLite met pages that cannot be. */
export function isDamage(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);
}

function syncFolderOf(file: string): void {
  const descriptor = openSync(dirname(file), "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
