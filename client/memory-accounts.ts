/** What becomes of accounts, sessions, invites and bots in a MemoryChat. For tests: one log, no clock, secrets in the clear. */
import type { AccountOperation, Invite, SessionInfo } from "./account-calls.ts";
import type { Asker } from "./memory-answers.ts";
import { Refused } from "./memory-refused.ts";
import type { MemoryChat } from "./memory-chat.ts";
import { refusal } from "./model-ledger.ts";
import type { Account, AccountRole, Outcome, WriteKey } from "./model.ts";

const RANKS: Readonly<Record<AccountRole, number>> = { member: 0, admin: 1, owner: 2 };
const DAY_MS = 24 * 3600 * 1000;

const rankOf = ({ role = "member" }: Account): number => RANKS[role];

export class MemoryAccounts {
  isByInvite = false;
  readonly invites = new Map<string, Invite & { readonly secret: string }>();
  private readonly resets = new Map<string, string>();
  private readonly labels = new Map<
    string,
    { readonly label: string; readonly createdMs: number }
  >();
  private readonly answered = new Map<string, unknown>();
  private readonly chat: MemoryChat;

  constructor(chat: MemoryChat) {
    this.chat = chat;
  }

  /** Whether somebody may sign up with it; takes one use of it. */
  useInvite(secret: string): boolean {
    if (!this.isByInvite && secret === "") return true;
    const invite = this.alive().find((one) => one.secret === secret);
    if (invite === undefined) return false;
    this.invites.set(invite.id, { ...invite, usesLeft: invite.usesLeft - 1 });
    return true;
  }

  noteSession(token: string, label: string): void {
    this.labels.set(token, { label, createdMs: this.chat.ledger.timeMs });
  }

  private alive() {
    return [...this.invites.values()].filter(({ usesLeft }) => usesLeft > 0);
  }

  sessionsOf(accountId: string, ownToken: string): readonly SessionInfo[] {
    return [...this.chat.sessions]
      .filter(([, id]) => id === accountId)
      .map(([token]) => ({
        id: idOf(token),
        createdMs: this.labels.get(token)?.createdMs ?? 0,
        expiresMs: this.chat.ledger.timeMs + 30 * DAY_MS,
        label: this.labels.get(token)?.label ?? "",
        current: token === ownToken,
      }))
      .toReversed();
  }

  /** The first answer under a key is the answer. */
  once<Answer>(space: string, { clientId, seq }: WriteKey, make: () => Answer): Answer {
    const name = `${space}/${clientId}/${seq}`;
    const before = this.answered.get(name);
    if (before !== undefined) return before as Answer; // Kept under this very name.
    this.chat.ledger.index += 1;
    const answer = make();
    if (!(answer instanceof Refused)) this.answered.set(name, answer);
    return answer;
  }

  execute({ userId, token }: Asker, operation: AccountOperation): Outcome {
    const me = this.chat.accounts.get(userId);
    if (me === undefined) return refusal("BAD_SESSION");
    switch (operation.kind) {
      case "setProfile":
        return this.patch(me.id, { displayName: operation.displayName });
      case "endOtherSessions":
        return this.end((own, id) => id === userId && own !== token);
      case "endSession":
        return this.endSession(me, operation);
      case "setAccountRole": {
        if (rankOf(me) < RANKS.owner) return refusal("FORBIDDEN");
        const isLast = this.owners() === 1 && operation.accountId === userId;
        if (isLast && operation.role !== "owner") return refusal("FORBIDDEN");
        return this.patch(operation.accountId, { role: operation.role });
      }
      default:
        return rankOf(me) < RANKS.admin ? refusal("FORBIDDEN") : this.administer(me, operation);
    }
  }

  private administer(
    me: Account,
    operation: Extract<
      AccountOperation,
      { kind: "suspendAccount" | "createBot" | "revokeInvite" | "setSignUp" }
    >,
  ): Outcome {
    switch (operation.kind) {
      case "suspendAccount": {
        const { accountId, suspended } = operation;
        const target = this.chat.accounts.get(accountId);
        if (target === undefined) return refusal("NOT_FOUND", "account_id");
        if (!mayManage(me, target))
          return me.id === accountId ? refusal("INVALID", "account_id") : refusal("FORBIDDEN");
        if (suspended) this.end((_token, id) => id === accountId);
        return this.patch(accountId, { suspended });
      }
      case "createBot": {
        if (this.chat.accountCalled(operation.name) !== undefined) return refusal("TAKEN", "name");
        const { id } = this.chat.createAccount(operation.name, "");
        return this.patch(id, { bot: true, role: "member" });
      }
      case "revokeInvite":
        this.invites.delete(operation.inviteId);
        return { kind: "inviteRevoked", inviteId: operation.inviteId };
      case "setSignUp":
        this.isByInvite = operation.isByInvite;
        return { kind: "signUpSet", isByInvite: this.isByInvite };
    }
  }

  private endSession(
    me: Account,
    { sessionId, accountId }: { readonly sessionId: string; readonly accountId: string },
  ): Outcome {
    const owner = accountId === "" ? me.id : accountId;
    if (owner !== me.id && rankOf(me) < RANKS.admin) return refusal("FORBIDDEN");
    const ended = this.end((token, id) => id === owner && idOf(token) === sessionId);
    return ended.count === 0 ? refusal("NOT_FOUND", "session_id") : ended;
  }

  end(isMeant: (token: string, accountId: string) => boolean) {
    const gone = [...this.chat.sessions].filter(([token, id]) => isMeant(token, id));
    for (const [token] of gone) this.chat.sessions.delete(token);
    return { kind: "sessionsEnded" as const, count: gone.length };
  }

  patch(accountId: string, patch: Partial<Account & { readonly password: string }>): Outcome {
    const before = this.chat.accounts.get(accountId);
    if (before === undefined || before.deleted) return refusal("NOT_FOUND", "account_id");
    const account = { ...before, ...patch, changedAtIndex: this.chat.index };
    this.chat.accounts.set(accountId, account);
    return { kind: "accountChanged", account: withoutPassword(account) };
  }

  owners(): number {
    return [...this.chat.accounts.values()].filter((one) => rankOf(one) === RANKS.owner).length;
  }

  issueReset(accountId: string): string {
    const secret = `reset-${this.chat.index}`;
    this.resets.set(accountId, secret);
    return secret;
  }

  /** The account that the secret opens, once. */
  useReset(secret: string): string | undefined {
    const [accountId] = [...this.resets].find(([, one]) => one === secret) ?? [];
    if (accountId !== undefined) this.resets.delete(accountId);
    return accountId;
  }
}

export const mayManage = (me: Account, target: Account): boolean =>
  me.id !== target.id && (rankOf(me) === RANKS.owner || rankOf(me) > rankOf(target));

export const isAdmin = (account: Account | undefined): account is Account =>
  account !== undefined && rankOf(account) >= RANKS.admin;

const idOf = (token: string): string => `session of ${token}`;

function withoutPassword({ password: _, ...account }: Account & { readonly password: string }) {
  return account;
}
