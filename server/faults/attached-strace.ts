/** strace on a process that runs already, and on all its threads. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { late } from "./real-nodes.ts";

/** strace takes its leave of every thread; one that waits for a disk holds it up. */
const DETACH_MS = 5_000;

export class AttachedStrace {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #ended: Promise<void>;

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    this.#ended = new Promise((resolve) => child.once("close", () => resolve()));
  }

  /** Resolves when every thread is attached. `args`: what to look at; `home`: where the trace may lie meanwhile. */
  static async start(pid: number, args: readonly string[], home: string): Promise<AttachedStrace> {
    const folder = mkdtempSync(join(home, "parley-trace-"));
    const all = ["-f", "-o", join(folder, "trace"), ...args, "-p", String(pid)];
    const child = spawn("strace", all, { stdio: ["ignore", "ignore", "pipe"] });
    const attached = new Promise<void>((resolve, reject) => {
      let said = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (/attached/.test(said)) resolve();
      });
      child.once("error", reject);
      child.once("close", () => reject(new Error(`strace ended: ${said}`)));
    });
    const strace = new AttachedStrace(child, folder);
    await attached;
    return strace;
  }

  /** The process goes on without it. Resolves with the trace. */
  async stop(): Promise<string> {
    this.#child.kill("SIGTERM");
    const isGone = await Promise.race([this.#ended.then(() => true), late(DETACH_MS)]);
    if (isGone !== true) this.#child.kill("SIGKILL");
    await this.#ended;
    const trace = readFileSync(join(this.#folder, "trace"), "latin1");
    rmSync(this.#folder, { recursive: true });
    return trace;
  }
}
