import type { LogIn } from "@parley/proto/es/parley/log/v1/command_pb.js";
import type { WriteKey } from "../client-ledger.ts";
import { parseId } from "../ids.ts";
import { countAllUnread } from "../unread.ts";
import type { Occasion } from "../occasion.ts";
import { refuse } from "../outcome.ts";
import { decodeResult, encodeRefused, encodeResult, type ResultKind } from "../result.ts";
import type { AccountRow } from "../rows.ts";
import { isFreshToken, openSession } from "../sessions.ts";
import { keyOfAnotherWrite, onceBeforeLogIn } from "../once-before-log-in.ts";

const SELECT_ACCOUNT = "SELECT * FROM accounts WHERE id = ? AND deleted = 0";

/**
 * Makes a session for an account whose password the proposer verified: refused when the hash has changed
 * since. A repeat, also of the sign-up that made this account, replaces the session its key made.
 */
export function logIn(occasion: Occasion, command: LogIn): Uint8Array {
  const result = onceBeforeLogIn(occasion, command.key, {
    execute: (key) => enter(occasion, command, key),
    repeat: (key, earlier) => {
      if (accountOfResult(earlier) !== command.accountId) return encodeRefused(keyOfAnotherWrite());
      return enter(occasion, command, key);
    },
  });
  return occasion.wantResult ? withUnread(occasion, result) : result;
}

function enter({ state, time }: Occasion, command: LogIn, key: WriteKey): Uint8Array {
  const id = parseId(command.accountId);
  const account = id === null ? undefined : state.get<AccountRow>(SELECT_ACCOUNT, id);
  if (
    account === undefined ||
    account.passwordHash === "" ||
    account.passwordHash !== command.passwordHash
  ) {
    return encodeRefused(refuse("BAD_CREDENTIALS", "Name or password is wrong."));
  }
  if (account.suspended !== null) {
    return encodeRefused(refuse("SUSPENDED", "This account is suspended. Ask an administrator."));
  }
  const { tokenSha256, label } = command;
  if (!isFreshToken(state, tokenSha256, key)) {
    return encodeRefused(refuse("INVALID", "This session token cannot be used.", "token"));
  }
  const expiresMs = openSession(state, { tokenSha256, accountId: account.id, key, time, label });
  const value = { accountId: command.accountId, expiresMs: BigInt(expiresMs) };
  return encodeResult({ case: "loggedIn", value });
}

function accountOfResult(result: ResultKind): string | undefined {
  switch (result.case) {
    case "loggedIn":
    case "accountCreated":
    case "passwordReset":
      return result.value.accountId;
    default:
      return undefined;
  }
}

/** Counted for whoever waits, never stored. */
function withUnread({ state }: Occasion, bytes: Uint8Array): Uint8Array {
  const result = decodeResult(bytes);
  if (result.case !== "loggedIn") return bytes;
  const unread = countAllUnread(state, parseId(result.value.accountId) ?? 0);
  return encodeResult({ case: "loggedIn", value: { ...result.value, unread } });
}
