import { create, toBinary } from "@bufbuild/protobuf";
import { GetUnreadResponseSchema } from "@parley/proto/es/parley/v1/message_pb.js";
import { messageById, placeOf } from "../access.ts";
import type { EncodedReply, Queries } from "../chat-port.ts";
import { membershipsOf } from "../membership.ts";
import { mentionsIn } from "../mentions.ts";
import { accountOf } from "../proto-rows.ts";
import { ChatRefusal } from "../refusal.ts";
import type { MemberRow, MessageRow } from "../rows.ts";
import type { State } from "../state.ts";
import { oldestUnread, unreadCounts } from "../unread.ts";
import { requireCaller } from "./caller.ts";
import { accountsOf } from "./conversations.ts";
import { checkPageSize } from "./page-size.ts";

/** How much is unread, and what the oldest of it is; of one conversation or of all. */
export function getUnread(state: State, request: Queries["getUnread"]["request"]): EncodedReply {
  const { account } = requireCaller(state, request.caller);
  const pageSize = checkPageSize(request.pageSize);
  const members = membersFor(state, account.id, request.conversationId);
  const counts = members.map((member) => unreadCounts(state, member));
  const withUnread = members.filter((_, at) => (counts[at]?.unread ?? 0) > 0);
  const messages = oldestUnread(state, withUnread, pageSize).flatMap(({ id }) => {
    const found = messageById(state, account.id, id);
    return found === undefined ? [] : [found.message];
  });
  const people = new Set(messages.map(({ authorId }) => authorId));
  const response = create(GetUnreadResponseSchema, {
    unread: counts.reduce((sum, { unread }) => sum + unread, 0),
    unreadMentions: counts.reduce((sum, { mentions }) => sum + mentions, 0),
    messages: messages.map((message) => unreadOf(message, account.id)),
    accounts: accountsOf(state, people).map(accountOf),
    index: BigInt(state.appliedIndex),
  });
  return toBinary(GetUnreadResponseSchema, response);
}

function membersFor(state: State, accountId: number, conversationId: string): MemberRow[] {
  if (conversationId === "") return membershipsOf(state, accountId);
  const place = placeOf(state, accountId, conversationId);
  if (place === undefined) throw new ChatRefusal("NOT_FOUND", "There is no such conversation.");
  const { member, isMember } = place;
  if (member === undefined || !isMember)
    throw new ChatRefusal("FORBIDDEN", "You are not in this conversation.");
  return [member];
}

function unreadOf(message: MessageRow, accountId: number) {
  const { accountIds, isRoom } = mentionsIn(message);
  return {
    messageId: String(message.id),
    conversationId: String(message.conversationId),
    authorId: String(message.authorId),
    seq: BigInt(message.seq),
    sentMs: BigInt(message.sentMs),
    mentionsMe: isRoom || accountIds.includes(accountId),
  };
}
