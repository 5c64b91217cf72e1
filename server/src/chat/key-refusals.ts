/** The refusals that come from the key alone (foundations 4). None of them is recorded. */
import { refuse, type Refused } from "./outcome.ts";

export function keyExpired(): Refused {
  return refuse(
    "KEY_EXPIRED",
    "This was written too long ago to be sent again under its key. Nothing was executed.",
  );
}

export function alreadyAnswered(): Refused {
  return refuse("ALREADY_ANSWERED", "This was answered before, and its answer was acknowledged.");
}

export function neverApplied(): Refused {
  return refuse(
    "NEVER_APPLIED",
    "This was overtaken by later writes and was not executed. Send it again.",
  );
}

export function overloaded(): Refused {
  return refuse(
    "OVERLOADED",
    "Too many answers wait to be acknowledged. Nothing was executed; try again.",
  );
}
