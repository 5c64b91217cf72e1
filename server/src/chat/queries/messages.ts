import { create, toBinary } from "@bufbuild/protobuf";
import { ListMessagesResponseSchema } from "@parley/proto/es/parley/v1/message_pb.js";
import { LIMITS } from "../../limits.ts";
import { placeOf, readableFrom } from "../access.ts";
import type { EncodedReply, Queries } from "../chat-port.ts";
import { accountOf, messageOf } from "../proto-rows.ts";
import { ChatRefusal } from "../refusal.ts";
import type { MessageRow } from "../rows.ts";
import type { State } from "../state.ts";
import { requireCaller } from "./caller.ts";
import { accountsOf } from "./conversations.ts";
import { checkPageSize } from "./page-size.ts";

const SELECT_UP = `
  SELECT * FROM messages WHERE conversationId = ? AND seq BETWEEN ? AND ? ORDER BY seq LIMIT ?`;
const SELECT_DOWN = `
  SELECT * FROM messages WHERE conversationId = ? AND seq BETWEEN ? AND ? ORDER BY seq DESC LIMIT ?`;
const SELECT_ONE = "SELECT * FROM messages WHERE id = ?";

interface Range {
  readonly conversationId: number;
  /** Smallest and largest seq that the caller may see. */
  readonly first: number;
  readonly last: number;
}

/**
 * After a bound: the page that starts above it. Before one, or without: the page that ends below it, or with
 * the newest. Around a place: as much above it as below. Bounded by text too, so a page can be shorter than asked for.
 */
export function listMessages(
  state: State,
  request: Queries["listMessages"]["request"],
): EncodedReply {
  const { account } = requireCaller(state, request.caller);
  const pageSize = checkPageSize(request.pageSize);
  const range = visibleRange(state, account.id, request.conversationId);
  const page = pageOf(state, range, { ...request, pageSize });
  const firstSeq = page.rows[0]?.seq ?? page.emptyAt;
  const lastSeq = page.rows.at(-1)?.seq ?? firstSeq - 1;
  const quoted = quotedBy(state, page.rows, range);
  const people = new Set([...page.rows, ...quoted].map((row) => row.authorId));
  const response = create(ListMessagesResponseSchema, {
    messages: page.rows.map(messageOf),
    hasBefore: Math.min(firstSeq, range.last + 1) > range.first,
    hasAfter: Math.max(lastSeq, range.first - 1) < range.last,
    accounts: accountsOf(state, people).map(accountOf),
    index: BigInt(state.appliedIndex),
    quoted: quoted.map(messageOf),
  });
  return toBinary(ListMessagesResponseSchema, response);
}

interface Page {
  /** In ascending seq. */
  readonly rows: readonly MessageRow[];
  /** Where a page without rows would have begun. */
  readonly emptyAt: number;
}

type Bounds = Pick<
  Queries["listMessages"]["request"],
  "beforeSeq" | "afterSeq" | "aroundSeq" | "pageSize"
>;

function pageOf(state: State, range: Range, bounds: Bounds): Page {
  const { beforeSeq, afterSeq, aroundSeq = 0, pageSize } = bounds;
  if (aroundSeq > 0) {
    if (beforeSeq > 0 || afterSeq > 0)
      throw new ChatRefusal("INVALID", "Ask for one side, or around a message.", "around_seq");
    return pageAround(state, range, aroundSeq, pageSize);
  }
  const from = Math.max(range.first, afterSeq + 1);
  const upto = beforeSeq === 0 ? range.last : Math.min(range.last, beforeSeq - 1);
  const values = [range.conversationId, from, upto, pageSize];
  if (afterSeq > 0) return { rows: readPage(state, SELECT_UP, values), emptyAt: from };
  return { rows: readPage(state, SELECT_DOWN, values).reverse(), emptyAt: upto + 1 };
}

/** Where one side has less than its half, the other is not given more: a client asks on for what it wants to see. */
function pageAround(state: State, range: Range, seq: number, pageSize: number): Page {
  const { conversationId, first, last } = range;
  const half = Math.floor(pageSize / 2);
  const middle = Math.min(Math.max(seq, first), last);
  const above = [conversationId, middle, last, pageSize - half];
  const later = readPage(state, SELECT_UP, above, LIMITS.pageTextBytes / 2);
  const below = [conversationId, first, middle - 1, half];
  const earlier =
    half === 0 ? [] : readPage(state, SELECT_DOWN, below, LIMITS.pageTextBytes / 2).reverse();
  return { rows: [...earlier, ...later], emptyAt: first };
}

/** What these answer and what is not among them, as far as it may be seen. */
function quotedBy(state: State, rows: readonly MessageRow[], range: Range): MessageRow[] {
  const shown = new Set(rows.map(({ id }) => id));
  const ids = new Set(rows.flatMap(({ replyToId }) => (replyToId === null ? [] : [replyToId])));
  const quoted: MessageRow[] = [];
  let bytes = 0;
  for (const id of ids) {
    const row = shown.has(id) ? undefined : state.get<MessageRow>(SELECT_ONE, id);
    if (row === undefined || row.seq < range.first) continue;
    bytes += row.text.length;
    if (bytes > LIMITS.pageTextBytes) break;
    quoted.push(row);
  }
  return quoted.sort((one, other) => one.seq - other.seq);
}

/** Members see their conversation, everybody a public room. */
function visibleRange(state: State, accountId: number, id: string): Range {
  const place = placeOf(state, accountId, id);
  if (place === undefined) throw new ChatRefusal("NOT_FOUND", "There is no such conversation.");
  const first = readableFrom(place);
  if (first === null) throw new ChatRefusal("FORBIDDEN", "This conversation belongs to others.");
  const conversationId = place.conversation.id;
  return { conversationId, first, last: state.lastSeq(conversationId) };
}

function readPage(
  state: State,
  sql: string,
  values: readonly number[],
  maxBytes: number = LIMITS.pageTextBytes,
): MessageRow[] {
  const rows: MessageRow[] = [];
  let bytes = 0;
  for (const row of state.iterate<MessageRow>(sql, ...values)) {
    bytes += row.text.length;
    if (rows.length > 0 && bytes > maxBytes) break;
    rows.push(row);
  }
  return rows;
}
