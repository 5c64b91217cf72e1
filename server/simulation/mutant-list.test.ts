import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bugRows } from "./bug-rows.ts";
import { MUTANTS_MIN } from "./gate.ts";
import { CANARY, MUTANTS } from "./mutant-list.ts";
import { FOUND_BY_SPEC } from "./mutants/found-by-spec.ts";
import { patched } from "./mutant.ts";

test.each([...MUTANTS, CANARY])("the code still has the place for: $name", ({ patches }) => {
  for (const patch of patches) {
    const text = readFileSync(new URL(`../src/${patch.file}`, import.meta.url), "utf8");
    expect(patched(text, patch)).not.toBe(text);
  }
});

test.each(FOUND_BY_SPEC)("there is a mutant for the specification to find: %s", (name) => {
  expect(MUTANTS.map((mutant) => mutant.name)).toContain(name);
});

test("there are at least as many as the gate demands", () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(MUTANTS_MIN);
});

test.each(MUTANTS)("is an instance of a row of the known bugs: $name ($bug)", ({ bug }) => {
  expect([...bugRows().keys()]).toContain(bug);
});

test("no two mutants have one name", () => {
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
});
