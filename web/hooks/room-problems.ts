/** What is wrong with the name of a new room, as a sentence beside the field; empty when nothing is. */
import { ChatError } from "@parley/client/errors.ts";

import { signText } from "../messages/sign-text.ts";
import { text } from "../messages/text.ts";

const NAME_MAX_CHARACTERS = 32;

export function roomProblemBefore(name: string): string {
  const { errors } = text.rooms;
  if (name === "") return errors.missing;
  return Array.from(name).length > NAME_MAX_CHARACTERS ? errors.long : "";
}

export function roomProblemAfter(error: unknown): string {
  const { errors } = text.rooms;
  if (!(error instanceof ChatError)) return signText().errors.other;
  return error.code === "TAKEN" ? errors.taken : error.message;
}
