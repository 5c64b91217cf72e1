import type { Patch } from "./mutant-list.ts";

/** The text with the patch applied. Throws unless `find` occurs exactly once; any white space matches any other. */
export function patched(text: string, { file, find, put }: Patch): string {
  const words = find.split(/\s+/).filter((word) => word !== "");
  const pattern = words.map((word) => word.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`));
  const matches = [...text.matchAll(new RegExp(pattern.join(String.raw`\s+`), "g"))];
  const match = matches[0];
  if (match === undefined || matches.length > 1) {
    throw new Error(`a mutant fits ${matches.length} places of ${file}, not one: ${find}`);
  }
  return text.slice(0, match.index) + put + text.slice(match.index + match[0].length);
}
