import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseWildcard } from "./wildcard.ts";

/** The definition itself, slow and plain. */
function matchesSlowly(pattern: string, text: string): boolean {
  if (pattern === "") return text === "";
  const rest = pattern.slice(1);
  if (pattern[0] === "*") {
    return matchesSlowly(rest, text) || (text !== "" && matchesSlowly(pattern, text.slice(1)));
  }
  return (
    text !== "" &&
    (pattern[0] === "?" || pattern[0] === text[0]) &&
    matchesSlowly(rest, text.slice(1))
  );
}

describe("a wildcard", () => {
  it("matches as its definition says, for all short patterns and texts", () => {
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 7 });
    const text = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 9 });
    fc.assert(
      fc.property(pattern, text, (one, other) => {
        expect(parseWildcard(one).matches(other)).toBe(matchesSlowly(one, other));
      }),
      { numRuns: 1_500 },
    );
  });

  it.each([
    [".*", "ann", false],
    ["(a+)+$", "aaaa", false],
    ["[a-z]", "a", false],
    ["a\\*", "a*", false],
    ["?", "😀", true],
    ["%", "ann", false],
  ])("takes all but * and ? literally: %j on %j", (pattern, text, isMatch) => {
    expect(parseWildcard(pattern).matches(text)).toBe(isMatch);
  });

  it("knows what every match starts with", () => {
    expect(parseWildcard("an*n?").prefix).toBe("an");
    expect(parseWildcard("ann").prefix).toBe("ann");
    expect(parseWildcard("*").prefix).toBe("");
  });

  it("gives up in time on the pattern that hangs backtracking matchers", () => {
    const { matches } = parseWildcard(`${"*a".repeat(60)}b`);
    expect(matches("a".repeat(32))).toBe(false);
  });
});
