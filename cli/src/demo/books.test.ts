import { expect, test } from "vitest";
import { Books, isSound, NO_FLAWS } from "./books.ts";

const history = (...texts: readonly string[]) => texts.map((text, at) => ({ seq: at + 1, text }));

function books(): Books {
  const made = new Books();
  made.note({ author: "ada", text: "a1", seq: 1, atMs: 10 });
  made.note({ author: "bob", text: "b1", seq: 2, atMs: 20 });
  made.note({ author: "ada", text: "a2", seq: 3, atMs: 520 });
  return made;
}

test("a history that holds what was acknowledged, once and in order, is sound", () => {
  expect(books().audit(history("a1", "b1", "a2"))).toEqual(NO_FLAWS);
  expect(isSound(NO_FLAWS)).toBe(true);
});

test.each([
  ["lost", history("a1", "b1"), { lost: 1 }],
  ["doubled", history("a1", "b1", "a2", "b1"), { doubled: 1 }],
  ["in another place than was said", history("b1", "a1", "a2"), { lost: 2 }],
  ["made up", history("a1", "b1", "a2", "c1"), { unasked: 1 }],
  [
    "with a hole",
    [
      { seq: 1, text: "a1" },
      { seq: 2, text: "b1" },
      { seq: 4, text: "a2" },
    ],
    { holes: 1, lost: 1 },
  ],
])("one that is %s is not", (_what, given, flaws) => {
  const found = books().audit(given);
  expect(found).toMatchObject(flaws);
  expect(isSound(found)).toBe(false);
});

test("an earlier message that got a later place is reordered", () => {
  const made = books();
  made.note({ author: "bob", text: "b2", seq: 1, atMs: 600 });
  expect(made.audit(history("a1", "b1", "a2")).reordered).toBe(1);
});

test("the gap is the longest silence from the last answer before an event on", () => {
  expect(books().longestGapMs(15)).toBe(500);
  expect(books().longestGapMs(525)).toBe(0);
});
