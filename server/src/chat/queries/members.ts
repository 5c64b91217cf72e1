import { create, toBinary } from "@bufbuild/protobuf";
import { ListMembersResponseSchema } from "@parley/proto/es/parley/v1/conversation_pb.js";
import { placeOf, readableFrom } from "../access.ts";
import type { EncodedReply, Queries } from "../chat-port.ts";
import { accountOf } from "../proto-rows.ts";
import { ChatRefusal } from "../refusal.ts";
import type { AccountRow } from "../rows.ts";
import type { State } from "../state.ts";
import { requireCaller } from "./caller.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { checkPageSize } from "./page-size.ts";

const SELECT_MEMBERS = `
  SELECT accounts.* FROM members JOIN accounts ON accounts.id = members.accountId
  WHERE members.conversationId = ? AND members.accountId > ? AND members.removed = 0
  ORDER BY members.accountId LIMIT ?`;

/** Whoever may read a conversation may know who is in it. */
export function listMembers(
  state: State,
  request: Queries["listMembers"]["request"],
): EncodedReply {
  const { account } = requireCaller(state, request.caller);
  const pageSize = checkPageSize(request.pageSize);
  const after = Number(decodeCursor("members", request.cursor));
  const place = placeOf(state, account.id, request.conversationId);
  if (place === undefined || readableFrom(place) === null)
    throw new ChatRefusal("NOT_FOUND", "There is no such conversation.");
  const { id, creatorId } = place.conversation;
  const values = [id, Number.isSafeInteger(after) ? after : 0, pageSize + 1];
  const found = state.all<AccountRow>(SELECT_MEMBERS, ...values);
  const rows = found.slice(0, pageSize);
  const last = found.length > pageSize ? rows.at(-1) : undefined;
  const response = create(ListMembersResponseSchema, {
    members: rows.map((row) => ({ account: accountOf(row), isCreator: row.id === creatorId })),
    nextCursor: last === undefined ? "" : encodeCursor("members", String(last.id)),
  });
  return toBinary(ListMembersResponseSchema, response);
}
