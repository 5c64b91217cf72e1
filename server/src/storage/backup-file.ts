/**
 * A backup of unknown origin. It is a snapshot file (snapshot-format.ts), and whatever it says is compared before it is
 * believed: only a plain file is opened, its length must follow from what it describes, nothing is allocated by a number in
 * it, and no name in it becomes a path.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

import { FolderRefusal } from "./folder-refusal.ts";
import { checkSnapshotFile } from "./snapshot-file.ts";
import type { SnapshotDescription, SnapshotTail } from "./snapshot-format.ts";
import { UnsoundSnapshot } from "./unsound-snapshot.ts";
import type { InspectedState, InspectState } from "./verify-report.ts";

/** Where an SQLite file says whether it has a write-ahead log: to open such a one means to write beside it. */
const WAL_MARKS = { position: 18, length: 2, plain: 1 } as const;

export interface CheckedBackup {
  readonly tail: SnapshotTail;
  readonly state: InspectedState;
}

/** Reads every byte and every row. Throws FolderRefusal with a sentence. */
export function checkBackup(path: string, inspect: InspectState): CheckedBackup {
  requirePlainFile(path);
  try {
    const tail = checkSnapshotFile(path);
    return { tail, state: checkState(path, tail.description, inspect) };
  } catch (error) {
    throw badBackup(path, error);
  }
}

/** `path`: a file that begins with the state. Throws UnsoundSnapshot unless it is the described one. */
export function checkState(
  path: string,
  { snapshot, stateHash }: SnapshotDescription,
  inspect: InspectState,
): InspectedState {
  requireNoWal(path);
  const state = inspect(path);
  const [flaw] = state.flaws;
  if (flaw !== undefined) throw new UnsoundSnapshot(`the state in it is unsound: ${flaw}`);
  const { index } = snapshot.base;
  if (state.appliedIndex !== index)
    throw new UnsoundSnapshot(
      `it says index ${index}, and the state in it is of ${state.appliedIndex}`,
    );
  if (state.hash !== stateHash)
    throw new UnsoundSnapshot(
      `it says state hash ${stateHash}, and the state in it has ${state.hash}`,
    );
  return state;
}

/** Only a file itself: whoever waits on a pipe or follows a link reads what somebody else chooses. */
export function requirePlainFile(path: string): void {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  let descriptor: number;
  try {
    descriptor = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    throw notToBeRead(path, error);
  }
  const isFile = fstatSync(descriptor).isFile();
  closeSync(descriptor);
  if (!isFile) throw new FolderRefusal(`${path} is no file, so it is no backup. Name the file.`);
}

/** Turns what is wrong with a backup into a refusal; all other errors pass. */
export function badBackup(path: string, error: unknown): unknown {
  if (!(error instanceof UnsoundSnapshot)) return error;
  return new FolderRefusal(
    `The backup ${path} cannot be used: ${error.message}. Nothing was changed; take another backup.`,
    { cause: error },
  );
}

function requireNoWal(path: string): void {
  const { position, length, plain } = WAL_MARKS;
  const marks = Buffer.alloc(length);
  const descriptor = openSync(path, "r");
  readSync(descriptor, marks, 0, length, position);
  closeSync(descriptor);
  if (marks.some((mark) => mark !== plain))
    throw new UnsoundSnapshot("the state in it is none that a node copied");
}

function notToBeRead(path: string, error: unknown): FolderRefusal {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT")
    return new FolderRefusal(`There is no file ${path}. Name the file that holds the backup.`);
  if (code === "ELOOP")
    return new FolderRefusal(`${path} is a symbolic link. Name the file itself.`);
  const why = error instanceof Error ? error.message : String(error);
  return new FolderRefusal(`${path} cannot be read: ${why}. Check its permissions and the disk.`);
}
