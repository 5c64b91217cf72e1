/** What `has:` asks for. Each is a word of its own in the index, beside those of the text. */
import type { MessageRow } from "../rows.ts";

export const MARKS = ["link", "code", "reaction", "mention", "reply"] as const;
export type Mark = (typeof MARKS)[number];

const LINK = /https?:\/\/[^\s]/i;

export function markOf(word: string): Mark | null {
  return MARKS.find((mark) => mark === word) ?? null;
}

export function marksOf(row: MessageRow): Mark[] {
  return MARKS.filter((mark) => HAS[mark](row));
}

const HAS: { readonly [One in Mark]: (row: MessageRow) => boolean } = {
  link: ({ text }) => LINK.test(text),
  // Markdown: between two backticks, or in a block fenced by three of them.
  code: ({ text }) => text.includes("`") && text.indexOf("`") < text.lastIndexOf("`") - 1,
  reaction: ({ reactions }) => reactions !== null,
  mention: ({ mentions }) => mentions !== null,
  reply: ({ replyToId }) => replyToId !== null,
};
