import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { NORMAL_SEEDS } from "./seeds.ts";

/** Other worlds than those of a normal run, with each kind of chat, disk and watcher among them. */
const SEEDS = 40;
const FIRST_SEED = NORMAL_SEEDS + 1;
const HASH_DIGITS = 16;

async function lastLine(...args: readonly string[]): Promise<string> {
  const run = fileURLToPath(new URL("run.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [run, ...args]);
  return stdout.trimEnd().split("\n").at(-1) ?? "";
}

test("the same seeds give the same trace in any processes", { timeout: 600_000 }, async () => {
  const args = ["--seed", String(FIRST_SEED), "--seeds", String(SEEDS), "--jobs"];
  const traces = [await lastLine(...args, "1"), await lastLine(...args, "2")].map(
    (line) => /trace ([0-9a-f]+)$/.exec(line)?.[1],
  );
  expect(traces[0]).toHaveLength(HASH_DIGITS);
  expect(traces[0]).toBe(traces[1]);
});
