import { describe, expect, test } from "vitest";
import { listCode, listWritten } from "./repository.ts";
import { judge, judgeExceptions, RULES_FOR_CODE, RULES_FOR_FILES } from "./shape.ts";

const files = listWritten();

test("every file has a telling name, owned tasks and no path of one machine", () => {
  expect(judge(files, RULES_FOR_FILES)).toEqual([]);
});

test("every code file is short, whole and, in the pure rooms, synchronous", () => {
  expect(judge(listCode(files), RULES_FOR_CODE)).toEqual([]);
});

test("the exceptions to the size of a file are all still needed", () => {
  expect(judgeExceptions(files)).toEqual([]);
});

describe("a planted mistake is seen", () => {
  const task = ["TO", "DO"].join("");
  const home = ["", "home", "someone", "parley"].join("/");

  test.each([
    ["a vague file", "server/src/utils.ts", "", "says nothing"],
    ["a vague folder", "server/src/helpers/a.ts", "", "says nothing"],
    ["capitals", "server/src/logStore.ts", "", "kebab-case"],
    ["a task nobody owns", "server/src/a.ts", `// ${task}: later`, "without an issue"],
    ["a path of a machine", "docs/a.md", `see ${home}`, "of one machine"],
  ])("%s", (_, path, text, complaint) => {
    expect(judge([{ path, text }], RULES_FOR_FILES)).toEqual([expect.stringContaining(complaint)]);
  });

  test.each([
    ["a long file", "server/src/a.ts", "1;\n".repeat(301), "301 lines"],
    ["a barrel", "server/src/a.ts", 'export * from "./b.ts";', "barrel"],
    [
      "no extension",
      "server/src/a.ts",
      `import { b } from "./${"b"}";\nb();`,
      "lacks its extension",
    ],
    ["a promise in the core", "server/src/raft/a.ts", "export async function f() {}", "pure room"],
    ["a promise in the store", "web/store/a.ts", "await x;", "pure room"],
  ])("%s", (_, path, text, complaint) => {
    expect(judge([{ path, text }], RULES_FOR_CODE)).toEqual([expect.stringContaining(complaint)]);
  });

  test("but an owned task, prose and a test's await are fine", () => {
    const fine = [
      { path: "server/src/a.ts", text: `// ${task}(#12): later` },
      { path: "server/src/raft/a.ts", text: "// await nobody\nexport const a = 1;" },
      { path: "server/src/raft/a.test.ts", text: "await run();" },
    ];
    expect(judge(fine, [...RULES_FOR_FILES, ...RULES_FOR_CODE])).toEqual([]);
  });
});
