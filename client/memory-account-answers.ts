/** What a node of a MemoryCluster answers to the verbs of account-calls.ts. For tests. */
import type { AccountVerb, ExportPage } from "./account-calls.ts";
import { isAdmin, mayManage } from "./memory-accounts.ts";
import type { Answers, Asker } from "./memory-answers.ts";
import { type MemoryChat, plain } from "./memory-chat.ts";
import { Refused } from "./memory-refused.ts";
import type { Calls } from "./transport.ts";

const DAY_MS = 24 * 3600 * 1000;
const PAGE_ROWS = 50;
const SIGNED_OUT = new Refused("BAD_SESSION", 16);
const WRONG = new Refused("BAD_CREDENTIALS", 16);
const FORBIDDEN = new Refused("FORBIDDEN", 7);
const NOT_FOUND = new Refused("NOT_FOUND", 5);

type AdminVerb =
  | "issueReset"
  | "createInvite"
  | "listInvites"
  | "issueBotToken"
  | "listBotTokens"
  | "exportAll";

export function accountAnswers(chat: MemoryChat): { readonly [V in AccountVerb]: Answers[V] } {
  return { ...ownAnswers(chat), ...adminAnswers(chat) };
}

function ownAnswers(chat: MemoryChat): {
  readonly [V in Exclude<AccountVerb, AdminVerb>]: Answers[V];
} {
  const accounts = chat.accountBook;
  const me = ({ userId }: Asker) => chat.accounts.get(userId);
  return {
    writeAccount: ({ rows }, asker) => {
      if (me(asker) === undefined) return SIGNED_OUT;
      const answers = rows.map(({ key, operation }) =>
        accounts.once(asker.userId, key, () => ({
          clientId: key.clientId,
          seq: key.seq,
          index: chat.index,
          outcome: accounts.execute(asker, operation),
        })),
      );
      return { index: chat.index, answers };
    },
    changePassword: ({ key, oldPassword, newPassword }, asker) =>
      accounts.once(asker.userId, key, () => {
        if (me(asker)?.password !== oldPassword) return WRONG;
        accounts.patch(asker.userId, { password: newPassword });
        const { count } = accounts.end((token, id) => id === asker.userId && token !== asker.token);
        return { index: chat.index, endedSessions: count };
      }),
    deleteAccount: ({ key, password }, asker) =>
      accounts.once("", key, () => {
        const account = me(asker);
        if (account === undefined) return SIGNED_OUT;
        if (account.password !== password) return WRONG;
        if (account.role === "owner" && accounts.owners() === 1) return FORBIDDEN;
        accounts.patch(account.id, { name: "", deleted: true, password: "" });
        accounts.end((_token, id) => id === account.id);
        return { index: chat.index };
      }),
    resetPassword: ({ key, reset, newPassword, label }) =>
      accounts.once("", key, () => {
        const id = accounts.useReset(reset);
        if (id === undefined) return NOT_FOUND;
        accounts.patch(id, { password: newPassword });
        accounts.end((_token, owner) => owner === id);
        return { session: chat.openSession(id, label), index: chat.index };
      }),
    listSessions: (_request, asker) =>
      me(asker) === undefined ? SIGNED_OUT : accounts.sessionsOf(asker.userId, asker.token),
    getSignUp: ({ invite }) => ({
      isByInvite: accounts.isByInvite,
      isInviteValid: [...accounts.invites.values()].some(({ secret }) => secret === invite),
      inviteExpiresMs: 0,
    }),
  };
}

function adminAnswers(chat: MemoryChat): { readonly [V in AdminVerb]: Answers[V] } {
  const accounts = chat.accountBook;
  const me = ({ userId }: Asker) => chat.accounts.get(userId);
  return {
    issueReset: ({ key, accountId }, asker) =>
      accounts.once(asker.userId, key, () => {
        const [actor, target] = [me(asker), chat.accounts.get(accountId)];
        if (!isAdmin(actor)) return FORBIDDEN;
        if (target === undefined) return NOT_FOUND;
        if (!mayManage(actor, target)) return FORBIDDEN;
        const reset = accounts.issueReset(accountId);
        return { reset, expiresMs: chat.ledger.timeMs + DAY_MS };
      }),
    createInvite: ({ key, uses, validMs }, asker) =>
      accounts.once(asker.userId, key, () => {
        if (!isAdmin(me(asker))) return FORBIDDEN;
        const createdMs = chat.ledger.timeMs;
        const invite = {
          id: String(chat.index),
          issuerId: asker.userId,
          createdMs,
          expiresMs: createdMs + (validMs === 0 ? 7 * DAY_MS : validMs),
          usesLeft: Math.max(1, uses),
        };
        const secret = `invite-${chat.index}`;
        accounts.invites.set(invite.id, { ...invite, secret });
        return { invite, secret };
      }),
    listInvites: (_request, asker) =>
      isAdmin(me(asker))
        ? [...accounts.invites.values()].map(({ secret: _, ...invite }) => invite).toReversed()
        : FORBIDDEN,
    issueBotToken: ({ key, accountId, label }, asker) =>
      accounts.once(asker.userId, key, () => {
        if (!isAdmin(me(asker))) return FORBIDDEN;
        if (chat.accounts.get(accountId)?.bot !== true) return NOT_FOUND;
        const { token } = chat.openSession(accountId, label);
        const session = accounts.sessionsOf(accountId, "")[0];
        return session === undefined ? NOT_FOUND : { token, session };
      }),
    listBotTokens: ({ accountId }, asker) =>
      isAdmin(me(asker)) ? accounts.sessionsOf(accountId, "") : FORBIDDEN,
    exportAll: (page, asker) => (isAdmin(me(asker)) ? exportPage(chat, page) : FORBIDDEN),
  };
}

/** Conversations and messages in one row: the cursor says how many of it were given. */
function exportPage(
  chat: MemoryChat,
  { pageSize, cursor }: Calls["exportAll"]["request"],
): ExportPage {
  const start = Number(cursor);
  const end = start + (pageSize === 0 ? PAGE_ROWS : pageSize);
  const places = [...chat.conversations.values()];
  const messages = chat.messages.slice(
    Math.max(0, start - places.length),
    Math.max(0, end - places.length),
  );
  const named = new Set(messages.map(({ conversationId }) => conversationId));
  return {
    conversations: places.filter(({ id }, at) => (at >= start && at < end) || named.has(id)),
    messages,
    accounts: [...chat.accounts.values()].map(plain),
    nextCursor: end < places.length + chat.messages.length ? String(end) : "",
    index: chat.index,
    clusterId: chat.clusterId,
  };
}
