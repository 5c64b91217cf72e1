/** Runs the workload on one data folder again and again, and ends it at a named point each time. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { type CrashPoint, CRASH_VARIABLE } from "../src/storage/crash-points.ts";
import { nothingPromised, type Promised } from "./crash-member.ts";

const PROGRAM = fileURLToPath(new URL("./crash-workload.ts", import.meta.url));

export interface CrashRun {
  /** The point was passed so often, and the process ended there. */
  readonly wasHit: boolean;
  /** What was wrong, in words; "" when nothing was. */
  readonly wrong: string;
}

/** A data folder that outlives its processes, and what they promised. */
export class CrashRuns {
  readonly #folder = mkdtempSync(join(tmpdir(), "parley-crash-"));
  readonly #promised: Record<string, Promised> = {};

  /** `point`: null lets it end by itself. */
  async run(point: CrashPoint | null, count = 1): Promise<CrashRun> {
    const path = join(this.#folder, "promised.json");
    writeFileSync(path, JSON.stringify(this.#promised));
    const env = { ...process.env, [CRASH_VARIABLE]: point === null ? "" : `${point}#${count}` };
    const child = spawn(process.execPath, [PROGRAM, join(this.#folder, "data"), path], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const { code, signal } = await new Promise<{ code: number | null; signal: string | null }>(
      (resolve) => {
        child.once("close", (exitCode, endedBy) => resolve({ code: exitCode, signal: endedBy }));
      },
    );
    this.#heed(stdout);
    const wasHit = signal === "SIGKILL";
    return {
      wasHit,
      wrong: wasHit || code === 0 ? "" : `ended with ${code ?? signal}: ${stderr.slice(-2_000)}`,
    };
  }

  end(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #heed(stdout: string): void {
    for (const line of stdout.split("\n")) {
      if (line === "") continue;
      // The workload's own lines.
      const { name, ...part } = JSON.parse(line) as { name: string } & Partial<Promised>;
      this.#promised[name] = { ...(this.#promised[name] ?? nothingPromised()), ...part };
    }
  }
}
