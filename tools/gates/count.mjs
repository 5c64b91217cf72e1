/** Reads how many tests ran. A report that is missing, cut or empty counts as a failure: nothing passes silently. */
import { readFileSync } from "node:fs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/** A check has no cases of its own: it is one. @param {number} code @returns {Count} */
export function countCheck(code) {
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** Vitest's JSON report. @param {string} path @param {number} code @returns {Count} */
export function countVitest(path, code) {
  const report = readReport(path);
  return judge(code, {
    passed: numberOf(report?.["numPassedTests"]),
    failed: numberOf(report?.["numFailedTests"]),
    skipped: numberOf(report?.["numPendingTests"]) + numberOf(report?.["numTodoTests"]),
  });
}

/** Playwright's JSON report. A flaky test is a failed one: retries hide consistency bugs. @param {string} path @param {number} code @returns {Count} */
export function countPlaywright(path, code) {
  const stats = /** @type {Record<string, unknown> | undefined} */ (readReport(path)?.["stats"]);
  return judge(code, {
    passed: numberOf(stats?.["expected"]),
    failed: numberOf(stats?.["unexpected"]) + numberOf(stats?.["flaky"]),
    skipped: numberOf(stats?.["skipped"]),
  });
}

/** A program whose last line may say `N passed, N failed`; without one it is a single check. @param {string} output @param {number} code @returns {Count} */
export function countClosingLine(output, code) {
  const closing = output.trimEnd().split("\n").at(-1) ?? "";
  const found = /^(\d+) passed, (\d+) failed$/.exec(closing.trim());
  if (found === null) return countCheck(code);
  return judge(code, { passed: Number(found[1]), failed: Number(found[2]), skipped: 0 });
}

/** A bad exit without a failed test, or no test at all, is a failure too. @param {number} code @param {Count} count @returns {Count} */
function judge(code, count) {
  const ranNothing = count.passed + count.failed === 0;
  return (code !== 0 && count.failed === 0) || ranNothing
    ? { ...count, failed: count.failed + 1 }
    : count;
}

/** @param {string} path @returns {Record<string, unknown> | null} */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // The runner ended before it could report: judged as a run of no tests.
    return null;
  }
}

/** @param {unknown} value */
function numberOf(value) {
  return typeof value === "number" ? value : 0;
}
