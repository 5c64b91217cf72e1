import { FolderRefusal } from "./folder-refusal.ts";

/**
 * Who cannot read its mark does not know what it promised, and no log can tell: its identity is given up (raft.md §3).
 */
export function unusableMark(path: string, what: string): FolderRefusal {
  return new FolderRefusal(
    `The mark ${path} cannot be used: ${what}. Without it this member does not know what it promised, so it must not ` +
      `vote again. Restore the whole folder as it was when the node last ran, or replace the member with ` +
      `"parley cluster replace"; the new one is filled by the others.`,
  );
}
