/** Conversations and who is in them: what several commands and queries ask. */
import { parseId } from "./ids.ts";
import type { ConversationRow, MemberRow } from "./rows.ts";
import type { State } from "./state.ts";

const SELECT_CONVERSATION = "SELECT * FROM conversations WHERE id = ?";
const SELECT_MEMBER = "SELECT * FROM members WHERE accountId = ? AND conversationId = ?";
const SELECT_MEMBERSHIPS = "SELECT * FROM members WHERE accountId = ? ORDER BY conversationId";

/** `id` as a client sent it. */
export function findConversation(state: State, id: string): ConversationRow | undefined {
  const number = parseId(id);
  return number === null ? undefined : conversationById(state, number);
}

export function conversationById(state: State, id: number): ConversationRow | undefined {
  return state.conversations.find(SELECT_CONVERSATION, id);
}

/** Also the row of somebody who was removed. */
export function findMember(
  state: State,
  accountId: number,
  conversationId: number,
): MemberRow | undefined {
  return state.members.find(SELECT_MEMBER, accountId, conversationId);
}

/** All rows of an account, removed ones included, ascending by conversation. */
export function membershipsOf(state: State, accountId: number): MemberRow[] {
  return state.all<MemberRow>(SELECT_MEMBERSHIPS, accountId);
}
