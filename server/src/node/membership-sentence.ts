/** What a refused change or hand-over means and what to do about it, for the person who asked. */
import { unreachable } from "../lib/assert.ts";
import type { MembershipProblem } from "../raft/types.ts";

/** `about`: names of those of whom the reason speaks; `leader`: empty when none is known. */
export function membershipSentence(
  reason: MembershipProblem,
  about: readonly string[],
  leader: string,
): string {
  const who = about.length === 0 ? "The member" : about.join(", ");
  const verb = about.length > 1 ? "do" : "does";
  switch (reason) {
    case "NOT_LEADER":
      return leader === ""
        ? "No node leads now, so nothing was changed; try again in a moment."
        : `This node does not lead; ask ${leader}.`;
    case "BUSY":
      return "Another change or hand-over is under way, or the leader is new; try again in a moment.";
    case "NOT_CAUGHT_UP":
      return `${who} ${verb} not have enough of the log yet or cannot be reached; check that it runs, then try again.`;
    case "UNHEALTHY":
      return `${who} cannot be reached, so there would be no healthy majority; repair or replace it first.`;
    case "UNKNOWN_MEMBER":
      return `${who} ${verb} not belong to the cluster in that role; see the list of members.`;
    case "DUPLICATE":
      return `${who} already has that place, or its id or name was used before; choose another.`;
    case "LAST_VOTER":
      return "A cluster needs at least one voter; add another one first.";
    case "OUTCOME_UNKNOWN":
      return "The change had begun when contact was lost, and it may be finished yet; look at the members before you try again.";
    default:
      return unreachable(reason);
  }
}
