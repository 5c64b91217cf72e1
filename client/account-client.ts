/**
 * What one does to one's own account, and administrators to those of others. For programs: nothing here waits in an outbox,
 * each verb ends within the budget of one call. A repeat of an attempt carries the same key, so it is executed once; where
 * the last attempt may have been executed the error is OUTCOME_UNKNOWN, and one looks before one asks again.
 */
import type {
  AccountOperation,
  ExportPage,
  Invite,
  SessionInfo,
  SignUpRules,
} from "./account-calls.ts";
import { type CallLine, LoggedTransport } from "./call-log.ts";
import { CallRunner, newCaller } from "./call-runner.ts";
import type { Chance, Clock } from "./clock.ts";
import { chatError, ChatError, type Problem } from "./errors.ts";
import { nameProblem, passwordProblem, type InputProblem } from "./input-rules.ts";
import type { Account, AccountRole, Outcome, Session, WriteKey } from "./model.ts";
import { systemChance, systemClock } from "./system-clock.ts";
import type { Calls, Transport, Verb } from "./transport.ts";
import { WRITES } from "./verb-kinds.ts";

export interface AccountClientOptions {
  /** Of a program; a ChatClient may use the same one. Whoever made it closes it. */
  readonly transport: Transport;
  /** Of the session that asks; empty for what needs none. */
  readonly token?: string;
  readonly clock?: Clock;
  readonly chance?: Chance;
  readonly log?: (line: CallLine) => void;
}

/** Every verb rejects with ChatError. */
export class AccountClient {
  private readonly calls: CallRunner;
  private readonly caller = newCaller();
  private readonly token: string;
  /** Keys of the caller, and keys from before there is a user: two spaces, two ids. */
  private readonly own: string;
  private readonly nobodys: string;
  private bornMs = 0;
  private seq = 0;
  /** Seqs of verbs that run: what is acknowledged is below all of them. */
  private readonly running = new Set<number>();

  constructor(options: AccountClientOptions) {
    const {
      transport: bare,
      token = "",
      clock = systemClock,
      chance = systemChance,
      log,
    } = options;
    const transport =
      log === undefined ? bare : new LoggedTransport({ transport: bare, clock, log });
    this.calls = new CallRunner({ transport, clock, chance });
    this.token = token;
    this.own = chance.clientId();
    this.nobodys = chance.clientId();
  }

  // -------------------------------------------------------------------------------- One's own account

  /** Empty: the name again. */
  setProfile(displayName: string): Promise<Account> {
    return this.account({ kind: "setProfile", displayName });
  }

  /** Resolves with how many other sessions that ended. BAD_CREDENTIALS when the old one is wrong. */
  async changePassword(oldPassword: string, newPassword: string): Promise<number> {
    refuse(passwordProblem(newPassword));
    const key = await this.key(this.own);
    return (await this.ask("changePassword", { key, oldPassword, newPassword })).endedSessions;
  }

  /** For good: the name stays taken, the messages stay and are by "Deleted user". */
  async deleteAccount(password: string): Promise<void> {
    await this.ask("deleteAccount", { key: await this.key(this.nobodys), password });
  }

  /** The newest first. */
  listSessions(): Promise<readonly SessionInfo[]> {
    return this.ask("listSessions", {});
  }

  /** One of one's own. NOT_FOUND when there is none. */
  async endSession(sessionId: string): Promise<void> {
    await this.ended({ kind: "endSession", sessionId, accountId: "" });
  }

  /** All but this one; resolves with how many. */
  endOtherSessions(): Promise<number> {
    return this.ended({ kind: "endOtherSessions" });
  }

  /** With the secret of a reset link: a new password and a session, all others end. Needs no session. */
  async resetPassword(reset: string, newPassword: string, label = ""): Promise<Session> {
    refuse(passwordProblem(newPassword));
    const key = await this.key(this.nobodys);
    return (await this.ask("resetPassword", { key, reset, newPassword, label })).session;
  }

  /** Who may sign up, and whether this invite can be used. Needs no session. */
  getSignUp(invite = ""): Promise<SignUpRules> {
    return this.ask("getSignUp", { invite });
  }

  // ----------------------------------------------------------------------------------- Administrators

  /** A secret with which somebody gets a new password, once; an earlier one is void. */
  async issueReset(accountId: string): Promise<Calls["issueReset"]["answer"]> {
    return this.ask("issueReset", { key: await this.key(this.own), accountId });
  }

  async createInvite(
    given: { readonly uses?: number; readonly validMs?: number } = {},
  ): Promise<Calls["createInvite"]["answer"]> {
    const { uses = 0, validMs = 0 } = given;
    return this.ask("createInvite", { key: await this.key(this.own), uses, validMs });
  }

  /** Those that can still be used, the newest first. */
  listInvites(): Promise<readonly Invite[]> {
    return this.ask("listInvites", {});
  }

  /** Revoking twice is no error. */
  async revokeInvite(inviteId: string): Promise<void> {
    await this.change({ kind: "revokeInvite", inviteId });
  }

  async setSignUp(isByInvite: boolean): Promise<void> {
    await this.change({ kind: "setSignUp", isByInvite });
  }

  /** By an owner; the last one stays owner. */
  setRole(accountId: string, role: AccountRole): Promise<Account> {
    return this.account({ kind: "setAccountRole", accountId, role });
  }

  /** Its sessions end at that index. `suspended: false` lets it in again. */
  suspend(accountId: string, suspended: boolean): Promise<Account> {
    return this.account({ kind: "suspendAccount", accountId, suspended });
  }

  createBot(name: string): Promise<Account> {
    refuse(nameProblem(name));
    return this.account({ kind: "createBot", name });
  }

  /** `token` speaks as the bot wherever a session's would. */
  async issueBotToken(
    accountId: string,
    given: { readonly label?: string; readonly validMs?: number } = {},
  ): Promise<Calls["issueBotToken"]["answer"]> {
    const { label = "", validMs = 0 } = given;
    return this.ask("issueBotToken", { key: await this.key(this.own), accountId, label, validMs });
  }

  listBotTokens(accountId: string): Promise<readonly SessionInfo[]> {
    return this.ask("listBotTokens", { accountId });
  }

  async revokeBotToken(accountId: string, sessionId: string): Promise<void> {
    await this.ended({ kind: "endSession", sessionId, accountId });
  }

  /** Every conversation and message, whoever is in them; page by page until a cursor is empty. The nodes log who asked. */
  exportAll(page: Partial<Calls["exportAll"]["request"]> = {}): Promise<ExportPage> {
    return this.ask("exportAll", { pageSize: 0, cursor: "", ...page });
  }

  // -------------------------------------------------------------------------------------------- Parts

  private async account(operation: AccountOperation): Promise<Account> {
    const outcome = await this.change(operation);
    if (outcome.kind === "accountChanged") return outcome.account;
    throw unexpected(outcome);
  }

  private async ended(operation: AccountOperation): Promise<number> {
    const outcome = await this.change(operation);
    if (outcome.kind === "sessionsEnded") return outcome.count;
    throw unexpected(outcome);
  }

  private async change(operation: AccountOperation): Promise<Outcome> {
    const key = await this.key(this.own);
    const { answers } = await this.ask("writeAccount", { rows: [{ key, operation }] });
    const outcome = answers[0]?.outcome;
    if (outcome === undefined) throw new ChatError("UNEXPECTED", "A row was not answered.");
    if (outcome.kind !== "refused") return outcome;
    const { reason, message, field } = outcome;
    throw new ChatError(reason, message, { field });
  }

  private async ask<V extends Verb>(
    verb: V,
    request: Calls[V]["request"],
  ): Promise<Calls[V]["answer"]> {
    const end = await this.calls.run(verb, request, { caller: this.caller, token: this.token });
    for (const { seq } of keysIn(request)) this.running.delete(seq);
    if (end.ok) return end.value;
    // A program open for a week: the next verb begins a new life.
    if (end.problem.reason === "KEY_EXPIRED") this.bornMs = 0;
    throw end.isUnknown && WRITES.has(verb) ? doubtful(end.problem) : chatError(end.problem);
  }

  private async key(clientId: string): Promise<WriteKey> {
    if (this.bornMs === 0) this.bornMs = (await this.ask("now", {})).timeMs;
    this.seq += 1;
    this.running.add(this.seq);
    const ackUpto = Math.min(...this.running) - 1;
    return { clientId, seq: this.seq, bornMs: this.bornMs, ackUpto };
  }
}

function keysIn(request: object): readonly WriteKey[] {
  const { key, rows } = request as Partial<{ key: WriteKey; rows: readonly { key: WriteKey }[] }>;
  return key === undefined ? (rows ?? []).map((row) => row.key) : [key];
}

/** A refusal under a key is the answer of every attempt before it; anything else leaves an attempt open. */
function doubtful(problem: Problem): ChatError {
  if (problem.executed === "no" && problem.class === "FATAL") return chatError(problem);
  return new ChatError(
    "OUTCOME_UNKNOWN",
    "No node said in time whether it was done: look before you repeat it.",
    { cause: problem },
  );
}

function refuse(problem: InputProblem | null): void {
  if (problem !== null)
    throw new ChatError(problem.reason, problem.message, { field: problem.field });
}

function unexpected({ kind }: Outcome): ChatError {
  return new ChatError("UNEXPECTED", `A node answered ${kind} where it should not.`);
}
