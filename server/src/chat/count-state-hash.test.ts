import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { countStateHash } from "./count-state-hash.ts";
import { Scenario } from "./scenario.ts";

function stateOf(people: readonly string[]) {
  const scenario = new Scenario();
  for (const name of people) scenario.signUp(name);
  const { hash } = scenario.core.query("stateHash", {});
  return { hash, db: new Database(Buffer.from(scenario.core.serialize())) };
}

test("the rows of a sound file count to what apply has kept", () => {
  const { db, hash } = stateOf(["Ann", "Bob"]);
  expect(countStateHash(db)).toBe(hash);
});

test.each(["UPDATE accounts SET name = 'Bot' WHERE name = 'Bob'", "DELETE FROM sessions"])(
  "after %s they do not",
  (sql) => {
    const { db, hash } = stateOf(["Ann", "Bob"]);
    db.exec(sql);
    expect(countStateHash(db)).not.toBe(hash);
  },
);

test("what is only remembered of earlier states does not count", () => {
  const { db, hash } = stateOf(["Ann"]);
  db.exec("INSERT INTO notes VALUES (1000, 'x'); UPDATE checks SET checkedIndex = 1000");
  expect(countStateHash(db)).toBe(hash);
});
