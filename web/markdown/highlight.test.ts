import { expect, test } from "vitest";

import { highlight } from "./highlight.ts";

test.each(["bash", "css", "go", "json", "python", "sql", "ts", "js", "html"])(
  "%s is known",
  (language) => {
    expect(highlight("a", language)).not.toBeNull();
  },
);

test("code is cut into parts that say what they are, and loses nothing", () => {
  const code = 'const a = "b"; // c';
  const parts = highlight(code, "TS") ?? [];
  expect(parts.map(({ text }) => text).join("")).toBe(code);
  expect(parts).toContainEqual({ text: "const", look: "keyword" });
  expect(parts).toContainEqual({ text: '"b"', look: "string" });
  expect(parts).toContainEqual({ text: "// c", look: "comment" });
});

test("an unknown language and very long code have no colours", () => {
  expect(highlight("a", "brainfuck")).toBeNull();
  expect(highlight("a".repeat(10_001), "ts")).toBeNull();
});
