/**
 * One process a folder. The lock is SQLite's own on a file named `lock`: the kernel lets go of it when the
 * process ends in any way, so a killed process leaves nothing behind, and no process id is compared.
 */
import { join } from "node:path";

import Database from "better-sqlite3";

import { FolderRefusal } from "./folder-refusal.ts";

/** Spans the moment in which a killed process lets go. */
const BUSY_TIMEOUT_MS = 250;

export interface FolderLock {
  /** Whoever holds the lock keeps this object: a lock nobody refers to is let go. */
  release(): void;
}

/** Throws FolderRefusal when another process, or another part of this one, has the folder. */
export function lockFolder(folder: string): FolderLock {
  let database: Database.Database | null = null;
  try {
    database = new Database(join(folder, "lock"), { timeout: BUSY_TIMEOUT_MS });
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database?.close();
    throw refusalFor(folder, error);
  }
  const held = database;
  return { release: () => held.close() };
}

function refusalFor(folder: string, error: unknown): FolderRefusal {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code.startsWith("SQLITE_BUSY")) {
    return new FolderRefusal(
      `The folder ${folder} is in use by another process. Stop that one first, or choose another data folder.`,
      { cause: error },
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  return new FolderRefusal(
    `The folder ${folder} cannot be locked: ${message}. Check its permissions and the disk.`,
    { cause: error },
  );
}
