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

/** A program that ends itself with code 3; `hangs` is what a thread of its does meanwhile. */
function ending(hangs: string): Promise<Ended> {
  const program = `
    import { Worker } from "node:worker_threads";
    import { writeSync } from "node:fs";
    import { exitSurely } from ${JSON.stringify(MODULE)};
    const worker = new Worker(${JSON.stringify(hangs)}, { eval: true });
    worker.once("message", () => exitSurely(3, () => writeSync(2, "its last words")));`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal, stderr }));
  });
}

const SAYS_READY = `
  const { parentPort } = await import("node:worker_threads");
  const { openSync } = await import("node:fs");
  parentPort.postMessage("ready");`;

it("ends with its code when every thread can end", async () => {
  const ended = await ending(`${SAYS_READY} setInterval(() => {}, 1_000);`);
  expect(ended).toEqual({ code: 3, signal: null, stderr: "its last words" });
});

it("ends all the same when a thread hangs inside a system call", async () => {
  const folder = mkdtempSync(join(tmpdir(), "parley-exit-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // Nobody ever opens its other end, so opening it never returns.
  const fifo = join(folder, "fifo");
  execFileSync("mkfifo", [fifo]);
  const hangs = `openSync(${JSON.stringify(fifo)}, "r");`;
  const ended = await ending(`${SAYS_READY} ${hangs}`);
  expect(ended).toEqual({ code: null, signal: "SIGKILL", stderr: "its last words" });
});
