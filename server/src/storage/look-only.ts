/**
 * For programs that look at folders and must leave every byte of them as it is: opening a database in WAL mode writes, even
 * to look, so it is copied first.
 */
import { constants, copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import Database from "better-sqlite3";

import { FolderRefusal } from "./folder-refusal.ts";

/** Spans the moment in which a killed process lets go. */
const BUSY_TIMEOUT_MS = 250;

export interface Scratch {
  readonly folder: string;
  remove(): void;
}

/** A folder for copies; `within`: where there must be room for them. */
export function makeScratch(within: string = tmpdir()): Scratch {
  const folder = mkdtempSync(join(within, "parley-look-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Copies a database with what has not come into it yet. Returns the path of the copy; the next one takes its place. */
export function copyDatabase(scratch: Scratch, path: string): string {
  const copy = join(scratch.folder, basename(path));
  for (const suffix of ["", "-wal", "-shm", "-journal"]) {
    rmSync(`${copy}${suffix}`, { force: true });
    // The shared memory is only an index of the write-ahead log; a reader makes it anew.
    if (suffix !== "-shm" && existsSync(`${path}${suffix}`))
      copyFileSync(`${path}${suffix}`, `${copy}${suffix}`, constants.COPYFILE_FICLONE);
  }
  return copy;
}

/** Nobody begins to use the folder meanwhile. */
export interface LookLock {
  release(): void;
}

/**
 * As lockFolder, but shared with others who look, and without making a file: a folder without a lock file was never used by
 * a node. Throws FolderRefusal when a process has the folder.
 */
export function lockToLook(folder: string): LookLock {
  const path = join(folder, "lock");
  if (!existsSync(path)) return { release: () => undefined };
  const database = new Database(path, { readonly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec("BEGIN");
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
    return { release: () => void database.close() };
  } catch (error) {
    database.close();
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!code.startsWith("SQLITE_BUSY")) throw error;
    throw new FolderRefusal(
      `The folder ${folder} is in use by another process. Stop it first: what changes cannot be looked at.`,
      { cause: error },
    );
  }
}
