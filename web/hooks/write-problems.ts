import { text } from "../messages/text.ts";

/** Why the cluster, or these rules, refused a write. */
export function writeProblem(pending: {
  readonly reason: string;
  readonly message: string;
}): string {
  const { reasons } = text.state;
  switch (pending.reason) {
    case "FORBIDDEN":
      return reasons.forbidden;
    case "NOT_FOUND":
      return reasons.notFound;
    case "TOO_LARGE":
      return reasons.tooLarge;
    case "OVERLOADED":
      return reasons.overloaded;
    case "KEY_EXPIRED":
      return reasons.old;
    default:
      return pending.message === "" ? reasons.other : pending.message;
  }
}
