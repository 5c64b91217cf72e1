/**
 * Makes durable what the kernel shows of a log, before a start believes any of it. After a failed sync the kernel takes
 * pages for clean that never reached the disk (ext4, XFS and Btrfs alike): it shows them, a later sync does nothing for
 * them, and whatever is acknowledged on top of them goes with the next power cut. Nobody need have told this start:
 * the process that met the error may have died of it without a word (ADR 19).
 *
 * Only what was written behind the last good sync is in doubt, and that is in the write-ahead log or the mark. Pages of
 * raft.db itself are written by a checkpoint, whose frames stay in the write-ahead log until they were synced, and a start
 * moves all of them again. So those two are written anew, never over what may be the only good bytes:
 *
 *   written under another name and synced ─▶ renamed ─▶ folder synced
 */
import {
  closeSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

import { crashPoint } from "./crash-points.ts";
import { syncFolder } from "./durable-files.ts";
import type { LogOwner } from "./log-owner.ts";
import type { Mark } from "./mark.ts";
import { createMark } from "./mark-file.ts";

const PIECE_BYTES = 1024 * 1024;
const PERMISSIONS = 0o777;

/** No connection to the log is open. Does nothing behind an orderly close, which leaves no write-ahead log. */
export function settleWriteAhead(logPath: string): void {
  const path = `${logPath}-wal`;
  const part = `${path}.part`;
  rmSync(part, { force: true });
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.size === 0) return;
  writeAnew(path, part, found.mode & PERMISSIONS);
  crashPoint("settle:synced");
  renameSync(part, path);
  crashPoint("settle:renamed");
  syncFolder(dirname(path));
}

/**
 * Its newest slot may not be on the disk, and the other one is what the next mark is written over. `owner`: from now on.
 */
export function settleMark(path: string, shown: Mark, owner: LogOwner | null): void {
  createMark(path, shown, owner);
}

/** Byte by byte: a copy by the file system may share with the old file what is on the disk, and that is what is doubted. */
function writeAnew(from: string, to: string, mode: number): void {
  const source = openSync(from, "r");
  try {
    const target = openSync(to, "w", mode);
    try {
      const piece = Buffer.allocUnsafe(PIECE_BYTES);
      for (;;) {
        const size = readSync(source, piece, 0, PIECE_BYTES, null);
        if (size === 0) break;
        for (let at = 0; at < size;) at += writeSync(target, piece, at, size - at);
      }
      fsyncSync(target);
    } finally {
      closeSync(target);
    }
  } finally {
    closeSync(source);
  }
}
