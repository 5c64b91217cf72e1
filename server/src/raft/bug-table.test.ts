import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const HERE = new URL(".", import.meta.url);
const MUTANTS = new URL("../../simulation/mutants/", HERE);
const BUGS = 50;

const design = readFileSync(new URL("DESIGN.md", HERE), "utf8");
const table = design.slice(
  design.indexOf("## The fifty bugs"),
  design.indexOf("## How it is proved"),
);
const rows = [...table.matchAll(/^\| (\d+) +\|([^|]+)\|([^|]+)\|$/gm)].map(
  ([, number, bug, guards]) => ({ number: Number(number), bug: bug?.trim(), guards: guards ?? "" }),
);
const planted = readdirSync(MUTANTS)
  .map((name) => readFileSync(new URL(name, MUTANTS), "utf8"))
  .join("\n");

/** What the guards name that is not there. */
function missingIn(guards: string): readonly string[] {
  const files = [...guards.matchAll(/`([^`]+)`(?: "([^"]+)")?/g)].flatMap(
    ([, path = "", title]) => {
      const file = new URL(path, HERE);
      if (!existsSync(file)) return [path];
      return title === undefined || readFileSync(file, "utf8").includes(title) ? [] : [title];
    },
  );
  const mutants = [...guards.matchAll(/mutant "([^"]+)"/g)]
    .map(([, name = ""]) => name)
    .filter((name) => !planted.includes(`"${name}"`));
  return [...files, ...mutants];
}

describe("the table of the fifty bugs", () => {
  test("has each of them once, in order", () => {
    expect(rows.map(({ number }) => number)).toEqual(
      Array.from({ length: BUGS }, (_, at) => at + 1),
    );
  });

  test.each(rows)("$number, $bug: what guards it exists", ({ guards }) => {
    expect(missingIn(guards)).toEqual([]);
  });

  test.each(rows)("$number is guarded, or put off to the storage issue in so many words", (row) => {
    expect(row.guards).toMatch(/`|mutant "|next issue, storage/);
  });

  test("a guard that is not there is seen", () => {
    expect(missingIn('`nowhere.test.ts` · `log.test.ts` "no such title" · mutant "none"')).toEqual([
      "nowhere.test.ts",
      "no such title",
      "none",
    ]);
  });
});
