/** What a client refuses before it travels: the bytes alone decide, and every node would say the same. Pure. */
import { CLIENT_LIMITS } from "./limits.ts";
import type { Operation } from "./model.ts";
import { utf8Bytes } from "./outbox-batch.ts";

export interface InputProblem {
  readonly reason: "INVALID" | "TOO_LARGE";
  readonly field: string;
  readonly message: string;
}

/** Null when nothing speaks against it here; the node may still know better. */
export function operationProblem(operation: Operation): InputProblem | null {
  if (operation.kind === "sendMessage") return textProblem(operation.text);
  return operation.kind === "createRoom" ? nameProblem(operation.name) : null;
}

export function textProblem(text: string): InputProblem | null {
  if (text.trim() === "")
    return { reason: "INVALID", field: "text", message: "Write something first." };
  if (utf8Bytes(text) <= CLIENT_LIMITS.textBytes) return null;
  const message = `A message holds at most ${CLIENT_LIMITS.textBytes / 1024} KiB; send this in parts.`;
  return { reason: "TOO_LARGE", field: "text", message };
}

export function nameProblem(name: string): InputProblem | null {
  const characters = [...name.trim()].length;
  const message = `A name has 1 to ${CLIENT_LIMITS.nameCharacters} characters.`;
  const isFine = characters >= 1 && characters <= CLIENT_LIMITS.nameCharacters;
  return isFine ? null : { reason: "INVALID", field: "name", message };
}

export function passwordProblem(password: string): InputProblem | null {
  const characters = [...password].length;
  const { passwordMinCharacters: min, passwordMaxCharacters: max } = CLIENT_LIMITS;
  const isFine = characters >= min && characters <= max;
  return isFine
    ? null
    : {
        reason: "INVALID",
        field: "password",
        message: `A password has ${min} to ${max} characters.`,
      };
}
