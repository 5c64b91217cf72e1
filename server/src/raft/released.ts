/** What a finished write lets out. */
import type { Message } from "./messages.ts";

export function isPreVote(message: Message): boolean {
  return message.type === "voteResponse" && message.isPreVote;
}

/** Of several acknowledgements to one leader only the newest says anything. */
export function newestAcks(messages: readonly Message[]): readonly Message[] {
  if (messages.length < 2) return messages;
  let newest: Message | undefined;
  for (const message of messages) {
    if (message.type === "appendResponse" && message.success) newest = message;
  }
  return messages.filter(
    (one) => !(one.type === "appendResponse" && one.success) || one === newest,
  );
}
