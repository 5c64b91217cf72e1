import type { CreateAccount } from "@parley/proto/es/parley/log/v1/command_pb.js";
import type { WriteKey } from "../client-ledger.ts";
import { makeId } from "../ids.ts";
import { isStorableName } from "../name-rule.ts";
import type { Occasion } from "../occasion.ts";
import { findInvite, isInviteOnly, useInvite } from "../links.ts";
import { refuse, type Refused } from "../outcome.ts";
import { OWNER, type InviteRow } from "../rows.ts";
import { encodeRefused, encodeResult } from "../result.ts";
import { isFreshToken, openSession } from "../sessions.ts";
import { keyOfAnotherWrite, onceBeforeLogIn } from "../once-before-log-in.ts";

const SELECT_BY_NAME = "SELECT id FROM accounts WHERE foldedName = ?";
const SELECT_ANY = "SELECT 1 FROM accounts LIMIT 1";

export const VOID_INVITE =
  "This invite has expired or was used up. Ask whoever sent it for another one.";
export const INVITE_NEEDED = "Accounts are made by invite only here. Ask an administrator for one.";

/**
 * Makes an account and its first session. A repeat makes nothing: it is told so, and must prove the password
 * and log in under the same key.
 */
export function createAccount(occasion: Occasion, command: CreateAccount): Uint8Array {
  return onceBeforeLogIn(occasion, command.key, {
    execute: (key) => make(occasion, command, key),
    repeat: (_key, earlier) => {
      if (earlier.case !== "accountCreated") return encodeRefused(keyOfAnotherWrite());
      return encodeResult({ case: "accountCreated", value: { ...earlier.value, repeated: true } });
    },
  });
}

function make(
  { state, index, time, wantResult }: Occasion,
  command: CreateAccount,
  key: WriteKey,
): Uint8Array {
  const { name, foldedName, passwordHash, tokenSha256, label } = command;
  if (!isStorableName(name, foldedName)) {
    return encodeRefused(refuse("INVALID", "An account cannot have this name.", "name"));
  }
  if (passwordHash === "") {
    return encodeRefused(refuse("INVALID", "An account needs a password.", "password"));
  }
  if (!isFreshToken(state, tokenSha256, key)) {
    return encodeRefused(refuse("INVALID", "This session token cannot be used.", "token"));
  }
  if (state.get(SELECT_BY_NAME, foldedName) !== undefined) {
    return encodeRefused(refuse("TAKEN", "This name is taken. Choose another one.", "name"));
  }
  const admission = admit({ state, index, time, wantResult }, command);
  if (admission !== null && "reason" in admission) return encodeRefused(admission);
  if (admission !== null) useInvite(state, admission);
  const isFirst = state.level >= 2 && state.get(SELECT_ANY) === undefined;
  const id = makeId(index, 0);
  state.accounts.insert({
    id,
    name,
    foldedName,
    passwordHash,
    createdMs: time,
    deleted: 0,
    changedAtIndex: index,
    role: isFirst ? OWNER : null,
    kind: null,
    suspended: null,
    displayName: null,
  });
  const expiresMs = openSession(state, { tokenSha256, accountId: id, key, time, label });
  const value = { accountId: String(id), expiresMs: BigInt(expiresMs), createdMs: BigInt(time) };
  return encodeResult({ case: "accountCreated", value });
}

/** The invite that lets this sign-up in; null where none is needed. The first account could get none from anybody. */
function admit(
  { state, time }: Occasion,
  { inviteSha256 }: CreateAccount,
): InviteRow | Refused | null {
  if (inviteSha256.length > 0)
    return findInvite(state, inviteSha256, time) ?? refuse("NOT_FOUND", VOID_INVITE, "invite");
  if (!isInviteOnly(state) || state.get(SELECT_ANY) === undefined) return null;
  return refuse("FORBIDDEN", INVITE_NEEDED, "invite");
}
