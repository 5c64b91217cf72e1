/** Where a text names people. Whom it names the cluster has decided; here is only found where. */

export interface Name {
  /** Without the sign. */
  readonly name: string;
  /** The reader, or everybody. */
  readonly isForMe: boolean;
}

export type Piece = string | { readonly words: string; readonly isForMe: boolean };

/** The words that name everybody (server/src/rpc/named-in-text.ts). */
export const EVERYBODY: readonly Name[] = ["room", "channel", "here"].map((name) => ({
  name,
  isForMe: true,
}));

const SYNTAX = /[\\^$.*+?()[\]{}|/]/gu;

/** The text in order, cut at the names; the longest name wins. */
export function splitAtNames(text: string, names: readonly Name[]): readonly Piece[] {
  if (names.length === 0 || !text.includes("@")) return [text];
  const longestFirst = names.toSorted((a, b) => b.name.length - a.name.length);
  const any = longestFirst.map(({ name }) => name.replaceAll(SYNTAX, String.raw`\$&`)).join("|");
  const pattern = new RegExp(String.raw`(?<![\p{L}\p{N}_@])@(${any})(?![\p{L}\p{N}_])`, "giu");
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const words = match[0];
    if (match.index > from) pieces.push(text.slice(from, match.index));
    pieces.push({ words, isForMe: isForMe(words.slice(1), names) });
    from = match.index + words.length;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}

function isForMe(words: string, names: readonly Name[]): boolean {
  const folded = words.toLowerCase();
  return names.some((one) => one.isForMe && one.name.toLowerCase() === folded);
}
