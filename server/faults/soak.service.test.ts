import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { expect, test } from "vitest";

import { SOAK_PARTS } from "./soak-parts.ts";

const SOAK = join(import.meta.dirname, "../../tools/soak.mjs");

test.each([
  { args: ["--part", "nothing"], says: "Name a part: --part storage." },
  { args: [], says: "Name a part: --part storage." },
  { args: ["--part", "storage", "--only", "luck"], says: '--only takes one of "crash prefixes"' },
  { args: ["--part", "storage", "--minutes", "999"], says: "--minutes takes a number up to 150." },
  { args: ["--part", "storage", "--seed", "x"], says: "take whole numbers" },
])("a soak asked for with $args says what it can do instead", ({ args, says }) => {
  const { status, stderr } = spawnSync(process.execPath, [SOAK, ...args], { encoding: "utf8" });
  expect(stderr).toContain(says);
  expect(status).toBe(2);
});

test("each part of the soak has a name of its own, by which it is asked for again", () => {
  const names = SOAK_PARTS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
