/** Whose command it is: apply looks the session up again, whatever the node that proposed it believed. */
import type { Occasion } from "./occasion.ts";
import { refuse, type Refused } from "./outcome.ts";
import { livingAccount } from "./ranks.ts";
import type { AccountRow, SessionRow } from "./rows.ts";
import { findSession } from "./sessions.ts";

export interface CallerOf {
  readonly session: SessionRow;
  readonly account: AccountRow;
}

export function callerOf({ state, time }: Occasion, tokenSha256: Uint8Array): CallerOf | undefined {
  const session = findSession(state, tokenSha256, time);
  if (session === undefined) return undefined;
  const account = livingAccount(state, String(session.accountId));
  return account === undefined ? undefined : { session, account };
}

export function signedOut(): Refused {
  return refuse("BAD_SESSION", "You are signed out. Sign in again.");
}

export function adminsOnly(): Refused {
  return refuse("FORBIDDEN", "Only administrators may do this.");
}
