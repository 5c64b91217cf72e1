/** What a read position leaves unread: derived from the messages, never stored. */
import { LIMITS } from "../limits.ts";
import { EVERYBODY } from "./mentions.ts";
import { membershipsOf } from "./membership.ts";
import type { UnreadCounts } from "./proto-rows.ts";
import type { MemberRow } from "./rows.ts";
import type { State } from "./state.ts";

const COUNT_UNREAD = `
  SELECT count(*) AS number
  FROM (SELECT authorId, deleted FROM messages WHERE conversationId = ? AND seq > ? ORDER BY seq LIMIT ?)
  WHERE authorId <> ? AND deleted = 0`;
const SELECT_UNREAD = `
  SELECT id, seq
  FROM (SELECT id, seq, authorId, deleted FROM messages WHERE conversationId = ? AND seq > ? ORDER BY seq LIMIT ?)
  WHERE authorId <> ? AND deleted = 0 ORDER BY seq LIMIT ?`;
const COUNT_MENTIONS = `
  SELECT count(DISTINCT seq) AS number
  FROM (SELECT seq, authorId FROM mentions
        WHERE accountId IN (${EVERYBODY}, ?) AND conversationId = ? AND seq > ? ORDER BY seq LIMIT ?)
  WHERE authorId <> ?`;

export interface UnreadPlace {
  readonly id: number;
  readonly seq: number;
  readonly member: MemberRow;
}

/** Undeleted messages by others above the read position; nothing is unread for somebody removed. */
export function countUnread(state: State, member: MemberRow): number {
  if (member.removed !== 0) return 0;
  const { accountId, conversationId } = member;
  const scan = LIMITS.unreadScanRows;
  const values = [conversationId, readUpto(member), scan, accountId];
  return state.get<{ number: number }>(COUNT_UNREAD, ...values)?.number ?? 0;
}

export function unreadCounts(state: State, member: MemberRow): UnreadCounts {
  const unread = countUnread(state, member);
  return { unread, mentions: unread === 0 ? 0 : countMentions(state, member) };
}

function countMentions(state: State, member: MemberRow): number {
  const { accountId, conversationId } = member;
  const scan = LIMITS.unreadScanRows;
  const values = [accountId, conversationId, readUpto(member), scan, accountId];
  return state.get<{ number: number }>(COUNT_MENTIONS, ...values)?.number ?? 0;
}

export function countAllUnread(state: State, accountId: number): number {
  return membershipsOf(state, accountId).reduce(
    (sum, member) => sum + countUnread(state, member),
    0,
  );
}

/** The oldest unread of these memberships, in log order, at most `limit`. */
export function oldestUnread(
  state: State,
  members: readonly MemberRow[],
  limit: number,
): UnreadPlace[] {
  const found = members
    .filter((member) => member.removed === 0)
    .flatMap((member) => {
      const { accountId, conversationId } = member;
      const scan = LIMITS.unreadScanRows;
      const values = [conversationId, readUpto(member), scan, accountId, limit];
      const rows = state.all<{ id: number; seq: number }>(SELECT_UNREAD, ...values);
      return rows.map((row) => ({ ...row, member }));
    });
  return found.sort((one, other) => one.id - other.id).slice(0, limit);
}

function readUpto({ readSeq, visibleFromSeq }: MemberRow): number {
  return Math.max(readSeq, visibleFromSeq - 1);
}
