import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldName, foldText } from "./fold-name.ts";
import { isStorableName } from "./name-rule.ts";

/** Random cases on a busy machine take their time. */
const PATIENT = { timeout: 60_000 };

function fold(typed: string): string | undefined {
  const result = foldName(typed);
  return "foldedName" in result ? result.foldedName : undefined;
}

describe("foldName", () => {
  it.each([
    ["Ann", "ann"],
    ["Straße", "STRASSE"],
    ["ΟΔΥΣΣΕΥΣ", "οδυσσευς"],
    ["ſam", "SAM"],
    ["Ａｎｎ", "ann"],
    ["ﬁn", "FIN"],
    ["e\u0301ve", "Éve"],
    ["a\u200db", "ab"],
    ["Å", "\u212b"],
    ["ı", "I"],
  ])("takes %j and %j for the same name", (one, other) => {
    expect(fold(one)).toBeDefined();
    expect(fold(one)).toBe(fold(other));
  });

  it.each([
    ["Ann", "Anne"],
    ["résumé", "resume"],
    ["a b", "ab"],
  ])("keeps %j and %j apart", (one, other) => {
    expect(fold(one)).not.toBe(fold(other));
  });

  it.each([
    ["nothing", ""],
    ["a space at the start", " ann"],
    ["a space at the end", "ann "],
    ["two spaces", "a  b"],
    ["a tab", "a\tb"],
    ["a line break", "a\nb"],
    ["a zero", "a\u0000"],
    ["a bell", "\u0007"],
    ["a no-break space", "a\u00a0b"],
    ["a line separator", "a\u2028b"],
    ["a bidirectional override", "\u202ekcah"],
    ["a bidirectional isolate", "a\u2066b"],
    ["a zero-width space", "a\u200bb"],
    ["half a surrogate pair", "a\ud800"],
    ["a private character", "\ue000"],
    ["an unassigned character", "\u0378"],
    ["only invisible characters", "\u3164"],
    ["only joiners", "\u200d\u200c"],
    ["33 characters", "x".repeat(33)],
    ["a megabyte", "x".repeat(1_000_000)],
  ])("refuses %s with a sentence", (_name, typed) => {
    expect(foldName(typed)).toMatchObject({ problem: expect.stringMatching(/^A name .*\.$/) });
  });

  it.each(["👩‍👩‍👧‍👦", "می‌خواهم", "O'Brien", "李小龍", "😀".repeat(32), "a"])("takes %s", (typed) => {
    expect(fold(typed)).toBeDefined();
  });

  it(
    "passes nothing that the rule inside the log refuses, and folding twice changes nothing",
    PATIENT,
    () => {
      fc.assert(
        fc.property(fc.string({ unit: "binary", maxLength: 40 }), (typed) => {
          const result = foldName(typed);
          if ("problem" in result) return;
          expect(isStorableName(result.name, result.foldedName)).toBe(true);
          expect(foldText(result.foldedName)).toBe(result.foldedName);
        }),
        { numRuns: 500 },
      );
    },
  );
});
