/** strace on a running node, which only looks. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { MEMORY_HOME } from "./memory-folder.ts";
import { readCalls, type SystemCall } from "./system-calls.ts";

/** Whole pages of the log and whole batches on the wire. */
const STRING_BYTES = 1024 * 1024;

export class NodeTrace {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #ended: Promise<void>;

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    this.#ended = new Promise((resolve) => child.once("close", () => resolve()));
  }

  /** Resolves when every thread is watched. `calls`: as strace has them. */
  static async start(pid: number, calls: string): Promise<NodeTrace> {
    const folder = mkdtempSync(join(MEMORY_HOME, "parley-trace-"));
    const output = ["-o", join(folder, "trace"), "-e", `trace=${calls}`, "-e", "signal=none"];
    const args = ["-f", "-yy", "-xx", "-s", String(STRING_BYTES), ...output, "-p", String(pid)];
    const child = spawn("strace", args, { stdio: ["ignore", "ignore", "pipe"] });
    await new Promise<void>((resolve, reject) => {
      let said = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (/attached/.test(said)) resolve();
      });
      child.once("error", reject);
      child.once("close", () => reject(new Error(`strace ended: ${said}`)));
    });
    return new NodeTrace(child, folder);
  }

  /** The process goes on unwatched. */
  async stop(): Promise<readonly SystemCall[]> {
    this.#child.kill("SIGTERM");
    await this.#ended;
    const calls = readCalls(readFileSync(join(this.#folder, "trace"), "latin1").split("\n"));
    rmSync(this.#folder, { recursive: true });
    return calls;
  }
}
