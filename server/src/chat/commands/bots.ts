import type { CreateBot, IssueBotToken } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { LIMITS } from "../../limits.ts";
import type { Index } from "../../ports.ts";
import { adminsOnly, callerOf, signedOut } from "../callers.ts";
import type { WriteKey } from "../client-ledger.ts";
import { isStorableName } from "../name-rule.ts";
import type { Occasion, WriteOccasion } from "../occasion.ts";
import { onceFor, keyOfAnotherWrite } from "../once-before-log-in.ts";
import { refuse, type Outcome } from "../outcome.ts";
import { isAdmin, livingAccount } from "../ranks.ts";
import { encodeRefused, encodeResult } from "../result.ts";
import { BOT, type AccountRow } from "../rows.ts";
import { isFreshToken, openSession } from "../sessions.ts";

const SELECT_BY_NAME = "SELECT id FROM accounts WHERE foldedName = ?";

/** An account that no password opens: programs speak as it, with tokens. */
export function createBot(occasion: WriteOccasion, command: CreateBot): Outcome {
  const { state, index, time, userId } = occasion;
  const caller = livingAccount(state, String(userId));
  if (caller === undefined || !isAdmin(caller)) return adminsOnly();
  const { name, foldedName } = command;
  if (!isStorableName(name, foldedName))
    return refuse("INVALID", "A bot cannot have this name.", "name");
  if (state.get(SELECT_BY_NAME, foldedName) !== undefined)
    return refuse("TAKEN", "This name is taken. Choose another one.", "name");
  const row: AccountRow = {
    id: occasion.newId,
    name,
    foldedName,
    passwordHash: "",
    createdMs: time,
    deleted: 0,
    changedAtIndex: index,
    role: null,
    kind: BOT,
    suspended: null,
    displayName: null,
  };
  state.accounts.insert(row);
  return { kind: "accountChanged", row };
}

/** A session of a bot, which lasts longer. A repeat replaces the token its key made: no secret is stored to repeat it. */
export function issueBotToken(occasion: Occasion, command: IssueBotToken): Uint8Array {
  const caller = callerOf(occasion, command.tokenSha256);
  if (caller === undefined) return encodeRefused(signedOut());
  const issuer = caller.account;
  return onceFor(issuer.id, occasion, command.key, {
    execute: (key) => issue(occasion, command, issuer, { key, index: occasion.index }),
    repeat: (key, earlier) => {
      if (earlier.case !== "botTokenIssued" || earlier.value.accountId !== command.accountId)
        return encodeRefused(keyOfAnotherWrite());
      return issue(occasion, command, issuer, { key, index: Number(earlier.value.index) });
    },
  });
}

function issue(
  { state, time }: Occasion,
  command: IssueBotToken,
  issuer: AccountRow,
  { key, index }: { readonly key: WriteKey; readonly index: Index },
): Uint8Array {
  if (!isAdmin(issuer)) return encodeRefused(adminsOnly());
  const bot = livingAccount(state, command.accountId);
  if (bot === undefined || bot.kind !== BOT)
    return encodeRefused(refuse("NOT_FOUND", "There is no such bot.", "account_id"));
  if (bot.suspended !== null) return encodeRefused(refuse("SUSPENDED", "This bot is suspended."));
  const ageMs = Number(command.validMs);
  if (ageMs < 1 || ageMs > LIMITS.botTokenAgeMs)
    return encodeRefused(refuse("INVALID", "A token cannot hold that long.", "valid_ms"));
  // Client ids of people have no slash: the keys of sign-ins stay apart.
  const ownKey = { clientId: `${issuer.id}/${key.clientId}`, seq: key.seq };
  const { botTokenSha256: tokenSha256, label } = command;
  if (!isFreshToken(state, tokenSha256, ownKey))
    return encodeRefused(refuse("INVALID", "This token cannot be used.", "token"));
  const expiresMs = openSession(state, {
    tokenSha256,
    accountId: bot.id,
    key: ownKey,
    time,
    label,
    ageMs,
  });
  const value = {
    accountId: command.accountId,
    createdMs: BigInt(time),
    expiresMs: BigInt(expiresMs),
    label,
    index: BigInt(index),
  };
  return encodeResult({ case: "botTokenIssued", value });
}
