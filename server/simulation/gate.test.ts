import { expect, test } from "vitest";
import { gateOf, lineOf, MUTANTS_MIN, verdictOf } from "./gate.ts";
import type { Verdict } from "./gate.ts";
import { CANARY } from "./mutant-list.ts";
import { mutant } from "./mutant.ts";

const bug = mutant(12, "old terms count", { file: "x.ts", find: "a", put: "b" });
const caught: Verdict = { mutant: bug, fate: "caught", finder: "invariant", how: "seed 3" };
const canary: Verdict = { mutant: CANARY, fate: "survived", finder: null, how: "" };
const plenty = Array.from({ length: MUTANTS_MIN }, () => caught);

function gate(verdicts: readonly Verdict[], { isWhole = true, bird = canary } = {}) {
  return gateOf({ verdicts, canary: bird, isWhole, seconds: 1 });
}

test("a bug that was caught says by whom", () => {
  const output = "seed 3 failed (liveness): no leader\nmutants\n";
  const verdict = verdictOf(bug, { code: 1, output, errors: "" });
  expect(verdict).toMatchObject({ fate: "caught", finder: "liveness" });
  expect(lineOf(verdict)).toBe("caught  old terms count: seed 3 failed (liveness): no leader");
});

test("a program that only falls over its own feet says so", () => {
  const output = "seed 3 failed (exception): TypeError: x is not a function\n";
  const verdict = verdictOf(bug, { code: 1, output, errors: "" });
  expect(verdict.finder).toBe("exception");
  expect(gate([...plenty, verdict]).line).toContain("(40 by invariant, 1 by exception)");
});

test.each([
  [0, "seed 3 failed (invariant): odd\nlast", "survived"],
  [1, "no seed says so", "unplanted"],
  [3, "seed 3 failed (invariant): odd", "unplanted"],
  [null, "", "unplanted"],
] as const)("exit code %s of a hunt that prints %j means: %s", (code, output, fate) => {
  expect(verdictOf(bug, { code, output, errors: "Error: no place" }).fate).toBe(fate);
});

test("the gate opens when all are caught, and counts by whom", () => {
  const found = gate([...plenty, { ...caught, finder: "history" }]);
  expect(found.exitCode).toBe(0);
  expect(found.line).toContain("41 planted, 41 caught (40 by invariant, 1 by history), 0 not");
});

test.each(["survived", "unplanted"] as const)("one that %s shuts it", (fate) => {
  expect(gate([...plenty, { ...caught, fate }]).exitCode).toBe(1);
});

test("a canary that somebody caught shuts it", () => {
  expect(gate(plenty, { bird: { ...canary, fate: "caught" } }).exitCode).toBe(1);
});

test("fewer bugs than forty shut it, unless only some were asked for", () => {
  const few = plenty.slice(1);
  expect(gate(few).exitCode).toBe(1);
  expect(gate(few, { isWhole: false }).exitCode).toBe(0);
  expect(gate([], { isWhole: false }).exitCode).toBe(1);
});
