/**
 * Everything, for administrators: the one query of users that asks nobody whose it is. The conversations come first, then all
 * messages in the order of the log; the cursor says in which of the two it stands, and behind which id.
 */
import { create, toBinary } from "@bufbuild/protobuf";
import {
  ExportAllResponseSchema,
  type ExportAllResponse,
} from "@parley/proto/es/parley/v1/admin_pb.js";
import { LIMITS } from "../../limits.ts";
import type { EncodedReply, Queries } from "../chat-port.ts";
import { parseId } from "../ids.ts";
import { conversationById } from "../membership.ts";
import { accountOf, conversationOf, messageOf, peersOf } from "../proto-rows.ts";
import { ChatRefusal } from "../refusal.ts";
import type { ConversationRow, MessageRow } from "../rows.ts";
import type { State } from "../state.ts";
import { requireAdmin } from "./caller.ts";
import { accountsOf } from "./conversations.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { checkPageSize } from "./page-size.ts";

const SELECT_CONVERSATIONS = "SELECT * FROM conversations WHERE id > ? ORDER BY id LIMIT ?";
const SELECT_MESSAGES = "SELECT * FROM messages WHERE id > ? ORDER BY id LIMIT ?";

/** Where a page begins: in the conversations or the messages, behind this id. */
interface Position {
  readonly part: "conversations" | "messages";
  readonly afterId: number;
}

interface Page {
  readonly conversations: readonly ConversationRow[];
  readonly messages: readonly MessageRow[];
  /** Null: that was all. */
  readonly next: Position | null;
}

export function exportAll(
  state: State,
  { caller, clusterId, ...request }: Queries["exportAll"]["request"],
): EncodedReply {
  requireAdmin(state, caller);
  const pageSize = checkPageSize(request.pageSize);
  const { part, afterId } = positionOf(decodeCursor("export", request.cursor));
  const page =
    part === "conversations"
      ? conversationsAfter(state, afterId, pageSize)
      : messagesAfter(state, afterId, pageSize);
  const response = create(ExportAllResponseSchema, { ...shown(state, page), clusterId });
  return toBinary(ExportAllResponseSchema, response);
}

function conversationsAfter(state: State, afterId: number, pageSize: number): Page {
  const found = state.all<ConversationRow>(SELECT_CONVERSATIONS, afterId, pageSize + 1);
  const conversations = found.slice(0, pageSize);
  const next: Position =
    found.length > pageSize
      ? { part: "conversations", afterId: conversations.at(-1)?.id ?? afterId }
      : { part: "messages", afterId: 0 };
  return { conversations, messages: [], next };
}

function messagesAfter(state: State, afterId: number, pageSize: number): Page {
  const messages: MessageRow[] = [];
  let bytes = 0;
  let hasMore = false;
  for (const row of state.iterate<MessageRow>(SELECT_MESSAGES, afterId, pageSize + 1)) {
    bytes += Buffer.byteLength(row.text);
    hasMore = messages.length === pageSize || (messages.length > 0 && bytes > LIMITS.pageTextBytes);
    if (hasMore) break;
    messages.push(row);
  }
  const ids = new Set(messages.map(({ conversationId }) => conversationId));
  const conversations = [...ids].flatMap((id) => conversationById(state, id) ?? []);
  const lastId = messages.at(-1)?.id ?? afterId;
  const next: Position | null = hasMore ? { part: "messages", afterId: lastId } : null;
  return { conversations, messages, next };
}

function shown(
  state: State,
  { conversations, messages, next }: Page,
): Omit<ExportAllResponse, "$typeName" | "clusterId"> {
  const people = new Set(messages.map(({ authorId }) => authorId));
  for (const conversation of conversations) {
    for (const id of peersOf(conversation)) people.add(id);
    if (conversation.creatorId !== null) people.add(conversation.creatorId);
  }
  return {
    conversations: conversations.map(conversationOf),
    messages: messages.map(messageOf),
    accounts: accountsOf(state, people).map(accountOf),
    nextCursor: next === null ? "" : encodeCursor("export", `${next.part} ${next.afterId}`),
    index: BigInt(state.appliedIndex),
  };
}

function positionOf(key: string): Position {
  if (key === "") return { part: "conversations", afterId: 0 };
  const [part = "", id = ""] = key.split(" ");
  const afterId = id === "0" ? 0 : parseId(id);
  if ((part === "conversations" || part === "messages") && afterId !== null)
    return { part, afterId };
  throw new ChatRefusal("INVALID", "This cursor is not from the page before.", "cursor");
}
