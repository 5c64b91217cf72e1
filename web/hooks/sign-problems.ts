/** Turns what is wrong with a sign-in into a sentence beside the field that can mend it. */
import { ChatError } from "@parley/client/errors.ts";

import { settingsText } from "../messages/settings-text.ts";
import { signText } from "../messages/sign-text.ts";

export type SignMode = "in" | "up";

export interface SignProblems {
  readonly name: string;
  readonly password: string;
  /** About neither field. */
  readonly form: string;
}

export const NO_PROBLEMS: SignProblems = { name: "", password: "", form: "" };

const NAME_MAX_CHARACTERS = 32;
const PASSWORD_MIN_CHARACTERS = 8;
const PASSWORD_MAX_CHARACTERS = 256;

/** What can be told without asking a server. The server decides; this only spares a trip. */
export function problemsBefore(mode: SignMode, name: string, password: string): SignProblems {
  return { name: nameProblem(name), password: passwordProblem(mode, password), form: "" };
}

function nameProblem(name: string): string {
  const { errors } = signText();
  if (name.trim() === "") return errors.nameMissing;
  if (Array.from(name.trim()).length > NAME_MAX_CHARACTERS) return errors.nameLong;
  return /\p{Cc}/u.test(name) ? errors.nameControl : "";
}

function passwordProblem(mode: SignMode, password: string): string {
  const { errors } = signText();
  if (password === "") return errors.passwordMissing;
  if (mode === "in") return "";
  const { length } = Array.from(password);
  if (length < PASSWORD_MIN_CHARACTERS)
    return errors.passwordShort(PASSWORD_MIN_CHARACTERS - length);
  return length > PASSWORD_MAX_CHARACTERS ? errors.passwordLong : "";
}

/** What a server, or the way to one, answered. */
export function problemsAfter(error: unknown): SignProblems {
  const { errors } = signText();
  if (!(error instanceof ChatError)) return { ...NO_PROBLEMS, form: errors.other };
  switch (error.code) {
    case "BAD_CREDENTIALS":
      return { ...NO_PROBLEMS, form: errors.credentials };
    case "TAKEN":
      return { ...NO_PROBLEMS, name: errors.nameTaken };
    case "INVALID":
    case "TOO_LARGE":
      if (error.field === "name") return { ...NO_PROBLEMS, name: error.message };
      if (error.field === "password") return { ...NO_PROBLEMS, password: error.message };
      return { ...NO_PROBLEMS, form: error.message };
    case "FORBIDDEN":
      return { ...NO_PROBLEMS, form: settingsText().invitation.needed };
    case "NOT_FOUND":
      return { ...NO_PROBLEMS, form: settingsText().invitation.over };
    case "RATE_LIMITED":
      return { ...NO_PROBLEMS, form: errors.limited(Math.max(1, Math.ceil(error.retryMs / 1000))) };
    case "TIMED_OUT":
    case "NO_LEADER":
    case "OVERLOADED":
      return { ...NO_PROBLEMS, form: errors.unreachable };
    case "DISK_FULL":
      return { ...NO_PROBLEMS, form: errors.full };
    default:
      return { ...NO_PROBLEMS, form: errors.other };
  }
}
