/** Which conversation stands above or below another in the sidebar. */
import type { ConversationRow } from "../store/conversation-list.ts";

interface Step {
  readonly by: -1 | 1;
  /** Over those in which all is read. */
  readonly isUnread: boolean;
}

/** In the order of the sidebar: rooms, then people. Null at its ends; from nowhere the first, or the last. */
export function neighbour(
  rows: readonly ConversationRow[],
  openId: string | null,
  { by, isUnread }: Step,
): string | null {
  const rooms = rows.filter(({ kind }) => kind === "room");
  const shown = [...rooms, ...rows.filter(({ kind }) => kind !== "room")];
  const open = shown.findIndex(({ id }) => id === openId);
  const start = open >= 0 ? open + by : by > 0 ? 0 : shown.length - 1;
  for (let at = start; at >= 0 && at < shown.length; at += by) {
    const row = shown[at];
    if (row !== undefined && (!isUnread || row.unread > 0)) return row.id;
  }
  return null;
}
