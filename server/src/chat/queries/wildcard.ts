/** Name patterns: `*` is any run of characters, `?` is one, all else stands for itself. */

export interface Wildcard {
  /** What every match starts with. */
  readonly prefix: string;
  matches(text: string): boolean;
}

/** Takes time in proportion to text times pattern at worst; neither backtracks further than the last star. */
export function parseWildcard(pattern: string): Wildcard {
  const symbols = Array.from(pattern);
  const firstWild = symbols.findIndex((symbol) => symbol === "*" || symbol === "?");
  const prefix = (firstWild === -1 ? symbols : symbols.slice(0, firstWild)).join("");
  return { prefix, matches: (text) => matches(symbols, Array.from(text)) };
}

function matches(pattern: readonly string[], text: readonly string[]): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let starPlace = 0;
  while (place < text.length) {
    const symbol = pattern[at];
    if (symbol === "*") {
      star = at;
      starPlace = place;
      at += 1;
    } else if (symbol === "?" || (symbol !== undefined && symbol === text[place])) {
      at += 1;
      place += 1;
    } else if (star === -1) {
      return false;
    } else {
      // The last star takes one character more; an earlier one never needs to.
      starPlace += 1;
      place = starPlace;
      at = star + 1;
    }
  }
  return pattern.slice(at).every((symbol) => symbol === "*");
}
