/** Small questions about what a client says. */
import { ChatError } from "@parley/client/errors.ts";
import type { Change, ConversationEntry, Message } from "@parley/client/model.ts";

export function newestOf({ lastMessage }: ConversationEntry): readonly Change[] {
  return lastMessage === null ? [] : [changeOf(lastMessage)];
}

export function changeOf(message: Message): Change {
  return { kind: "message", message };
}

/** The session had ended already. */
export function isOver(error: unknown): boolean {
  return error instanceof ChatError && error.code === "BAD_SESSION";
}

/** Asking again would be answered alike. */
export function isFinal(error: unknown): boolean {
  return error instanceof ChatError && ["FORBIDDEN", "NOT_FOUND"].includes(error.code);
}
