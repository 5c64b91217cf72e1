import type { IssueReset, ResetPassword } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { LIMITS } from "../../limits.ts";
import { adminsOnly, callerOf, signedOut } from "../callers.ts";
import type { WriteKey } from "../client-ledger.ts";
import { alreadyAnswered } from "../key-refusals.ts";
import { findReset, isSecretHash } from "../links.ts";
import type { Occasion } from "../occasion.ts";
import { keyOfAnotherWrite, onceBeforeLogIn, onceFor } from "../once-before-log-in.ts";
import { refuse } from "../outcome.ts";
import { isAdmin, livingAccount, mayManage } from "../ranks.ts";
import { encodeRefused, encodeResult, type ResultKind } from "../result.ts";
import { BOT, type AccountRow, type ResetRow } from "../rows.ts";
import { endSessionsOf, isFreshToken, openSession } from "../sessions.ts";
import { noSuchAccount, notOverThem } from "./roles.ts";

const SELECT_OF_ACCOUNT = "SELECT * FROM resets WHERE accountId = ?";
const SELECT_BY_SECRET = "SELECT * FROM resets WHERE tokenSha256 = ?";

/** A link with which somebody gets another password, once. It replaces an earlier one of that account. */
export function issueReset(occasion: Occasion, command: IssueReset): Uint8Array {
  const caller = callerOf(occasion, command.tokenSha256);
  if (caller === undefined) return encodeRefused(signedOut());
  const issuer = caller.account;
  return onceFor(issuer.id, occasion, command.key, {
    execute: () => issue(occasion, command, issuer),
    repeat: (_key, earlier) => issueAnew(occasion, command, earlier),
  });
}

function issue(occasion: Occasion, command: IssueReset, issuer: AccountRow): Uint8Array {
  const { state, index, time } = occasion;
  if (!isAdmin(issuer)) return encodeRefused(adminsOnly());
  const target = livingAccount(state, command.accountId);
  if (target === undefined || target.kind === BOT) return encodeRefused(noSuchAccount());
  if (!mayManage(issuer, target)) return encodeRefused(notOverThem(issuer, target));
  const ageMs = Number(command.validMs);
  if (ageMs < 1 || ageMs > LIMITS.resetAgeMs)
    return encodeRefused(refuse("INVALID", "A link cannot hold that long.", "valid_ms"));
  const { resetSha256: tokenSha256 } = command;
  if (!isSecretHash(tokenSha256) || state.get(SELECT_BY_SECRET, tokenSha256) !== undefined)
    return encodeRefused(refuse("INVALID", "This secret cannot be used.", "secret"));
  const expiresMs = time + ageMs;
  const earlier = state.get<ResetRow>(SELECT_OF_ACCOUNT, target.id);
  const fresh = { tokenSha256, issuerId: issuer.id, expiresMs };
  if (earlier === undefined) state.resets.insert({ accountId: target.id, ...fresh });
  else state.resets.update(earlier, fresh);
  const value = {
    accountId: command.accountId,
    expiresMs: BigInt(expiresMs),
    index: BigInt(index),
  };
  return encodeResult({ case: "resetIssued", value });
}

/** Nobody can have seen the first secret's answer: the link gets this one, as long as it is that link. */
function issueAnew({ state }: Occasion, command: IssueReset, earlier: ResultKind): Uint8Array {
  if (earlier.case !== "resetIssued" || earlier.value.accountId !== command.accountId)
    return encodeRefused(keyOfAnotherWrite());
  const target = livingAccount(state, command.accountId);
  const row = state.get<ResetRow>(SELECT_OF_ACCOUNT, target?.id ?? 0);
  if (row === undefined || BigInt(row.expiresMs) !== earlier.value.expiresMs)
    return encodeRefused(alreadyAnswered());
  const { resetSha256: tokenSha256 } = command;
  const other = state.get<ResetRow>(SELECT_BY_SECRET, tokenSha256);
  if (!isSecretHash(tokenSha256) || (other !== undefined && other.accountId !== row.accountId))
    return encodeRefused(refuse("INVALID", "This secret cannot be used.", "secret"));
  state.resets.update(row, { tokenSha256 });
  return encodeResult(earlier);
}

/** Uses such a link: another password, all sessions end, and one begins. */
export function resetPassword(occasion: Occasion, command: ResetPassword): Uint8Array {
  return onceBeforeLogIn(occasion, command.key, {
    execute: (key) => reset(occasion, command, key),
    repeat: (_key, earlier) => {
      if (earlier.case !== "passwordReset") return encodeRefused(keyOfAnotherWrite());
      return encodeResult({ case: "passwordReset", value: { ...earlier.value, repeated: true } });
    },
  });
}

function reset(occasion: Occasion, command: ResetPassword, key: WriteKey): Uint8Array {
  const { state, index, time } = occasion;
  const row = findReset(state, command.resetSha256, time);
  const account = livingAccount(state, String(row?.accountId ?? 0));
  if (row === undefined || account === undefined)
    return encodeRefused(refuse("NOT_FOUND", VOID_LINK, "reset"));
  if (account.suspended !== null)
    return encodeRefused(refuse("SUSPENDED", "This account is suspended. Ask an administrator."));
  const { newHash: passwordHash, tokenSha256, label } = command;
  if (passwordHash === "")
    return encodeRefused(refuse("INVALID", "An account needs a password.", "new_password"));
  if (!isFreshToken(state, tokenSha256, key))
    return encodeRefused(refuse("INVALID", "This session token cannot be used.", "token"));
  state.resets.delete(row);
  state.accounts.update(account, { passwordHash, changedAtIndex: index });
  endSessionsOf(state, account.id);
  const expiresMs = openSession(state, { tokenSha256, accountId: account.id, key, time, label });
  const value = { accountId: String(account.id), expiresMs: BigInt(expiresMs) };
  return encodeResult({ case: "passwordReset", value });
}

export const VOID_LINK = "This link was used or has expired. Ask an administrator for another one.";
