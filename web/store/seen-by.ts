/** Whose reading ends where: the small pictures under the last message that somebody has seen. */
import type { ConversationState } from "./chat-state.ts";
import type { TimelineRow } from "./timeline-rows.ts";

/**
 * Account ids by row key. Each of the others stands at the newest message that they have read, if it is on the
 * screen and not their own last word.
 */
export function seenBy(
  known: ConversationState | undefined,
  rows: readonly TimelineRow[],
): ReadonlyMap<string, readonly string[]> {
  const seen = new Map<string, string[]>();
  for (const { accountId, readSeq } of known?.readBy.values() ?? []) {
    const row = rows.findLast(({ seq }) => seq !== null && seq <= readSeq);
    if (row === undefined || row.authorId === accountId) continue;
    seen.set(row.key, [...(seen.get(row.key) ?? []), accountId]);
  }
  return seen;
}
