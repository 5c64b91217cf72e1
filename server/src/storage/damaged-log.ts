import { FolderRefusal } from "./folder-refusal.ts";

/**
 * The refusal of a log that fails its checks. A member on such a log may have forgotten what it acknowledged,
 * so it must not vote; until members can recover from the others (raft.md §3) it does not start at all.
 */
export function damagedLog(path: string, what: string, cause?: unknown): FolderRefusal {
  return new FolderRefusal(
    `The log ${path} is damaged: ${what}. This member must not vote on it; ` +
      `keep the file for inspection and replace the member with "parley cluster replace".`,
    { cause },
  );
}
