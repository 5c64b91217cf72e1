/** The last look at a text inside the log: what the door lets through is stricter. */
import { LIMITS } from "../limits.ts";
import { refuse, type Refused } from "./outcome.ts";

const encoder = new TextEncoder();
/** UTF-8 needs at most three bytes for one unit of a JavaScript string. */
const MAX_BYTES_PER_UNIT = 3;

/** Why this cannot be the text of a message, or null. */
export function textRefusal(text: string): Refused | null {
  if (text.length === 0) return refuse("INVALID", "A message needs some text.", "text");
  if (!isLonger(text, LIMITS.textBytes)) return null;
  const sentence = `A message has at most ${LIMITS.textBytes / 1024} KiB of text.`;
  return refuse("TOO_LARGE", sentence, "text");
}

/** Than so many bytes of UTF-8. */
function isLonger(text: string, bytes: number): boolean {
  if (text.length * MAX_BYTES_PER_UNIT <= bytes) return false;
  return text.length > bytes || encoder.encode(text).length > bytes;
}
