/** Bugs planted into snapshots on files: the trial of them, and the power cuts, must see each one. */
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { memoryFolder } from "./memory-folder.ts";
import { BUG_VARIABLE } from "./planted-bug.ts";
import { SEEN_BY_TRIAL } from "./snapshot-bugs.ts";
import type { SnapshotBug } from "./snapshot-bugs.ts";

const PLANT = join(import.meta.dirname, "planted-bug.ts");
const TRIAL = join(import.meta.dirname, "snapshot-trial.ts");
const LONG_MS = 240_000;

/** "" when the trial was passed, else what it saw. */
async function trial(bug: SnapshotBug | null): Promise<string> {
  const folder = memoryFolder();
  const env = { ...process.env, [BUG_VARIABLE]: JSON.stringify(bug?.patches ?? []) };
  try {
    return await new Promise((resolve) => {
      execFile(process.execPath, ["--import", PLANT, TRIAL, folder], { env }, (error, _out, said) =>
        resolve(error === null ? "" : said.trim()),
      );
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("a sound program passes the trial", { timeout: LONG_MS }, async () => {
  expect(await trial(null)).toBe("");
});

test.each(SEEN_BY_TRIAL)("the trial sees that $name", { timeout: LONG_MS }, async (bug) => {
  expect(await trial(bug)).toMatch(/^not so: /);
});
