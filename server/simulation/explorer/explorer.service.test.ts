import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const EXPLORE = fileURLToPath(new URL("explore.ts", import.meta.url));
const PLANT = new URL("../plant.ts", import.meta.url).href;

/** What the explorer says of a program with this bug in it; see the list of mutants. */
async function exploreWith(
  mutant: string,
  where: string,
): Promise<{ code: number; stdout: string }> {
  const env = { ...process.env, PARLEY_MUTANT: mutant };
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--import", PLANT, EXPLORE, "--only", where],
      {
        env,
      },
    );
    return { code: 0, stdout };
  } catch (error) {
    // A program that ends with another code than 0 rejects, with what it printed.
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, stdout };
  }
}

test.each([
  ["a vote is forgotten in a crash", "election safety", "two campaigns"],
  ["a vote is granted before it is durable", "election safety", "two campaigns"],
  ["an entry of an earlier term is committed by counting", "leader completeness", "Figure 8"],
  ["a commit is counted by the new configuration alone", "committed on a quorum's disks", "three"],
  ["two changes of members at once", "leader completeness", "three voters"],
  ["an append is acknowledged before its sync", "committed on a quorum's disks", "one leader"],
])("the explorer finds a planted bug: %s", { timeout: 60_000 }, async (mutant, rule, where) => {
  const { code, stdout } = await exploreWith(mutant, where);
  expect(stdout).toMatch(new RegExp(`^broken after \\d+ events: ${rule}`, "m"));
  expect(code).toBe(1);
});
