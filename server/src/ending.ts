/**
 * With which code the program ends. 0: done, or stopped in order. 1: something broke. 2: what it was told, or found, will
 * not do; another try would say the same. 3: the disk is full; another try will do when there is room.
 * 4, or SIGUSR2 when the last words hung: the disk erred and nothing notes that on it; the next start must be told with
 * PARLEY_RECOPY=1.
 */
import { ConfigRefusal } from "./config.ts";
import type { Ending } from "./exit-surely.ts";
import { diskTrouble } from "./storage/disk-trouble.ts";
import { FolderRefusal } from "./storage/folder-refusal.ts";
import { LogFailure } from "./storage/sqlite-log-store.ts";

const RECOPY: Ending = { code: 4, signal: "USR2" };

/** Of a node that ran. A disk that errs may have failed a sync of the log as well, which nobody lives to hear of. */
export function endingOf(error: unknown): Ending {
  if (error instanceof LogFailure) return endingOfStart(error);
  return diskTrouble(error) === "failing" ? RECOPY : endingOfStart(error);
}

/** Of a start, which has written nothing to the log that anybody counts on. */
export function endingOfStart(error: unknown): Ending {
  if (error instanceof LogFailure && error.isRecopyUntold) return RECOPY;
  return { code: codeOf(error), signal: "KILL" };
}

/** A refusal stays what it is, unless the disk is behind it: that can be put right while this program waits. */
function codeOf(error: unknown): number {
  switch (diskTrouble(error)) {
    case "full":
      return 3;
    case "failing":
      return 1;
    case null:
      return error instanceof ConfigRefusal || error instanceof FolderRefusal ? 2 : 1;
  }
}
