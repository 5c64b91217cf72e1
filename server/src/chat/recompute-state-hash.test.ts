import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { recomputeStateHash } from "./recompute-state-hash.ts";
import { Scenario } from "./scenario.ts";

function stateOf(people: readonly string[]): Database.Database {
  const scenario = new Scenario();
  for (const name of people) scenario.signUp(name);
  return new Database(Buffer.from(scenario.core.serialize()), { readonly: true });
}

test("the rows of a sound file count to what apply has kept", () => {
  const { appliedIndex, stored, counted } = recomputeStateHash(stateOf(["Ann", "Bob"]));
  expect(appliedIndex).toBe(2);
  expect(counted).toBe(stored);
  expect(counted).toMatch(/^[0-9a-f]{32}$/);
});

test.each([
  "UPDATE accounts SET name = 'Bot' WHERE name = 'Bob'",
  "DELETE FROM sessions",
  "UPDATE applied SET hash = zeroblob(16)",
])("after %s they do not", (sql) => {
  const rotten = new Database(stateOf(["Ann", "Bob"]).serialize());
  rotten.exec(sql);
  const { stored, counted } = recomputeStateHash(rotten);
  expect(counted).not.toBe(stored);
});

test("a file that is no chat is refused", () => {
  expect(() => recomputeStateHash(new Database(":memory:"))).toThrow(/applied/);
});
