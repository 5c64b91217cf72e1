import type { DeleteAccount } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { callerOf, signedOut } from "../callers.ts";
import { conversationById, membershipsOf } from "../membership.ts";
import type { Occasion } from "../occasion.ts";
import { keyOfAnotherWrite, onceBeforeLogIn } from "../once-before-log-in.ts";
import { refuse } from "../outcome.ts";
import { isLastOwner } from "../ranks.ts";
import { encodeRefused, encodeResult } from "../result.ts";
import { DIRECT, type AccountRow, type ResetRow } from "../rows.ts";
import { endSessionsOf } from "../sessions.ts";
import { lastOwner } from "./roles.ts";

const SELECT_RESET = "SELECT * FROM resets WHERE accountId = ?";

/**
 * Closes the caller's account: sessions end, conversations are left, messages stay. The row stays as a tombstone, with its
 * folded name, so that nobody can come back as somebody else. The key counts before any user: a repeat has no session.
 */
export function deleteAccount(occasion: Occasion, command: DeleteAccount): Uint8Array {
  return onceBeforeLogIn(occasion, command.key, {
    execute: () => close(occasion, command),
    repeat: (_key, earlier) =>
      earlier.case === "accountDeleted"
        ? encodeResult(earlier)
        : encodeRefused(keyOfAnotherWrite()),
  });
}

function close(occasion: Occasion, command: DeleteAccount): Uint8Array {
  const { state, index } = occasion;
  const caller = callerOf(occasion, command.tokenSha256);
  if (caller === undefined) return encodeRefused(signedOut());
  const { account } = caller;
  if (account.passwordHash === "" || account.passwordHash !== command.passwordHash)
    return encodeRefused(refuse("BAD_CREDENTIALS", "The password is wrong."));
  if (isLastOwner(state, account)) return encodeRefused(lastOwner());
  leaveAll(occasion, account);
  endSessionsOf(state, account.id);
  const reset = state.get<ResetRow>(SELECT_RESET, account.id);
  if (reset !== undefined) state.resets.delete(reset);
  state.accounts.update(account, {
    name: "",
    passwordHash: "",
    deleted: 1,
    role: null,
    displayName: null,
    changedAtIndex: index,
  });
  return encodeResult({ case: "accountDeleted", value: { index: BigInt(index) } });
}

function leaveAll({ state, index: changedAtIndex }: Occasion, { id }: AccountRow): void {
  for (const member of membershipsOf(state, id)) {
    if (member.removed !== 0) continue;
    state.members.update(member, { removed: 1, changedAtIndex });
    const conversation = conversationById(state, member.conversationId);
    if (conversation === undefined || conversation.kind === DIRECT) continue;
    const memberCount = conversation.memberCount - 1;
    state.conversations.update(conversation, { memberCount, changedAtIndex });
  }
}
