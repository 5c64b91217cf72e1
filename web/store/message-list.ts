/** Messages of one conversation as a sorted list: merging, and the unbroken run that may be shown. */
import type { Message } from "./chat-state.ts";

/** First position whose seq is not below `seq`. */
export function positionOf(messages: readonly Message[], seq: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = messages[middle];
    if (at !== undefined && at.seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Adds or replaces one message; the version of the larger index wins. The same list when nothing changed. */
export function mergeMessage(messages: readonly Message[], message: Message): readonly Message[] {
  const position = positionOf(messages, message.seq);
  const known = messages[position];
  if (known?.seq !== message.seq) return messages.toSpliced(position, 0, message);
  if (known.changedAtIndex >= message.changedAtIndex) return messages;
  return messages.with(position, message);
}

/** Merges many at once, in time linear in both. */
export function mergeMessages(
  messages: readonly Message[],
  added: readonly Message[],
): readonly Message[] {
  if (added.length <= 2) return added.reduce(mergeMessage, messages);
  const bySeq = new Map<number, Message>();
  for (const message of messages) bySeq.set(message.seq, message);
  let isChanged = false;
  for (const message of added) {
    const known = bySeq.get(message.seq);
    if (known !== undefined && known.changedAtIndex >= message.changedAtIndex) continue;
    bySeq.set(message.seq, message);
    isChanged = true;
  }
  return isChanged ? [...bySeq.values()].toSorted((a, b) => a.seq - b.seq) : messages;
}

/**
 * The longest stretch without a hole that ends at `lastSeq`. Only this is shown: below it a page is missing.
 * Empty while the newest message itself is not known.
 */
export function unbrokenRun(messages: readonly Message[], lastSeq: number): readonly Message[] {
  const end = positionOf(messages, lastSeq + 1);
  if (messages[end - 1]?.seq !== lastSeq) return [];
  // Seqs are distinct and ascending, so the run is dense exactly where seq - position is constant.
  const offset = lastSeq - (end - 1);
  let low = 0;
  let high = end - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = messages[middle];
    if (at !== undefined && at.seq - middle === offset) high = middle;
    else low = middle + 1;
  }
  return low === 0 && end === messages.length ? messages : messages.slice(low, end);
}
