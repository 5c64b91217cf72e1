/**
 * Names of accounts and rooms, before they are proposed: what may be written, and the form by which two
 * names count as one. Depends on the Unicode tables of this Node, so the log carries its results.
 */
import { LIMITS } from "../limits.ts";

export interface FoldedName {
  /** As it is shown: NFC. */
  readonly name: string;
  /** Equal for names that look alike but for case, width, compatibility forms and invisible characters. */
  readonly foldedName: string;
}

/** A sentence that says what is wrong, for INVALID. */
export interface NameProblem {
  readonly problem: string;
}

// Controls, bidirectional overrides, surrogates, private and unassigned characters. The two joiners stay:
// Persian, the Indic scripts and emoji need them.
const FORBIDDEN = /(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}]/u;
const SPACE_OTHER_THAN_BLANK = /(?! )\p{Zs}/u;

/** Checks and folds a name as a person typed it. */
export function foldName(typed: string): FoldedName | NameProblem {
  const name = typed.normalize("NFC");
  const length = Array.from(name).length;
  if (length === 0) return { problem: "A name needs at least one character." };
  if (length > LIMITS.nameCharacters)
    return { problem: `A name has at most ${LIMITS.nameCharacters} characters.` };
  if (FORBIDDEN.test(name))
    return { problem: "A name must not contain control or invisible characters." };
  if (SPACE_OTHER_THAN_BLANK.test(name))
    return { problem: "A name may contain plain spaces only." };
  if (name.startsWith(" ") || name.endsWith(" ") || name.includes("  ")) {
    return { problem: "A name must not start or end with a space, nor contain two in a row." };
  }
  const foldedName = foldText(name);
  if (foldedName === "") return { problem: "A name needs at least one visible character." };
  return { name, foldedName };
}

/** The folding alone, for look-ups and patterns; anything may be given. */
export function foldText(text: string): string {
  // Upper case first joins what only the full case folding joins (ß and SS); then each character alone, so
  // that the final sigma does not depend on its place.
  const upper = text
    .normalize("NFKC")
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, "")
    .toUpperCase();
  return Array.from(upper)
    .map((character) => character.toLowerCase())
    .join("")
    .normalize("NFKC");
}
