/**
 * Links that an administrator hands out: to sign up, to get another password. The state knows sha256 of their secrets. One
 * whose issuer is no administrator any more is void, so nobody need look for them when somebody loses the role.
 */
import { LIMITS } from "../limits.ts";
import { isAdmin, livingAccount } from "./ranks.ts";
import type { InviteRow, ResetRow } from "./rows.ts";
import type { State } from "./state.ts";

const SECRET_SHA256_BYTES = 32;

const SIGN_UP = "signUp";
const OPEN = 0;
export const INVITE_ONLY = 1;

const SELECT_INVITE = "SELECT * FROM invites WHERE tokenSha256 = ?";
const SELECT_RESET = "SELECT * FROM resets WHERE tokenSha256 = ?";
const SELECT_OLD_INVITES =
  "SELECT * FROM invites WHERE expiresMs <= ? ORDER BY expiresMs, id LIMIT ?";
const SELECT_OLD_RESETS =
  "SELECT * FROM resets WHERE expiresMs <= ? ORDER BY expiresMs, accountId LIMIT ?";

export function isSecretHash(bytes: Uint8Array): boolean {
  return bytes.length === SECRET_SHA256_BYTES;
}

/** The invite that can be used at `time`. */
export function findInvite(state: State, sha256: Uint8Array, time: number): InviteRow | undefined {
  const row = state.get<InviteRow>(SELECT_INVITE, sha256);
  if (row === undefined || row.expiresMs <= time) return undefined;
  return isIssuedByAdmin(state, row) ? row : undefined;
}

/** The reset that can be used at `time`. */
export function findReset(state: State, sha256: Uint8Array, time: number): ResetRow | undefined {
  const row = state.get<ResetRow>(SELECT_RESET, sha256);
  if (row === undefined || row.expiresMs <= time) return undefined;
  return isIssuedByAdmin(state, row) ? row : undefined;
}

/** One account less; the last one ends it. */
export function useInvite(state: State, row: InviteRow): void {
  if (row.usesLeft <= 1) state.invites.delete(row);
  else state.invites.update(row, { usesLeft: row.usesLeft - 1 });
}

export function isInviteOnly(state: State): boolean {
  return (state.setting(SIGN_UP) ?? OPEN) === INVITE_ONLY;
}

export function setSignUpPolicy(state: State, policy: number): void {
  state.setSetting(SIGN_UP, policy);
}

/** Removes what has expired by `time`, at most a bounded number. */
export function purgeLinks(state: State, time: number): void {
  for (const row of state.all<InviteRow>(SELECT_OLD_INVITES, time, LIMITS.purgeRows))
    state.invites.delete(row);
  for (const row of state.all<ResetRow>(SELECT_OLD_RESETS, time, LIMITS.purgeRows))
    state.resets.delete(row);
}

function isIssuedByAdmin(state: State, { issuerId }: { readonly issuerId: number }): boolean {
  const issuer = livingAccount(state, String(issuerId));
  return issuer !== undefined && issuer.suspended === null && isAdmin(issuer);
}
