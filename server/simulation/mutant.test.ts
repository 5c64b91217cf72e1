import { expect, test } from "vitest";
import { mutant, patched } from "./mutant.ts";

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

test.each([
  ["nothing", "if (a && b) return;"],
  ["white space", "if (a &&\n  b) return;"],
  ["a comment", "if (a && b) /* never */ return; // so it is"],
])("a patch that changes only %s is refused", (_what, put) => {
  expect(() => patched("if (a && b) return;", { ...patch, put })).toThrow(/changes nothing/);
});

test("a mutant without a patch is refused", () => {
  expect(() => mutant(1, "nothing at all")).toThrow(/changes nothing/);
});
