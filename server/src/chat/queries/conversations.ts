import { create, toBinary } from "@bufbuild/protobuf";
import {
  BrowseRoomsResponseSchema,
  ConversationEntrySchema,
  ListConversationsResponseSchema,
  type ConversationEntry,
} from "@parley/proto/es/parley/v1/conversation_pb.js";
import { assert } from "../../lib/assert.ts";
import type { EncodedReply, Queries } from "../chat-port.ts";
import { showsReaders } from "../access.ts";
import { conversationById, findMember, membershipsOf } from "../membership.ts";
import {
  accountOf,
  conversationOf,
  membershipOf,
  messageOf,
  peersOf,
  readPositionOf,
} from "../proto-rows.ts";
import type { AccountRow, ConversationRow, MemberRow, MessageRow } from "../rows.ts";
import type { State } from "../state.ts";
import { unreadCounts } from "../unread.ts";
import { accountById, requireCaller } from "./caller.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { checkPageSize } from "./page-size.ts";

const SELECT_NEWEST = `
  SELECT * FROM messages
  WHERE conversationId = ? AND seq >= ? AND deleted = 0
  ORDER BY seq DESC LIMIT 1`;
const SELECT_ROOMS = "SELECT * FROM conversations WHERE foldedName > ? ORDER BY foldedName LIMIT ?";

/** The snapshot that a client starts from: what it is in now, true at one index. */
export function listConversations(
  state: State,
  { caller, clusterId }: Queries["listConversations"]["request"],
): EncodedReply {
  const { account } = requireCaller(state, caller);
  const present = membershipsOf(state, account.id).filter((member) => member.removed === 0);
  const people = new Set<number>([account.id]);
  const entries = present.map((member) => entryOf(state, member, people));
  const response = create(ListConversationsResponseSchema, {
    index: BigInt(state.appliedIndex),
    clusterId,
    entries,
    accounts: accountsOf(state, people).map(accountOf),
  });
  return toBinary(ListConversationsResponseSchema, response);
}

/** Every account of `ids`, ascending. */
export function accountsOf(state: State, ids: ReadonlySet<number>): AccountRow[] {
  return [...ids]
    .sort((one, other) => one - other)
    .flatMap((id) => {
      const row = accountById(state, id);
      return row === undefined ? [] : [row];
    });
}

/** Adds to `people` whom the entry names. */
function entryOf(state: State, member: MemberRow, people: Set<number>): ConversationEntry {
  const conversation = conversationById(state, member.conversationId);
  assert(conversation !== undefined, "a member's conversation exists");
  const newest = state.get<MessageRow>(SELECT_NEWEST, conversation.id, member.visibleFromSeq);
  for (const id of peersOf(conversation)) people.add(id);
  if (newest !== undefined) people.add(newest.authorId);
  return create(ConversationEntrySchema, {
    conversation: conversationOf(conversation),
    membership: membershipOf(member, unreadCounts(state, member)),
    lastSeq: BigInt(state.lastSeq(conversation.id)),
    ...(newest === undefined ? {} : { lastMessage: messageOf(newest) }),
    readPositions: readersOf(state, conversation, member.accountId).map(readPositionOf),
  });
}

/** The others of a direct or group conversation; nobody in a room. */
export function readersOf(
  state: State,
  conversation: ConversationRow,
  accountId: number,
): MemberRow[] {
  if (!showsReaders(conversation)) return [];
  return peersOf(conversation).flatMap((id) => {
    const member = id === accountId ? undefined : findMember(state, id, conversation.id);
    return member === undefined ? [] : [member];
  });
}

export function browseRooms(
  state: State,
  request: Queries["browseRooms"]["request"],
): EncodedReply {
  const { account } = requireCaller(state, request.caller);
  const pageSize = checkPageSize(request.pageSize);
  const after = decodeCursor("rooms", request.cursor);
  const found = state.all<ConversationRow>(SELECT_ROOMS, after, pageSize + 1);
  const rooms = found.slice(0, pageSize);
  const last = rooms.at(-1)?.foldedName;
  const hasMore = found.length > pageSize && typeof last === "string";
  const response = create(BrowseRoomsResponseSchema, {
    rooms: rooms.map((row) => ({
      conversation: conversationOf(row),
      joined: findMember(state, account.id, row.id)?.removed === 0,
    })),
    nextCursor: hasMore ? encodeCursor("rooms", last) : "",
  });
  return toBinary(BrowseRoomsResponseSchema, response);
}
