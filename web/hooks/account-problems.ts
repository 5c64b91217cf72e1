/** Why something about an account was not done, as a sentence that says what to do. */
import { ChatError } from "@parley/client/errors.ts";

import { settingsText } from "../messages/settings-text.ts";
import { signText } from "../messages/sign-text.ts";

const PASSWORD_MIN_CHARACTERS = 8;
const PASSWORD_MAX_CHARACTERS = 256;

export function accountProblem(error: unknown): string {
  const { errors } = signText();
  const own = settingsText().errors;
  if (!(error instanceof ChatError)) return errors.other;
  switch (error.code) {
    case "BAD_CREDENTIALS":
      return own.wrongPassword;
    case "BAD_SESSION":
      return own.signedOut;
    case "FORBIDDEN":
      return own.forbidden;
    case "NOT_FOUND":
      return own.gone;
    case "OUTCOME_UNKNOWN":
      return own.unknown;
    case "RATE_LIMITED":
      return errors.limited(Math.max(1, Math.ceil(error.retryMs / 1000)));
    case "TIMED_OUT":
    case "NO_LEADER":
    case "OVERLOADED":
      return errors.unreachable;
    case "DISK_FULL":
      return errors.full;
    case "INVALID":
    case "TOO_LARGE":
      return error.message;
    default:
      return errors.other;
  }
}

/** What is wrong with a new password before it is sent; empty when nothing is. */
export function newPasswordProblem(password: string): string {
  const { errors } = signText();
  const { length } = Array.from(password);
  if (length === 0) return errors.passwordMissing;
  if (length < PASSWORD_MIN_CHARACTERS)
    return errors.passwordShort(PASSWORD_MIN_CHARACTERS - length);
  return length > PASSWORD_MAX_CHARACTERS ? errors.passwordLong : "";
}
