/**
 * The words of the index and the questions to it. Each message is two columns: `t`, its text, and `p`, words that this file
 * makes and nobody types: where it is, who wrote it, what it has.
 */
import { isPublicRoom } from "../access.ts";
import type { ConversationRow, MessageRow } from "../rows.ts";
import { marksOf, type Mark } from "./marks.ts";
import type { SearchWord } from "./parse-search.ts";

/** In every message. */
const ALL = "all";
/** In every message of a public room. */
export const PUBLIC = "public";

export function placeWord(conversationId: number): string {
  return `c${conversationId}`;
}

export function authorWord(accountId: number): string {
  return `a${accountId}`;
}

export function markWord(mark: Mark): string {
  return `h${mark}`;
}

/** Column `p` of a message. */
export function wordsBeside(row: MessageRow, conversation: ConversationRow): string {
  const words = [ALL, placeWord(row.conversationId), authorWord(row.authorId)];
  if (isPublicRoom(conversation)) words.push(PUBLIC);
  return [...words, ...marksOf(row).map(markWord)].join(" ");
}

export interface Match {
  readonly words: readonly SearchWord[];
  /** Of column `p`: one of each. An empty one asks for nothing. */
  readonly beside: readonly (readonly string[])[];
}

/** For FTS5. `words` hold letters, digits and blanks only, `beside` words of this file: nothing in them is a command. */
export function matchOf({ words, beside }: Match): string {
  const besides = beside
    .filter((one) => one.length > 0)
    .map((one) => `(p : (${one.map((word) => `"${word}"`).join(" OR ")}))`);
  const texts = words.map(({ text, isPrefix }) => `(t : "${text}"${isPrefix ? " *" : ""})`);
  const asked = [...texts, ...besides];
  return asked.length === 0 ? `(p : "${ALL}")` : asked.join(" AND ");
}
