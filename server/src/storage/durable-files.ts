/** Files and folders that are on the disk when the call returns, also after a power cut. */
import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname, resolve } from "node:path";

import { crashPoint } from "./crash-points.ts";
import { FolderRefusal } from "./folder-refusal.ts";

/** Only for the owner of the process: for files that hold a secret. */
export const SECRET_MODE = 0o600;
const PUBLIC_MODE = 0o644;
/** Members' folders hold keys and messages. */
const FOLDER_MODE = 0o700;

/** Replaces the file as a whole: a reader sees the old content or the new, never a part. */
export function writeDurably(path: string, text: string, mode = PUBLIC_MODE): void {
  const temporary = `${path}.new`;
  const descriptor = openSync(temporary, "w", mode);
  try {
    crashPoint("file:created");
    writeFileSync(descriptor, text);
    crashPoint("file:written");
    fsyncSync(descriptor);
    crashPoint("file:synced");
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, path);
  crashPoint("file:renamed");
  syncFolder(dirname(path));
}

/** A new file with the content of another; its name is durable when its folder was synced. */
export function copyDurably(from: string, to: string): void {
  copyFileSync(from, to, constants.COPYFILE_EXCL);
  const descriptor = openSync(to, "r+");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Makes the folder and those above it that are missing. */
export function makeFolderDurably(path: string): void {
  const topmost = mkdirSync(path, { recursive: true, mode: FOLDER_MODE });
  if (topmost === undefined) return;
  crashPoint("folder:made");
  const end = dirname(resolve(topmost));
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    syncFolder(folder);
    if (folder === end) return;
  }
}

/** Makes names that were added to or removed from the folder durable. */
export function syncFolder(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The fields of a JSON object in a file, or null when there is no such file. */
export function readJsonObject(path: string): Readonly<Record<string, unknown>> | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw unreadable(path, "it is not JSON", cause);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw unreadable(path, "it holds no JSON object");
  }
  // An object that is no array has string keys and unknown values.
  return value as Record<string, unknown>;
}

/** Whether a call of the file system failed because there is no such file. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** The refusal of a file that was written by no program of ours, or changed since. */
export function unreadable(path: string, flaw: string, cause?: unknown): FolderRefusal {
  return new FolderRefusal(
    `The file ${path} cannot be used: ${flaw}. Restore it from a backup; nothing was changed.`,
    { cause },
  );
}

/** The refusal of a file from a later version. */
export function fromTheFuture(path: string, version: unknown, known: number): FolderRefusal {
  return new FolderRefusal(
    `The file ${path} has format ${String(version)}; this program knows formats up to ${known}. ` +
      `Start the newer version of Parley that wrote it.`,
  );
}

/** Turns errors of the file system into a refusal that names the folder; all others pass. */
export function diskRefusal(folder: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("syscall" in error)) return error;
  return new FolderRefusal(
    `The folder ${folder} cannot be used: ${error.message}. Check its permissions and the disk.`,
    { cause: error },
  );
}
