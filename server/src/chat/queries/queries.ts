/** Every query by its name. */
import type { Queries, QueryName } from "../chat-port.ts";
import type { State } from "../state.ts";
import {
  accountById,
  accountForLogIn,
  getAccount,
  getSession,
  listAccounts,
  ownAccount,
} from "./accounts.ts";
import { history, stateHash, unreadTotal } from "./audit.ts";
import { sessionByToken } from "./caller.ts";
import { browseRooms, listConversations } from "./conversations.ts";
import { exportAll } from "./export-all.ts";
import {
  answerOf,
  isResetValid,
  listBotTokens,
  listInvites,
  listSessions,
  signUpRules,
} from "./sessions.ts";
import { listMembers } from "./members.ts";
import { listMessages } from "./messages.ts";
import { getMessage } from "./one-message.ts";
import { searchInMemory } from "../search/search-in-memory.ts";
import { companyOf, typingHearers, typist } from "./company.ts";
import { getUnread } from "./unread-messages.ts";

type Handlers = {
  readonly [Name in QueryName]: (
    state: State,
    request: Queries[Name]["request"],
  ) => Queries[Name]["reply"];
};

const HANDLERS: Handlers = {
  sessionByToken,
  getSession,
  accountForLogIn,
  listAccounts,
  getAccount,
  listConversations,
  browseRooms,
  listMembers,
  listMessages,
  getMessage,
  getUnread,
  searchMessages: searchInMemory,
  ownAccount,
  accountById,
  answerOf,
  listSessions,
  listBotTokens,
  listInvites,
  exportAll,
  signUpRules,
  isResetValid,
  typist,
  typingHearers,
  companyOf,
  unreadTotal,
  history,
  stateHash,
};

/** Throws ChatRefusal for an expected no. */
export function runQuery<Name extends QueryName>(
  state: State,
  name: Name,
  request: Queries[Name]["request"],
): Queries[Name]["reply"] {
  return HANDLERS[name](state, request);
}
