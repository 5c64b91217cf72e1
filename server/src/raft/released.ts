/** What a finished write lets out. */
import type { AppendResponse, Message } from "./messages.ts";

export function isPreVote(message: Message): boolean {
  return message.type === "voteResponse" && message.isPreVote;
}

/** Of several acknowledgements to one leader only the highest says anything: the last may answer an old, repeated append. */
export function highestAcks(messages: readonly Message[]): readonly Message[] {
  if (messages.length < 2) return messages;
  let highest: AppendResponse | undefined;
  for (const message of messages) {
    if (!isAck(message)) continue;
    if (highest === undefined || message.index >= highest.index) highest = message;
  }
  return messages.filter((one) => !isAck(one) || one === highest);
}

function isAck(message: Message): message is AppendResponse {
  return message.type === "appendResponse" && message.success;
}
