import type { SetAccountRole, SuspendAccount } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { adminsOnly } from "../callers.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome, type Refused } from "../outcome.ts";
import { isAdmin, isLastOwner, livingAccount, mayManage, rankOf } from "../ranks.ts";
import { BOT, OWNER, type AccountRow } from "../rows.ts";
import { endSessionsOf } from "../sessions.ts";

/** Owners give roles and take them, their own too: but there is always one who can. */
export function setAccountRole(occasion: WriteOccasion, command: SetAccountRole): Outcome {
  const { state, index, userId } = occasion;
  const caller = livingAccount(state, String(userId));
  if (caller === undefined || rankOf(caller) !== OWNER)
    return refuse("FORBIDDEN", "Only owners may give roles.");
  const { role } = command;
  if (role > OWNER) return refuse("INVALID", "There is no such role.", "role");
  const target = livingAccount(state, command.accountId);
  if (target === undefined) return noSuchAccount();
  if (target.kind === BOT && role > 0)
    return refuse("INVALID", "A bot cannot be an administrator.", "account_id");
  if (role !== OWNER && isLastOwner(state, target)) return lastOwner();
  const patch = { role: role === 0 ? null : role, changedAtIndex: index };
  return { kind: "accountChanged", row: state.accounts.update(target, patch) };
}

/** Locks somebody out at this index, everywhere; or lets them in again, to sign in anew. */
export function suspendAccount(occasion: WriteOccasion, command: SuspendAccount): Outcome {
  const { state, index, userId } = occasion;
  const caller = livingAccount(state, String(userId));
  if (caller === undefined || !isAdmin(caller)) return adminsOnly();
  const target = livingAccount(state, command.accountId);
  if (target === undefined) return noSuchAccount();
  if (!mayManage(caller, target)) return notOverThem(caller, target);
  if (command.suspended) endSessionsOf(state, target.id);
  const patch = { suspended: command.suspended ? 1 : null, changedAtIndex: index };
  return { kind: "accountChanged", row: state.accounts.update(target, patch) };
}

export function notOverThem(caller: AccountRow, target: AccountRow): Refused {
  return caller.id === target.id
    ? refuse("INVALID", "You cannot do this to your own account.", "account_id")
    : refuse("FORBIDDEN", "Only an owner may do this to an administrator.");
}

export function lastOwner(): Refused {
  return refuse("FORBIDDEN", "This is the last owner. Make somebody else an owner first.");
}

export function noSuchAccount(): Refused {
  return refuse("NOT_FOUND", "There is no such account.", "account_id");
}
