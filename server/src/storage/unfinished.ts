/** What stands in a data folder while it is made anew: whoever finds it there is told to finish that first. */
import { existsSync } from "node:fs";
import { join } from "node:path";

import { clusterPath } from "./cluster-file.ts";
import { FolderRefusal } from "./folder-refusal.ts";

/** From the first to the last write of a restore. */
export function unfinishedRestorePath(dataDir: string): string {
  return join(dataDir, "restore-unfinished");
}

/** While folders of an old cluster make room for those of the new one: what is to be done, as JSON. */
export function unfinishedRecoveryPath(dataDir: string): string {
  return join(dataDir, "recover-unfinished.json");
}

/** Throws FolderRefusal where a restore or a recovery was cut short. */
export function refuseUnfinished(dataDir: string): void {
  if (existsSync(unfinishedRecoveryPath(dataDir))) {
    throw new FolderRefusal(
      `A "parley cluster recover" of ${dataDir} was cut short. Give it again: it goes on from there.`,
    );
  }
  // With cluster.json everything is there, and only the last line was not drawn.
  if (existsSync(unfinishedRestorePath(dataDir)) && !existsSync(clusterPath(dataDir))) {
    throw new FolderRefusal(
      `A restore into ${dataDir} was cut short. Give the same "parley restore" again: it begins anew.`,
    );
  }
}
