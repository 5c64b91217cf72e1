import fc from "fast-check";
import { expect, test } from "vitest";

import { excerpt } from "./excerpt.ts";

/** What is found stands in brackets. */
function shown(line: string, query: string): string {
  return excerpt(line, query)
    .map(({ words, isFound }) => (isFound ? `[${words}]` : words))
    .join("");
}

test.each([
  ["the red balloon flies", "red", "the [red] balloon flies"],
  ["the red balloon flies", '"red balloon"', "the [red balloon] flies"],
  ["a balloon, red", '"red balloon"', "a balloon, red"],
  ["balloons", "ball*", "[balloons]"],
  ["balloons", "ball", "balloons"],
  ["Über das CAFÉ", "uber cafe", "[Über] das [CAFÉ]"],
  ["from me and in it", "from:me in:#it has:link and", "from me [and] in it"],
  ['ann said "hi"', 'from:"ann said" hi', 'ann said "[hi]"'],
  ["don't", "don't", "[don't]"],
  ["nothing", "", "nothing"],
])("of %j a search for %j shows %j", (line, query, expected) => {
  expect(shown(line, query)).toBe(expected);
});

test("of a long message the part with the first find is shown, and no word is torn", () => {
  const line = `${"before ".repeat(60)}needle${" after".repeat(60)}`;
  const words = shown(line, "needle");
  expect(words).toMatch(/^…(?:before )+\[needle\](?: after)+…$/);
  expect(words.length).toBeLessThan(260);
});

test("whatever was written and typed, the parts are the line itself, or a part of it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 600 }), fc.string(), (line, query) => {
      const words = excerpt(line, query).map((part) => part.words);
      const inner = words.filter((one, at) => one !== "…" || (at > 0 && at < words.length - 1));
      expect(line).toContain(inner.join(""));
    }),
  );
});
