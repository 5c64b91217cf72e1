import type { Row } from "@parley/proto/es/parley/log/v1/command_pb.js";
import type { WriteOccasion } from "./occasion.ts";
import type { Outcome } from "./outcome.ts";
import { createBot } from "./commands/bots.ts";
import { endOtherSessions, endSession } from "./commands/end-session.ts";
import { revokeInvite, setSignUp } from "./commands/invites.ts";
import { setAccountRole, suspendAccount } from "./commands/roles.ts";
import { setProfile } from "./commands/set-profile.ts";

type Operation = Extract<
  Row["operation"],
  {
    case:
      | "setProfile"
      | "endSession"
      | "endOtherSessions"
      | "setAccountRole"
      | "suspendAccount"
      | "createBot"
      | "revokeInvite"
      | "setSignUp";
  }
>;

/** The rows that are about accounts and sessions, and not about conversations. */
export function executeAccountRow(occasion: WriteOccasion, operation: Operation): Outcome {
  switch (operation.case) {
    case "setProfile":
      return setProfile(occasion, operation.value);
    case "endSession":
      return endSession(occasion, operation.value);
    case "endOtherSessions":
      return endOtherSessions(occasion);
    case "setAccountRole":
      return setAccountRole(occasion, operation.value);
    case "suspendAccount":
      return suspendAccount(occasion, operation.value);
    case "createBot":
      return createBot(occasion, operation.value);
    case "revokeInvite":
      return revokeInvite(occasion, operation.value);
    case "setSignUp":
      return setSignUp(occasion, operation.value);
  }
}
