/** What the errors of SQLite mean for a log. */

/** The file is not what SQLite or we wrote, whatever the disk says: trying again would find the same. */
export function isDamage(error: unknown): error is Error {
  const code = codeOf(error);
  return (
    code.startsWith("SQLITE_CORRUPT") ||
    code === "SQLITE_NOTADB" ||
    code === "SQLITE_FORMAT" ||
    code === "SQLITE_IOERR_SHORT_READ"
  );
}

export function isFull(error: unknown): boolean {
  return codeOf(error) === "SQLITE_FULL" || codeOf(error) === "ENOSPC";
}

export function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith("SQLITE_BUSY");
}

export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
