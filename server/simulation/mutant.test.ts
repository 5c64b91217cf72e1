import { expect, test } from "vitest";
import { patched } from "./mutant.ts";

const patch = { file: "raft/x.ts", find: "if (a && b) return;", put: "" };

test("a patch fits whatever the white space", () => {
  expect(patched("x();\nif (a &&\n    b)\n  return;\ny();", patch)).toBe("x();\n\ny();");
});

test.each([
  ["nowhere", "if (a || b) return;"],
  ["twice", "if (a && b) return; if (a && b) return;"],
])("a patch that fits %s is refused", (_where, text) => {
  expect(() => patched(text, patch)).toThrow(/a mutant fits/);
});

test("signs that mean something in a pattern mean themselves", () => {
  const signs = { file: "x", find: "a.b(?) + [c]", put: "d" };
  expect(patched("a.b(?) + [c]", signs)).toBe("d");
  expect(() => patched("aXb(?) + [c]", signs)).toThrow(/a mutant fits/);
});
