import { FolderRefusal } from "./folder-refusal.ts";

/**
 * What is said of a log that fails its checks. A member on such a log may have forgotten what it acknowledged. With a
 * mark it recovers from the others; a log of version 1 has none, and is refused.
 */
export function damagedLog(path: string, what: string, cause?: unknown): FolderRefusal {
  return new FolderRefusal(
    `The log ${path} is damaged: ${what}. This member must not vote on it; ` +
      `keep the file for inspection and replace the member with "parley cluster replace".`,
    { cause },
  );
}
