import { create, toBinary } from "@bufbuild/protobuf";
import { ListMessagesResponseSchema } from "@parley/proto/es/parley/v1/message_pb.js";
import { LIMITS } from "../../limits.ts";
import type { EncodedReply, Queries } from "../chat-port.ts";
import { findConversation, findMember } from "../membership.ts";
import { accountOf, messageOf } from "../proto-rows.ts";
import { ChatRefusal } from "../refusal.ts";
import { ROOM, type MessageRow } from "../rows.ts";
import type { State } from "../state.ts";
import { requireCaller } from "./caller.ts";
import { accountsOf } from "./conversations.ts";
import { checkPageSize } from "./page-size.ts";

const SELECT_UP = `
  SELECT * FROM messages WHERE conversationId = ? AND seq BETWEEN ? AND ? ORDER BY seq LIMIT ?`;
const SELECT_DOWN = `
  SELECT * FROM messages WHERE conversationId = ? AND seq BETWEEN ? AND ? ORDER BY seq DESC LIMIT ?`;

interface Range {
  readonly conversationId: number;
  /** Smallest and largest seq that the caller may see. */
  readonly first: number;
  readonly last: number;
}

/**
 * After a bound: the page that starts above it. Before one, or without: the page that ends below it, or with
 * the newest. Bounded by text too, so a page can be shorter than asked for.
 */
export function listMessages(
  state: State,
  request: Queries["listMessages"]["request"],
): EncodedReply {
  const { account } = requireCaller(state, request.caller);
  const pageSize = checkPageSize(request.pageSize);
  const range = visibleRange(state, account.id, request.conversationId);
  const from = Math.max(range.first, request.afterSeq + 1);
  const upto = request.beforeSeq === 0 ? range.last : Math.min(range.last, request.beforeSeq - 1);
  const isUpward = request.afterSeq > 0;
  const sql = isUpward ? SELECT_UP : SELECT_DOWN;
  const rows = readPage(state, sql, [range.conversationId, from, upto, pageSize]);
  if (!isUpward) rows.reverse();
  const firstSeq = rows[0]?.seq ?? (isUpward ? from : upto + 1);
  const lastSeq = rows.at(-1)?.seq ?? firstSeq - 1;
  const people = new Set(rows.map((row) => row.authorId));
  const response = create(ListMessagesResponseSchema, {
    messages: rows.map(messageOf),
    hasBefore: Math.min(firstSeq, range.last + 1) > range.first,
    hasAfter: Math.max(lastSeq, range.first - 1) < range.last,
    accounts: accountsOf(state, people).map(accountOf),
    index: BigInt(state.appliedIndex),
  });
  return toBinary(ListMessagesResponseSchema, response);
}

/** Members see their conversation, everybody a public room. */
function visibleRange(state: State, accountId: number, id: string): Range {
  const conversation = findConversation(state, id);
  if (conversation === undefined) {
    throw new ChatRefusal("NOT_FOUND", "There is no such conversation.");
  }
  const member = findMember(state, accountId, conversation.id);
  const isMember = member !== undefined && member.removed === 0;
  if (!isMember && conversation.kind !== ROOM) {
    throw new ChatRefusal("FORBIDDEN", "This conversation belongs to others.");
  }
  const first = isMember ? member.visibleFromSeq : 1;
  return { conversationId: conversation.id, first, last: state.lastSeq(conversation.id) };
}

function readPage(state: State, sql: string, values: readonly number[]): MessageRow[] {
  const rows: MessageRow[] = [];
  let bytes = 0;
  for (const row of state.iterate<MessageRow>(sql, ...values)) {
    bytes += row.text.length;
    if (rows.length > 0 && bytes > LIMITS.pageTextBytes) break;
    rows.push(row);
  }
  return rows;
}
