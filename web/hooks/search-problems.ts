/** Why a search brought nothing, as a sentence that says what to do. */
import { ChatError } from "@parley/client/errors.ts";

import { findText } from "../messages/find-text.ts";

export function searchProblem(error: unknown): string {
  const { errors } = findText().search;
  if (!(error instanceof ChatError)) return errors.unreachable;
  switch (error.code) {
    case "INVALID":
    case "NOT_FOUND":
      return errors.invalid(error.message);
    case "TOO_LARGE":
      return errors.large;
    case "OVERLOADED":
      return errors.busy;
    case "RATE_LIMITED":
      return errors.limited(Math.max(1, Math.ceil(error.retryMs / 1000)));
    default:
      return errors.unreachable;
  }
}
