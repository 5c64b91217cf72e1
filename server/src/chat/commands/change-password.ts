import type { ChangePassword } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { callerOf, signedOut, type CallerOf } from "../callers.ts";
import type { Occasion } from "../occasion.ts";
import { keyOfAnotherWrite, onceFor } from "../once-before-log-in.ts";
import { refuse } from "../outcome.ts";
import { encodeRefused, encodeResult } from "../result.ts";
import { endSessionsOf } from "../sessions.ts";

/** Another password for the caller. Whoever got in with the old one is out at the same index. */
export function changePassword(occasion: Occasion, command: ChangePassword): Uint8Array {
  const caller = callerOf(occasion, command.tokenSha256);
  if (caller === undefined) return encodeRefused(signedOut());
  return onceFor(caller.account.id, occasion, command.key, {
    execute: () => change(occasion, command, caller),
    repeat: (_key, earlier) =>
      earlier.case === "passwordChanged"
        ? encodeResult(earlier)
        : encodeRefused(keyOfAnotherWrite()),
  });
}

function change(
  { state, index }: Occasion,
  command: ChangePassword,
  { account, session }: CallerOf,
): Uint8Array {
  const { oldHash, newHash: passwordHash } = command;
  // Somebody else may have changed it since the proposer looked.
  if (account.passwordHash === "" || account.passwordHash !== oldHash)
    return encodeRefused(refuse("BAD_CREDENTIALS", "The password is wrong."));
  if (passwordHash === "")
    return encodeRefused(refuse("INVALID", "An account needs a password.", "new_password"));
  state.accounts.update(account, { passwordHash, changedAtIndex: index });
  const endedSessions = endSessionsOf(state, account.id, session.tokenSha256);
  return encodeResult({ case: "passwordChanged", value: { endedSessions, index: BigInt(index) } });
}
