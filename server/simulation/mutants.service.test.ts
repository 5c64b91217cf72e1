import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { CANARY } from "./mutant-list.ts";

interface Ended {
  readonly code: number | string;
  readonly output: string;
}

function start(program: string, args: readonly string[], mutant = ""): Promise<Ended> {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const env = { ...process.env, PARLEY_MUTANT: mutant };
  const before =
    program === "run.ts" ? ["--import", new URL("plant.ts", import.meta.url).href] : [];
  return new Promise((resolve) => {
    execFile(process.execPath, [...before, path, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, output: stdout + stderr });
    });
  });
}

test("a bug that nobody finds makes the gate fail", { timeout: 300_000 }, async () => {
  const { code, output } = await start("mutants.ts", ["--canary"]);
  expect(output).toContain(`SURVIVED  ${CANARY.name}`);
  expect(output).toMatch(/^mutants: 1 planted, 0 caught \(none\), 1 not caught/m);
  expect(code).toBe(1);
});

test("a bug that is not there to be planted stops the run", { timeout: 120_000 }, async () => {
  const { code, output } = await start("run.ts", ["--seeds", "1"], "no such bug");
  expect(output).toContain('there is no mutant called "no such bug"');
  expect(code).not.toBe(0);
});
