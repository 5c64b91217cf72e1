/** For checkers and operators, not for users: nothing here asks who may see it. */
import type { HistoryRow, Queries } from "../chat-port.ts";
import { countAllUnread } from "../unread.ts";
import { parseId } from "../ids.ts";
import type { MessageRow } from "../rows.ts";
import type { State } from "../state.ts";

/** Rows of one answer, whatever was asked for. */
const HISTORY_MAX_ROWS = 5_000;

const SELECT_HISTORY = "SELECT * FROM messages WHERE id > ? ORDER BY id LIMIT ?";

export function history(
  state: State,
  { afterId, limit }: Queries["history"]["request"],
): HistoryRow[] {
  const rows = state.all<MessageRow>(
    SELECT_HISTORY,
    parseId(afterId) ?? 0,
    Math.min(limit, HISTORY_MAX_ROWS),
  );
  return rows.map((row) => ({
    ...row,
    id: String(row.id),
    conversationId: String(row.conversationId),
    authorId: String(row.authorId),
    deleted: row.deleted !== 0,
  }));
}

export function stateHash(state: State): Queries["stateHash"]["reply"] {
  return { index: state.appliedIndex, time: state.appliedTime, hash: state.hashHex() };
}

export function unreadTotal(
  state: State,
  { accountId }: Queries["unreadTotal"]["request"],
): number {
  return countAllUnread(state, parseId(accountId) ?? 0);
}
