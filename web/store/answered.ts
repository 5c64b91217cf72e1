/** The place of an answer among the versions of a row. */
import type { Change } from "@parley/client/model.ts";

/**
 * One log entry may hold several writes about one row, and each answer shows the row behind its own. So an answer is
 * older than the event of its index, newer than the answers before it, and newer than all of earlier indexes.
 */
export function asAnswered(change: Change, order: number): Change {
  const older = <Row extends { readonly changedAtIndex: number }>(row: Row): Row => ({
    ...row,
    changedAtIndex: row.changedAtIndex - 1 / (1 + order),
  });
  switch (change.kind) {
    case "message":
      return { ...change, message: older(change.message) };
    case "conversation":
      return { ...change, conversation: older(change.conversation) };
    case "membership":
      return { ...change, membership: older(change.membership) };
    case "account":
      return { ...change, account: older(change.account) };
    case "readPosition":
      return { ...change, position: older(change.position) };
  }
}
