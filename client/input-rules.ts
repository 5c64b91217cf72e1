/** What a client refuses before it travels: the bytes alone decide, and every node would say the same. Pure. */
import { CLIENT_LIMITS } from "./limits.ts";
import type { Operation } from "./operations.ts";
import { utf8Bytes } from "./outbox-batch.ts";

export interface InputProblem {
  readonly reason: "INVALID" | "TOO_LARGE";
  readonly field: string;
  readonly message: string;
}

/** Null when nothing speaks against it here; the node may still know better. */
export function operationProblem(operation: Operation): InputProblem | null {
  switch (operation.kind) {
    case "sendMessage":
    case "editMessage":
      return textProblem(operation.text);
    case "createRoom":
    case "renameRoom":
      return nameProblem(operation.name);
    case "setTopic":
      return topicProblem(operation.topic);
    case "react":
      return emojiProblem(operation.emoji);
    default:
      return null;
  }
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

function topicProblem(topic: string): InputProblem | null {
  if ([...topic].length <= CLIENT_LIMITS.topicCharacters) return null;
  const message = `A topic has at most ${CLIENT_LIMITS.topicCharacters} characters.`;
  return { reason: "TOO_LARGE", field: "topic", message };
}

function emojiProblem(emoji: string): InputProblem | null {
  const characters = [...emoji].length;
  const isFine =
    characters >= 1 && characters <= CLIENT_LIMITS.emojiCharacters && !/\s/u.test(emoji);
  const message = "A reaction is one emoji, or a name between colons, without white space.";
  return isFine ? null : { reason: "INVALID", field: "emoji", message };
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
