import type { Caller, SessionReply } from "../chat-port.ts";
import { isAdmin } from "../ranks.ts";
import { ChatRefusal } from "../refusal.ts";
import type { AccountRow, SessionRow } from "../rows.ts";
import { findSession } from "../sessions.ts";
import type { State } from "../state.ts";

const SELECT_ACCOUNT = "SELECT * FROM accounts WHERE id = ?";

export interface KnownCaller {
  readonly session: SessionRow;
  readonly account: AccountRow;
}

/** The account behind a session that is alive; BAD_SESSION for all else. */
export function requireCaller(state: State, caller: Caller): KnownCaller {
  const known = findCaller(state, caller);
  if (known === undefined)
    throw new ChatRefusal("BAD_SESSION", "You are signed out. Sign in again.");
  return known;
}

/** FORBIDDEN for whoever is no administrator. */
export function requireAdmin(state: State, caller: Caller): KnownCaller {
  const known = requireCaller(state, caller);
  if (!isAdmin(known.account))
    throw new ChatRefusal("FORBIDDEN", "Only administrators may see this.");
  return known;
}

export function sessionByToken(state: State, caller: Caller): SessionReply | null {
  const known = findCaller(state, caller);
  if (known === undefined) return null;
  const { session, account } = known;
  return { accountId: String(account.id), name: account.name, expiresMs: session.expiresMs };
}

function findCaller(state: State, { tokenSha256, time }: Caller): KnownCaller | undefined {
  const session = findSession(state, tokenSha256, time);
  if (session === undefined) return undefined;
  const account = accountById(state, session.accountId);
  return account === undefined ? undefined : { session, account };
}

export function accountById(state: State, id: number): AccountRow | undefined {
  return state.get<AccountRow>(SELECT_ACCOUNT, id);
}
