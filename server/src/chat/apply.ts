/** One entry of the log, executed: what is in it decides which rule runs. */
import { fromBinary } from "@bufbuild/protobuf";
import { CommandSchema, type Command } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { CannotApply } from "./cannot-apply.ts";
import { FEATURE_LEVEL } from "./chat-port.ts";
import { changePassword } from "./commands/change-password.ts";
import { checkState } from "./commands/check-state.ts";
import { createAccount } from "./commands/create-account.ts";
import { deleteAccount } from "./commands/delete-account.ts";
import { createInvite } from "./commands/invites.ts";
import { issueBotToken } from "./commands/bots.ts";
import { logIn } from "./commands/log-in.ts";
import { logOut } from "./commands/log-out.ts";
import { raiseLevel } from "./commands/raise-level.ts";
import { issueReset, resetPassword } from "./commands/reset-password.ts";
import { applyWrite } from "./commands/write.ts";
import { purgeLinks } from "./links.ts";
import { levelOf } from "./levels.ts";
import type { Entry } from "../ports.ts";
import type { Occasion } from "./occasion.ts";
import { NO_RESULT } from "./result.ts";
import { purgeSessions } from "./sessions.ts";
import type { State } from "./state.ts";

/** Expired rows are removed at these indices only, so that all nodes hold the same rows at each index. */
const PURGE_EVERY = 1_000;

/** All that the chat needs of an entry. */
export type ChatEntry = Pick<Entry, "index" | "time" | "kind" | "data">;

/** Runs inside the caller's transaction. Throws CannotApply, after which nothing may be committed. */
export function applyEntry(state: State, entry: ChatEntry, wantResult: boolean): Uint8Array {
  const { index, time } = entry;
  if (index % PURGE_EVERY === 0) {
    state.ledger.purge(time);
    purgeSessions(state, time);
    purgeLinks(state, time);
  }
  if (entry.kind !== "command") return NO_RESULT;
  const result = execute({ state, index, time, wantResult }, decode(entry, state.level));
  return wantResult ? result : NO_RESULT;
}

function execute(occasion: Occasion, { kind }: Command): Uint8Array {
  switch (kind.case) {
    case "write":
      return applyWrite(occasion, kind.value);
    case "createAccount":
      return createAccount(occasion, kind.value);
    case "logIn":
      return logIn(occasion, kind.value);
    case "logOut":
      return logOut(occasion, kind.value);
    case "changePassword":
      return changePassword(occasion, kind.value);
    case "deleteAccount":
      return deleteAccount(occasion, kind.value);
    case "resetPassword":
      return resetPassword(occasion, kind.value);
    case "issueReset":
      return issueReset(occasion, kind.value);
    case "createInvite":
      return createInvite(occasion, kind.value);
    case "issueBotToken":
      return issueBotToken(occasion, kind.value);
    case "raiseLevel":
      return raiseLevel(occasion, kind.value);
    case "checkState":
      return checkState(occasion, kind.value);
    case undefined:
      throw new CannotApply(occasion.index, "its command is of an unknown kind");
  }
}

/** `inForce`: the feature level that the log has come to. */
function decode({ index, data }: ChatEntry, inForce: number): Command {
  let command: Command;
  try {
    command = fromBinary(CommandSchema, data);
  } catch (cause) {
    throw new CannotApply(index, "its bytes are no command", { cause });
  }
  if (command.level < 1 || command.level > FEATURE_LEVEL) {
    throw new CannotApply(
      index,
      `it is of feature level ${command.level}, this program knows 1 to ${FEATURE_LEVEL}`,
    );
  }
  // Nodes of the level before would have halted here: whoever leads proposes nothing above what is in force.
  const needed = Math.max(command.level, levelOf(command.kind));
  if (needed > inForce) {
    throw new CannotApply(index, `it needs feature level ${needed}, in force is ${inForce}`);
  }
  return command;
}
