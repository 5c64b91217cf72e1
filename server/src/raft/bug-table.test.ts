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

const SCENARIO = /^scenarios\/.*\.txt$/;
/** A contract is a list of tests that several implementations run. */
const TESTS = /(?:\.test|\.spec|-contract)\.ts$/;

/** Links as they are written: a file, and the title of one test in it; a scenario is one test as a whole. */
function linksIn(guards: string): readonly { path: string; title: string | undefined }[] {
  return [...guards.matchAll(/`([^`]+)`(?: "([^"]+)")?/g)].map(([, path = "", title]) => ({
    path,
    title,
  }));
}

/** A title stands in quotes as the first argument of a call, whole. */
function hasTest(file: string, title: string): boolean {
  const literal = title.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&");
  return new RegExp(`\\(\\s*(["\`])${literal}\\1,`).test(file);
}

/** What the guards name that is not there, or is no test. */
function missingIn(guards: string): readonly string[] {
  const links = linksIn(guards).flatMap(({ path, title }) => {
    const file = new URL(path, HERE);
    if (!existsSync(file)) return [path];
    if (SCENARIO.test(path)) return [];
    if (title === undefined || !TESTS.test(path)) return [`${path} names no test`];
    return hasTest(readFileSync(file, "utf8"), title) ? [] : [title];
  });
  const mutants = [...guards.matchAll(/mutant "([^"]+)"/g)]
    .map(([, name = ""]) => name)
    .filter((name) => !planted.includes(`"${name}"`));
  return [...links, ...mutants];
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

  test.each(rows)("$number, $bug: is guarded by a test, and nothing is put off", ({ guards }) => {
    expect(linksIn(guards)).not.toEqual([]);
    // Words beside the links would be a promise.
    const rest = guards.replaceAll(/`[^`]+`(?: "[^"]+")?|mutant "[^"]+"/g, "");
    expect(rest).toMatch(/^[\s·]*$/);
  });

  test("a guard that is not there, or is none, is seen", () => {
    const guards = [
      "`nowhere.test.ts`",
      '`log.test.ts` "no such title"',
      '`log.test.ts` "is compared by the last term first"',
      "`log.test.ts`",
      '`log.ts` "a committed entry is never truncated"',
      'mutant "none"',
    ];
    expect(missingIn(guards.join(" · "))).toEqual([
      "nowhere.test.ts",
      "no such title",
      // A part of a title.
      "is compared by the last term first",
      "log.test.ts names no test",
      "log.ts names no test",
      "none",
    ]);
  });
});
