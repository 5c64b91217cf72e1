/** What people see of messages on a terminal, and the JSON that programs see. Pure. */
import type { Account, Message } from "@parley/client/model.ts";
import type { AsOf } from "@parley/client/transport.ts";
import type { Reaction } from "@parley/client/small-rows.ts";

/** Nothing that somebody wrote may move the cursor, colour the screen or turn the text around. */
const UNSEEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

export function printable(text: string): string {
  return text.replace(UNSEEN, (one) =>
    one === "\n" || one === "\t"
      ? one
      : `\\u${(one.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}

/** UTC, so that two people who compare see the same. */
export function timeWords(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace("T", " ");
}

/** Above what one node holds, when no majority could be asked. */
export function asOfWords({ timeMs, index }: AsOf): string {
  return `As of ${timeWords(timeMs)} UTC (log index ${index}); newer messages may exist.`;
}

export interface Shown {
  readonly meId: string;
  readonly people: ReadonlyMap<string, Account>;
  /** `#garden`. */
  readonly conversation: string;
}

export function messageJson(message: Message, { meId, people, conversation }: Shown) {
  const { id, conversationId, seq, authorId, text, sentMs, deleted } = message;
  const { version, editedMs, replyToId, reactions } = message;
  const author = { id: authorId, name: people.get(authorId)?.name ?? "" };
  return {
    id,
    conversationId,
    conversation,
    seq,
    author,
    own: authorId === meId,
    text,
    sentMs,
    deleted,
    version,
    editedMs,
    replyToId,
    reactions,
  };
}

export function messageWords(message: Message, { meId, people }: Shown): string {
  const name = message.authorId === meId ? "you" : (people.get(message.authorId)?.name ?? "?");
  const text = message.deleted ? "(deleted)" : printable(message.text).replaceAll("\n", "\n    ");
  const edited = message.editedMs > 0 && !message.deleted ? " (edited)" : "";
  const reactions = message.reactions.length === 0 ? "" : `  ${reactionsWords(message.reactions)}`;
  return `${timeWords(message.sentMs)}  ${String(message.seq).padStart(4)}  ${printable(name)}: ${text}${edited}${reactions}`;
}

/** `🎉 2, :ship: 1`. */
export function reactionsWords(reactions: readonly Reaction[]): string {
  return reactions
    .map(({ emoji, accountIds }) => `${printable(emoji)} ${accountIds.length}`)
    .join(", ");
}

export const count = (many: number, one: string, more = `${one}s`): string =>
  `${many} ${many === 1 ? one : more}`;
