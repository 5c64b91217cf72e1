import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "../bootstrap/places.mjs";
import { judgeImports, judgeTable, parseTable } from "./import-table.ts";
import { listCode } from "./repository.ts";

const rooms = parseTable(readFileSync(join(ROOT, "ARCHITECTURE.md"), "utf8"));

test("the may-import table has no cycle and names only its own rooms", () => {
  expect(judgeTable(rooms)).toEqual([]);
});

test("every file is in a room and imports only what its room may", () => {
  expect(judgeImports(rooms, listCode())).toEqual([]);
});

describe("a planted mistake is seen", () => {
  const table = parseTable(
    [
      "| room | files | may import |",
      "| --- | --- | --- |",
      "| low | `low/**` | – |",
      "| types | `types/**` | – |",
      "| high | `high/**` | low, types (types) |",
      "",
    ].join("\n"),
  );

  test.each([
    ["a forbidden arrow", "low/a.ts", 'import { b } from "../high/b.ts";', "may not import high"],
    [
      "a value where types may come",
      "high/a.ts",
      'import { b } from "../types/b.ts";',
      "only types",
    ],
    ["a dynamic import", "low/a.ts", 'const b = await import("../high/b.ts");', "may not import"],
    ["a re-export", "low/a.ts", 'export { b } from "../high/b.ts";', "may not import"],
    [
      "an import over several lines",
      "low/a.ts",
      'import {\n  b,\n} from "../high/b.ts";',
      "may not",
    ],
    ["a workspace by its name", "low/a.ts", 'import "@parley/high/b.ts";', "may not import high"],
    ["a file without a room", "elsewhere/a.ts", "export const a = 1;", "is in no room"],
  ])("%s", (_, path, text, complaint) => {
    expect(judgeImports(table, [{ path, text }])).toEqual([expect.stringContaining(complaint)]);
  });

  test.each([
    ["an allowed arrow", 'import { b } from "../low/b.ts";'],
    ["types only", 'import type { B } from "../types/b.ts";'],
    ["types marked one by one", 'import { type B, type C } from "../types/b.ts";'],
    ["a neighbour", 'import { b } from "./b.ts";'],
    ["a package", 'import { b } from "node:fs";'],
    ["prose", '/*\nimport { b } from "../nowhere/b.ts";\n*/'],
  ])("but not %s", (_, text) => {
    expect(judgeImports(table, [{ path: "high/a.ts", text }])).toEqual([]);
  });

  test.each([
    ["a cycle", "| a | `a/**` | b |\n| b | `b/**` | a |", "a cycle among a, b"],
    ["an unknown room", "| a | `a/**` | c |", "a may import c, which is no room"],
    ["a room twice", "| a | `a/**` | – |\n| a | `b/**` | – |", "a is there twice"],
  ])("%s in the table", (_, rows, complaint) => {
    const head = "| room | files | may import |\n| --- | --- | --- |\n";
    expect(judgeTable(parseTable(`${head}${rows}\n`))).toEqual([complaint]);
  });
});
