/**
 * What an error says about the disk. Errors come from the file system, from SQLite, and as words from other threads,
 * which keep neither class nor code.
 */

/** Full: room may come back by itself. Failing: the disk refuses or errs; nothing written there can be trusted. */
export type DiskTrouble = "full" | "failing";

const FULL = /\b(ENOSPC|EDQUOT|SQLITE_FULL)\b|database or disk is full/;
const FAILING =
  /\b(EIO|EROFS|SQLITE_IOERR\w*|SQLITE_READONLY\w*)\b|disk I\/O error|readonly database/;

/** Null: it says nothing about the disk. Looks through causes. */
export function diskTrouble(error: unknown): DiskTrouble | null {
  if (!(error instanceof Error)) return null;
  const code = "code" in error ? String(error.code) : "";
  for (const words of [code, error.message]) {
    if (FULL.test(words)) return "full";
    if (FAILING.test(words)) return "failing";
  }
  return diskTrouble(error.cause);
}
