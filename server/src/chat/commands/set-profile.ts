import type { SetProfile } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { isStorableName } from "../name-rule.ts";
import type { WriteOccasion } from "../occasion.ts";
import { refuse, type Outcome } from "../outcome.ts";
import { livingAccount } from "../ranks.ts";

/** What the caller wants to be called. It need not be unique: the name still is. */
export function setProfile({ state, index, userId }: WriteOccasion, command: SetProfile): Outcome {
  const account = livingAccount(state, String(userId));
  if (account === undefined) return refuse("NOT_FOUND", "There is no such account.");
  const { displayName } = command;
  if (displayName !== "" && !isStorableName(displayName, displayName))
    return refuse("INVALID", "Nobody can be called this.", "display_name");
  const patch = { displayName: displayName === "" ? null : displayName, changedAtIndex: index };
  return { kind: "accountChanged", row: state.accounts.update(account, patch) };
}
