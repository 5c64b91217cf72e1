import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "../bootstrap/places.mjs";
import type { SourceFile } from "./repository.ts";
import { judgeErrorTable, judgeLimitTable } from "./tables.ts";

const errors = file("docs/errors.md");
const limits = file("docs/limits.md");
const sources = {
  status: file("server/src/rpc/status.ts").text,
  client: file("client/errors.ts").text,
};
const limitsSource = file("server/src/limits.ts").text;

test("docs/errors.md has every reason with the code of the node and the outcome of the client", () => {
  expect(judgeErrorTable(errors, sources)).toEqual([]);
});

test("docs/limits.md has every limit with the value of the code", () => {
  expect(judgeLimitTable(limits, limitsSource)).toEqual([]);
});

test("every entry of the two tables in the code is read", () => {
  const reasons = sources.status.match(/\bcode: status\./g)?.length ?? 0;
  const values = limitsSource.match(/^ {2}\w+: /gm)?.length ?? 0;
  expect(judgeErrorTable({ path: "a.md", text: "" }, sources)).toHaveLength(reasons);
  expect(judgeLimitTable({ path: "a.md", text: "" }, limitsSource)).toHaveLength(values);
});

describe("a planted mistake is seen", () => {
  test.each([
    ["a code", /`TAKEN`\s*\| ALREADY_EXISTS/, "`TAKEN` | NOT_FOUND", "has the code ALREADY_EXISTS"],
    ["an outcome", /UNAVAILABLE\s*\| unknown/, "UNAVAILABLE | no", 'executed "unknown"'],
    ["a reason that nobody gives", /`TAKEN`/, "`GONE`", "no node says GONE"],
    ["a reason left out", /`TAKEN`/, "TAKEN", "TAKEN is missing"],
  ])("%s", (_, written, planted, complaint) => {
    const found = judgeErrorTable(changed(errors, written, planted), sources);
    expect(found.join("\n")).toContain(complaint);
  });

  test.each([
    ["a value", /16 KiB/, "17 KiB", "textBytes is 16384"],
    ["a unit", /16 KiB/, "16 MiB", "textBytes is 16384"],
    ["a size without its unit", /16 KiB/, "16,384", "textBytes is 16384"],
    ["a count with a unit", /\| 200 /, "| 200 ms ", "pageMaxRows is 200"],
    ["a limit that is not there", /`textBytes`/, "`proseBytes`", "no limit proseBytes"],
    ["a limit left out", /`textBytes`/, "textBytes", "textBytes is missing"],
    ["a limit twice", /`textBytes`/, "`batchBytes`", "batchBytes is there twice"],
  ])("%s", (_, written, planted, complaint) => {
    const found = judgeLimitTable(changed(limits, written, planted), limitsSource);
    expect(found.join("\n")).toContain(complaint);
  });
});

function file(path: string): SourceFile {
  return { path, text: readFileSync(join(ROOT, path), "utf8") };
}

function changed({ path, text }: SourceFile, written: RegExp, planted: string): SourceFile {
  expect(text).toMatch(written);
  return { path, text: text.replace(written, planted) };
}
