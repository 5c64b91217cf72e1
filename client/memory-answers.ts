/** What a node of a MemoryCluster answers to each verb. */
import type { NodeStatus } from "./model.ts";
import type { PeopleCalls } from "./people-model.ts";
import type { Calls, ReplyFacts, Verb } from "./transport.ts";
import { accountAnswers } from "./memory-account-answers.ts";
import { type MemoryChat, plain } from "./memory-chat.ts";
import { Refused } from "./memory-refused.ts";
import { searchMessages } from "./memory-search.ts";

export interface Asker {
  readonly facts: ReplyFacts;
  readonly node: string;
  readonly userId: string;
  readonly token: string;
}

export type Answers = {
  readonly [V in Verb]: (
    request: Calls[V]["request"],
    asker: Asker,
  ) => Calls[V]["answer"] | Refused;
};

const SIGNED_OUT = new Refused("BAD_SESSION", 16);
const NOT_FOUND = new Refused("NOT_FOUND", 5);

export function memoryAnswers(
  chat: MemoryChat,
  statuses: () => readonly NodeStatus[],
): Omit<Answers, keyof PeopleCalls> {
  return {
    ...accountAnswers(chat),
    now: (_request, asker) => ({
      clusterId: chat.clusterId,
      timeMs: chat.ledger.timeMs,
      ...asker.facts,
    }),
    createAccount: (request) => signUp(chat, request),
    logIn: (request) => signIn(chat, request),
    logOut: (_request, { token }) => {
      chat.sessions.delete(token);
      chat.ledger.index += 1;
      return { index: chat.index };
    },
    getSession: (_request, { userId, token }) => {
      const account = chat.accounts.get(userId);
      return account === undefined
        ? SIGNED_OUT
        : { account: plain(account), unread: chat.unread(userId).length, expiresMs: 0, token };
    },
    listAccounts: () => ({ accounts: [...chat.accounts.values()].map(plain), nextCursor: "" }),
    getAccount: (by) => {
      const found = [...chat.accounts.values()].find(({ id, name }) =>
        "id" in by ? id === by.id : name === by.name,
      );
      return found === undefined ? new Refused("NOT_FOUND", 5) : plain(found);
    },
    listConversations: (_request, { userId }) =>
      userId === "" ? SIGNED_OUT : chat.snapshot(userId),
    browseRooms: (_request, { userId }) => ({ rooms: chat.rooms(userId), nextCursor: "" }),
    listMessages: (request, { userId }) =>
      userId === "" ? SIGNED_OUT : (chat.page(userId, request) ?? NOT_FOUND),
    getMessage: ({ messageId }, { userId }) =>
      userId === "" ? SIGNED_OUT : (chat.message(userId, messageId) ?? NOT_FOUND),
    searchMessages: (request, { userId }) =>
      userId === "" ? SIGNED_OUT : searchMessages(chat, userId, request),
    write: ({ rows, accountId }, { userId }) => {
      if (userId === "" || (accountId !== "" && accountId !== userId)) return SIGNED_OUT;
      const answers = chat.write(userId, rows);
      return answers === null ? new Refused("KEY_EXPIRED", 9) : { index: chat.index, answers };
    },
    getCluster: (_request, { node }) => ({
      clusterId: chat.clusterId,
      node,
      timeMs: 0,
      nodes: statuses(),
      leaderChanges: [],
    }),
  };
}

function signUp(chat: MemoryChat, request: Calls["createAccount"]["request"]) {
  const { name, invite = "" } = request;
  const isNew = chat.accountCalled(name) === undefined && !chat.hasAnswered(request.key);
  const isFirst = chat.accounts.size === 0;
  if (isNew && !isFirst && !chat.accountBook.useInvite(invite))
    return invite === "" ? new Refused("FORBIDDEN", 7) : NOT_FOUND;
  const session = chat.signIn("createAccount", request);
  return session === null ? new Refused("TAKEN", 6) : { session, index: chat.index };
}

function signIn(chat: MemoryChat, request: Calls["logIn"]["request"]) {
  const known = chat.accountCalled(request.name);
  const session = chat.signIn("logIn", request);
  if (session === null) return new Refused("BAD_CREDENTIALS", 16);
  return known?.suspended === true ? new Refused("SUSPENDED", 7) : { session, index: chat.index };
}

/** Of a node that tells no figures. */
export function statusOf(
  node: string,
  cluster: Pick<NodeStatus, "leader" | "term" | "reachable">,
): NodeStatus {
  const role = node === cluster.leader ? "leader" : "follower";
  return { ...NOTHING_REPORTED, ...cluster, node, role };
}

const NOTHING_REPORTED = {
  lastIndex: 0,
  commitIndex: 0,
  appliedIndex: 0,
  uptimeMs: 0,
  heardMsAgo: 0,
  streams: 0,
  memoryBytes: 0,
};
