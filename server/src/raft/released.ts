/** What a finished write lets out. */
import type { AppendResponse, Message } from "./messages.ts";
import type { Term } from "./types.ts";

/** What may still be said: of this term, and nothing that an earlier start would have promised. */
export function released(
  messages: readonly Message[],
  term: Term,
  incarnation: number,
): readonly Message[] {
  const mayLeave = (message: Message): boolean =>
    (message.term === term || isTermless(message)) && (message.incarnation ?? 0) >= incarnation;
  return highestAcks(messages.filter(mayLeave));
}

/** Says nothing about the term of its sender. */
function isTermless(message: Message): boolean {
  if (message.type === "voteResponse") return message.isPreVote;
  return message.type === "claim" || message.type === "claimAnswer";
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
