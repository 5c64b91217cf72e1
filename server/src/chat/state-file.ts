/**
 * The files of the state: opened, put aside when they are of no use, replaced by a copy. The log is the truth, so a state
 * is never worth saving; but the log that belongs to an old state file must never meet a new one, since SQLite would put
 * the pages of the one into the other.
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { crashPoint } from "../storage/crash-points.ts";
import { openForJudging, readFacts, UnsoundState } from "./judge-state.ts";
import { SCHEMA_VERSION } from "./schema.ts";

/** Files that SQLite keeps beside a database. */
const BESIDE = ["-wal", "-shm", "-journal"];
/** Kept to be looked at: one only. */
const ASIDE = ".unsound";

/** What opening found of the state that was there. */
export type FoundState = "sound" | "none" | { readonly flaw: string };

/**
 * Afterwards there is either a state that opens, or none at all. Throws a sentence for one of a later version: that is
 * sound, and the program is old.
 */
export function findState(file: string): FoundState {
  if (!existsSync(file)) {
    clearBeside(file);
    return "none";
  }
  const flaw = flawOf(file);
  if (flaw === null) return "sound";
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

function clearBeside(file: string): void {
  for (const ending of BESIDE) rmSync(`${file}${ending}`, { force: true });
  syncFolderOf(file);
}

/** Cheap: what is wrong deep inside is found when it is met, or by the next copy. */
function flawOf(file: string): string | null {
  if (statSync(file).size === 0) return "it is empty";
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
