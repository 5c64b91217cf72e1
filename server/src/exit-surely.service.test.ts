import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, it, onTestFinished } from "vitest";

const MODULE = join(import.meta.dirname, "exit-surely.ts");

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

interface Program {
  /** What a thread of it does when it ends itself. */
  readonly thread?: string;
  /** What its last words do behind the words. */
  readonly lastWords?: string;
  readonly signal?: "KILL" | "USR2";
}

/** A program that ends itself with code 3. */
function ending({ thread = "", lastWords = "", signal = "KILL" }: Program): Promise<Ended> {
  const worker = `${SAYS_READY} ${thread}`;
  const program = `
    import { Worker } from "node:worker_threads";
    import { openSync, writeSync } from "node:fs";
    import { exitSurely } from ${JSON.stringify(MODULE)};
    const worker = new Worker(${JSON.stringify(worker)}, { eval: true });
    worker.once("message", () => exitSurely({ code: 3, signal: "${signal}" }, () => {
      writeSync(2, "its last words");
      ${lastWords}
    }));`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve) => {
    child.once("close", (code, signal_) => resolve({ code, signal: signal_, stderr }));
  });
}

const SAYS_READY = `
  const { parentPort } = await import("node:worker_threads");
  const { openSync } = await import("node:fs");
  parentPort.postMessage("ready");`;

/** A call that never returns: nobody ever opens the other end of this file. */
function hangs(): string {
  const folder = mkdtempSync(join(tmpdir(), "parley-exit-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const fifo = join(folder, "fifo");
  execFileSync("mkfifo", [fifo]);
  return `openSync(${JSON.stringify(fifo)}, "r");`;
}

it("ends with its code when every thread can end", async () => {
  const ended = await ending({ thread: "setInterval(() => {}, 1_000);" });
  expect(ended).toEqual({ code: 3, signal: null, stderr: "its last words" });
});

it("ends with its code when a thread hangs inside a system call", async () => {
  const ended = await ending({ thread: hangs() });
  expect(ended).toEqual({ code: 3, signal: null, stderr: "its last words" });
});

it.each(["KILL", "USR2"] as const)(
  "ends by SIG%s, as it was told, when its last words hang",
  async (signal) => {
    const ended = await ending({ thread: hangs(), lastWords: hangs(), signal });
    expect(ended).toEqual({ code: null, signal: `SIG${signal}`, stderr: "its last words" });
  },
);
