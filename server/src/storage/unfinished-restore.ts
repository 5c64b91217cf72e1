import { existsSync } from "node:fs";
import { join } from "node:path";

import { FolderRefusal } from "./folder-refusal.ts";

/** Stands in a data folder from the first to the last write of a restore. */
export function unfinishedRestorePath(dataDir: string): string {
  return join(dataDir, "restore-unfinished");
}

/** Throws FolderRefusal where a restore was cut short: what is there is part of nothing. */
export function refuseUnfinishedRestore(dataDir: string): void {
  if (!existsSync(unfinishedRestorePath(dataDir))) return;
  throw new FolderRefusal(
    `A restore into ${dataDir} was cut short. Give the same "parley restore" again: it begins anew.`,
  );
}
