import type {
  CreateInvite,
  RevokeInvite,
  SetSignUp,
} from "@parley/proto/es/parley/log/v1/command_pb.js";
import { LIMITS } from "../../limits.ts";
import { adminsOnly, callerOf, signedOut } from "../callers.ts";
import { alreadyAnswered } from "../key-refusals.ts";
import { makeId, parseId } from "../ids.ts";
import { INVITE_ONLY, isSecretHash, setSignUpPolicy } from "../links.ts";
import type { Occasion, WriteOccasion } from "../occasion.ts";
import { keyOfAnotherWrite, onceFor } from "../once-before-log-in.ts";
import { refuse, type Outcome } from "../outcome.ts";
import { isAdmin, livingAccount } from "../ranks.ts";
import { encodeRefused, encodeResult, type ResultKind } from "../result.ts";
import type { AccountRow, InviteRow } from "../rows.ts";

const SELECT_BY_ID = "SELECT * FROM invites WHERE id = ?";
const SELECT_BY_SECRET = "SELECT id FROM invites WHERE tokenSha256 = ?";
const COUNT_ALIVE = "SELECT count(*) AS invites FROM invites WHERE expiresMs > ?";

/** A link with which a bounded number of people may sign up, for a bounded time. */
export function createInvite(occasion: Occasion, command: CreateInvite): Uint8Array {
  const caller = callerOf(occasion, command.tokenSha256);
  if (caller === undefined) return encodeRefused(signedOut());
  const issuer = caller.account;
  return onceFor(issuer.id, occasion, command.key, {
    execute: () => make(occasion, command, issuer),
    repeat: (_key, earlier) => makeAnew(occasion, command, earlier),
  });
}

function make(occasion: Occasion, command: CreateInvite, issuer: AccountRow): Uint8Array {
  const { state, index, time } = occasion;
  if (!isAdmin(issuer)) return encodeRefused(adminsOnly());
  const { uses, inviteSha256: tokenSha256 } = command;
  const ageMs = Number(command.validMs);
  if (uses < 1 || uses > LIMITS.inviteUses)
    return encodeRefused(refuse("INVALID", "An invite cannot make so many accounts.", "uses"));
  if (ageMs < 1 || ageMs > LIMITS.inviteMaxAgeMs)
    return encodeRefused(refuse("INVALID", "An invite cannot hold that long.", "valid_ms"));
  if (!isSecretHash(tokenSha256) || state.get(SELECT_BY_SECRET, tokenSha256) !== undefined)
    return encodeRefused(refuse("INVALID", "This secret cannot be used.", "secret"));
  if ((state.get<{ invites: number }>(COUNT_ALIVE, time)?.invites ?? 0) >= LIMITS.invites)
    return encodeRefused(refuse("INVALID", "There are too many invites. Revoke some first."));
  const row: InviteRow = {
    id: makeId(index, 0),
    tokenSha256,
    issuerId: issuer.id,
    createdMs: time,
    expiresMs: time + ageMs,
    usesLeft: uses,
  };
  state.invites.insert(row);
  return encodeCreated(row, BigInt(index));
}

/** Nobody can have seen the first secret's answer: the invite gets this one, as long as it is there. */
function makeAnew({ state }: Occasion, command: CreateInvite, earlier: ResultKind): Uint8Array {
  if (earlier.case !== "inviteCreated") return encodeRefused(keyOfAnotherWrite());
  const { inviteId, index } = earlier.value;
  const { inviteSha256: tokenSha256 } = command;
  const row = state.get<InviteRow>(SELECT_BY_ID, parseId(inviteId) ?? 0);
  if (row === undefined) return encodeRefused(alreadyAnswered());
  const other = state.get<{ id: number }>(SELECT_BY_SECRET, tokenSha256);
  if (!isSecretHash(tokenSha256) || (other !== undefined && other.id !== row.id))
    return encodeRefused(refuse("INVALID", "This secret cannot be used.", "secret"));
  return encodeCreated(state.invites.update(row, { tokenSha256 }), index);
}

function encodeCreated(row: InviteRow, index: bigint): Uint8Array {
  const value = {
    inviteId: String(row.id),
    issuerId: String(row.issuerId),
    createdMs: BigInt(row.createdMs),
    expiresMs: BigInt(row.expiresMs),
    usesLeft: row.usesLeft,
    index,
  };
  return encodeResult({ case: "inviteCreated", value });
}

/** Of any administrator's; one that is gone already was revoked, used up, or has expired. */
export function revokeInvite({ state, userId }: WriteOccasion, command: RevokeInvite): Outcome {
  const caller = livingAccount(state, String(userId));
  if (caller === undefined || !isAdmin(caller)) return adminsOnly();
  const row = state.get<InviteRow>(SELECT_BY_ID, parseId(command.inviteId) ?? 0);
  if (row !== undefined) state.invites.delete(row);
  return { kind: "inviteRevoked", inviteId: command.inviteId };
}

export function setSignUp({ state, userId }: WriteOccasion, { policy }: SetSignUp): Outcome {
  const caller = livingAccount(state, String(userId));
  if (caller === undefined || !isAdmin(caller)) return adminsOnly();
  if (policy > INVITE_ONLY) return refuse("INVALID", "There is no such rule.", "policy");
  setSignUpPolicy(state, policy);
  return { kind: "signUpSet", policy };
}
