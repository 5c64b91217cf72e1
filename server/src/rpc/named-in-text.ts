/**
 * "@" in a text: what the characters behind it may name. Names may hold spaces and signs, so each "@" has several
 * readings, the longest first; apply takes the first that is a member of the conversation. Folding depends on this Node's
 * Unicode tables, so it is done here, before the log.
 */
import { foldText } from "../chat/fold-name.ts";
import { LIMITS } from "../limits.ts";

export interface Named {
  readonly names: { readonly foldedNames: string[] }[];
  readonly namesRoom: boolean;
}

const EVERYBODY = new Set(["room", "channel", "here"]);

/** Not behind a letter or a digit: that is an address. */
const SIGN = /(?<![\p{L}\p{N}_@])@(?=\S)/gu;
/** The longest name, in units of a string, with a sign or two behind it. */
const REACH = LIMITS.nameCharacters * 2 + 4;
const END_OF_LINE = /[\r\n]/;
const LAST_SIGNS = /[\p{P}\p{S}]+$/u;
/** About what a reading costs beside its own bytes. */
const FRAME_BYTES = 16;
/** A name of more words is not found. */
const MOST_WORDS = LIMITS.mentionForms / 2;

/** What the names of one batch may still take in the log, in bytes: one entry holds them all. Shared, and spent. */
export interface NameRoom {
  bytes: number;
}

export function newNameRoom(): NameRoom {
  return { bytes: LIMITS.batchBytes };
}

/** Names that find no room any more are not looked at. */
export function namedIn(text: string, room: NameRoom): Named {
  if (!text.includes("@")) return { names: [], namesRoom: false };
  const names: { foldedNames: string[] }[] = [];
  let namesRoom = false;
  for (const { index } of text.matchAll(SIGN)) {
    if (names.length >= LIMITS.messageMentions) break;
    const readings = readingsOf(text.slice(index + 1, index + 1 + REACH));
    room.bytes -= readings.reduce((sum, name) => sum + Buffer.byteLength(name) + FRAME_BYTES, 0);
    if (room.bytes < 0) break;
    if (readings.some((name) => EVERYBODY.has(name))) namesRoom = true;
    else names.push({ foldedNames: readings });
  }
  return { names, namesRoom };
}

/** `behind`: what follows an "@". */
function readingsOf(behind: string): string[] {
  const [line = ""] = behind.split(END_OF_LINE);
  const words = line.split(" ").slice(0, MOST_WORDS);
  const readings = new Set<string>();
  for (let count = words.length; count > 0; count -= 1) {
    const name = words.slice(0, count).join(" ");
    for (const reading of [name, name.replace(LAST_SIGNS, "")]) {
      const folded = foldText(reading);
      if (folded !== "" && [...reading].length <= LIMITS.nameCharacters) readings.add(folded);
    }
  }
  return [...readings];
}
