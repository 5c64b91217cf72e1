/** Who may know that somebody types, or is there at all. */
import { LIMITS } from "../../limits.ts";
import { placeOf, writingRefusal } from "../access.ts";
import type { Queries } from "../chat-port.ts";
import { parseId } from "../ids.ts";
import { ChatRefusal } from "../refusal.ts";
import type { State } from "../state.ts";
import { requireCaller } from "./caller.ts";

const SELECT_OTHERS = `
  SELECT accountId FROM members
  WHERE conversationId = ? AND accountId <> ? AND removed = 0 LIMIT ${LIMITS.presenceMembers}`;
const SELECT_COMPANY = `
  SELECT DISTINCT others.accountId FROM members AS mine
  JOIN conversations ON conversations.id = mine.conversationId
    AND conversations.memberCount <= ${LIMITS.presenceMembers}
  JOIN members AS others ON others.conversationId = mine.conversationId AND others.removed = 0
  WHERE mine.accountId = ? AND mine.removed = 0 LIMIT ${LIMITS.presenceCompany}`;

interface Row {
  readonly accountId: number;
}

export function typist(
  state: State,
  { caller, conversationId }: Queries["typist"]["request"],
): Queries["typist"]["reply"] {
  const { account } = requireCaller(state, caller);
  const place = placeOf(state, account.id, conversationId);
  if (place === undefined)
    throw new ChatRefusal("NOT_FOUND", "There is no such conversation.", "conversation_id");
  const refusal = writingRefusal(place);
  if (refusal !== null) throw new ChatRefusal(refusal.reason, refusal.message);
  return { accountId: String(account.id) };
}

export function typingHearers(
  state: State,
  request: Queries["typingHearers"]["request"],
): readonly string[] {
  const accountId = parseId(request.accountId);
  const place = accountId === null ? undefined : placeOf(state, accountId, request.conversationId);
  if (place === undefined || writingRefusal(place) !== null) return [];
  const { id, memberCount } = place.conversation;
  if (memberCount > LIMITS.presenceMembers) return [];
  return state.all<Row>(SELECT_OTHERS, id, place.accountId).map(idOf);
}

export function companyOf(
  state: State,
  { accountId }: Queries["companyOf"]["request"],
): readonly string[] {
  const id = parseId(accountId);
  if (id === null) return [];
  const company = state.all<Row>(SELECT_COMPANY, id).map(idOf);
  return company.includes(accountId) ? company : [accountId, ...company];
}

function idOf({ accountId }: Row): string {
  return String(accountId);
}
