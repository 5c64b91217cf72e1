import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { countCheck, countClosingLine, countPlaywright, countVitest } from "./count.mjs";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

test("a check is one test, by its exit code", () => {
  expect(countCheck(0)).toEqual({ passed: 1, failed: 0, skipped: 0 });
  expect(countCheck(2)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test.each([
  ["all pass", { numPassedTests: 3, numFailedTests: 0 }, 0, { passed: 3, failed: 0, skipped: 0 }],
  ["some fail", { numPassedTests: 3, numFailedTests: 2 }, 1, { passed: 3, failed: 2, skipped: 0 }],
  [
    "some are left out",
    { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1 },
    0,
    { passed: 3, failed: 0, skipped: 2 },
  ],
  [
    "no test ran",
    { numPassedTests: 0, numFailedTests: 0 },
    0,
    { passed: 0, failed: 1, skipped: 0 },
  ],
  [
    "all pass but the runner fails",
    { numPassedTests: 3, numFailedTests: 0 },
    1,
    { passed: 3, failed: 1, skipped: 0 },
  ],
])("vitest's report is read when %s", (_, report, code, count) => {
  expect(countVitest(reportOf(JSON.stringify(report)), code)).toEqual(count);
});

test.each([["missing"], ["cut"]])(
  "a report that is %s is a failure whatever the exit code",
  (how) => {
    const path = how === "cut" ? reportOf('{"numPassedTests": 3') : "/nowhere/report.json";
    expect(countVitest(path, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(countPlaywright(path, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  },
);

test("a flaky browser test is a failed one", () => {
  const report = reportOf(
    JSON.stringify({ stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 0 } }),
  );
  expect(countPlaywright(report, 1)).toEqual({ passed: 4, failed: 2, skipped: 0 });
});

test.each([
  ["300 passed, 0 failed", 0, { passed: 300, failed: 0, skipped: 0 }],
  ["seed 17 failed\n299 passed, 1 failed\n", 1, { passed: 299, failed: 1, skipped: 0 }],
  ["0 passed, 0 failed", 0, { passed: 0, failed: 1, skipped: 0 }],
  ["no closing line", 0, { passed: 1, failed: 0, skipped: 0 }],
  ["no closing line", 1, { passed: 0, failed: 1, skipped: 0 }],
])("a program that ends with %j and %i counts as it says", (output, code, count) => {
  expect(countClosingLine(output, code)).toEqual(count);
});

function reportOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "parley-count-"));
  folders.push(folder);
  const path = join(folder, "report.json");
  writeFileSync(path, text);
  return path;
}
