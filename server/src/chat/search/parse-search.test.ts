import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import { matchOf } from "./match.ts";
import { parseSearch, type ParsedSearch } from "./parse-search.ts";

const NOTHING: ParsedSearch = {
  words: [],
  from: [],
  places: [],
  marks: [],
  sinceMs: 0,
  untilMs: Number.MAX_SAFE_INTEGER,
};

function word(text: string, isPrefix = false) {
  return { text, isPrefix };
}

describe("a search", () => {
  it.each<[string, Partial<ParsedSearch>]>([
    ["red  balloon", { words: [word("red"), word("balloon")] }],
    ['"red balloon" sky', { words: [word("red balloon"), word("sky")] }],
    ['ball* "red ball"*', { words: [word("ball", true), word("red ball", true)] }],
    ['"not closed', { words: [word("not closed")] }],
    ["don't C++ e-mail", { words: [word("don t"), word("C"), word("e mail")] }],
    ["* -- red ?!", { words: [word("red")] }],
    ["from:ann FROM:me", { from: ["ann", "me"] }],
    ['from:"Ann Lee" in:#garden in:@bob', { from: ["Ann Lee"], places: ["#garden", "@bob"] }],
    ["has:link has:LINK has:code", { marks: ["link", "code"] }],
    ["before:2026-01-02", { untilMs: Date.UTC(2026, 0, 2) }],
    ["after:2024-02-29 after:2024-02-01", { sinceMs: Date.UTC(2024, 2, 1) }],
    ["to:ann http://x.org", { words: [word("to ann"), word("http x org")] }],
    ["AND OR NOT NEAR(a)", { words: [word("AND"), word("OR"), word("NOT"), word("NEAR a")] }],
    ['xfrom:ann "from:ann"', { words: [word("xfrom ann"), word("from ann")] }],
    ["Über नमस्ते", { words: [word("Über"), word("नमस्ते")] }],
  ])("%s", (typed, expected) => {
    expect(parseSearch(typed)).toEqual({ ...NOTHING, ...expected });
  });

  it.each([
    ["", "at least one word"],
    ['"" * !', "at least one word"],
    ["from:", 'right behind "from:"'],
    ["in: garden", 'right behind "in:"'],
    ["has:nothing", "there are link, code, reaction, mention, reply"],
    ["before:yesterday", "Write one like before:2026-01-31"],
    ["after:2026-02-30", "is no date"],
    ["after:2026-13-01", "is no date"],
    ["a ".repeat(LIMITS.searchTerms + 1), `at most ${LIMITS.searchTerms} words`],
    ["x".repeat(LIMITS.searchCharacters + 1), `at most ${LIMITS.searchCharacters} characters`],
  ])("%j is told what is wrong with it", (typed, sentence) => {
    expect(parseSearch(typed)).toEqual({ problem: expect.stringContaining(sentence) });
  });

  it("hands SQLite letters, digits and blanks only, whatever is typed", () => {
    const anything = fc.oneof(
      fc.string({ unit: "binary" }),
      fc
        .array(
          fc.constantFrom('"', "*", ":", "(", ")", "^", "-", "+", "{", "\u0000", "from", "a ", "é"),
        )
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(anything, (typed) => {
        const parsed = parseSearch(typed);
        if ("problem" in parsed) return;
        for (const { text } of parsed.words) expect(text).toMatch(/^[\p{L}\p{N}\p{Co}\p{M} ]+$/u);
        const match = matchOf({ words: parsed.words, beside: [] });
        expect(match).toMatch(/^\([tp] : "[^"]*"( \*)?\)( AND \(t : "[^"]*"( \*)?\))*$/);
      }),
      { numRuns: 500 },
    );
  });
});
