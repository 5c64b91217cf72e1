/** Somebody's first place in a conversation. */
import type { Index } from "../ports.ts";
import type { MemberRow } from "./rows.ts";

export function newMember(
  accountId: number,
  conversationId: number,
  index: Index,
  from: Partial<Pick<MemberRow, "visibleFromSeq" | "readSeq">> = {},
): MemberRow {
  return {
    accountId,
    conversationId,
    removed: 0,
    visibleFromSeq: 1,
    readEpoch: 0,
    readSeq: 0,
    changedAtIndex: index,
    notificationLevel: null,
    seenSeq: null,
    ...from,
  };
}
