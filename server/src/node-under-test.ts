/** Test support: the server's program as a real process in a folder of its own. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";

const MAIN = join(import.meta.dirname, "main.ts");
/** Ports of a cluster lie within this distance below and above its own. */
const SPAN = 2_000;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: readonly string[];
  readonly stderr: string;
}

export interface ListeningLine {
  readonly event: string;
  readonly node: string;
  readonly pid: number;
  readonly grpc: string;
  readonly peer: string;
  readonly http: string;
}

export interface Program {
  readonly ended: Promise<Ended>;
  /** The one line that says that all three ports listen; rejects when the process ends before. */
  readonly listening: Promise<ListeningLine>;
  signal(signal: NodeJS.Signals): void;
}

export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "parley-main-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs main.ts; whatever becomes of it, it does not outlive its test. */
export function runProgram(args: readonly string[], env: Record<string, string> = {}): Program {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stdout: string[] = [];
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const listening = new Promise<ListeningLine>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      stdout.push(line);
      // Our own program's line, whose shape a test checks.
      const said = JSON.parse(line) as ListeningLine;
      if (said.event === "listening") resolve(said);
    });
    void ended.then(({ stderr: sentence }) => reject(new Error(`ended early: ${sentence}`)));
  });
  // Whoever does not wait for it is not told.
  listening.catch(() => undefined);
  endWithTest(child, ended);
  return { ended, listening, signal: (signal) => void child.kill(signal) };
}

function endWithTest(child: ChildProcess, ended: Promise<Ended>): void {
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
}

/** Makes a cluster's folders on ports that are free now. */
export async function initCluster(nodes: number): Promise<{ data: string; port: number }> {
  const data = freshFolder();
  const port = await findPort(nodes);
  const args = ["init", "--data", data, "--nodes", String(nodes), "--port", String(port)];
  const { code, stderr } = await runProgram(args).ended;
  if (code !== 0) throw new Error(`init failed: ${stderr}`);
  return { data, port };
}

/** For `--port`: all ports of so many nodes are free now. */
export async function findPort(nodes: number): Promise<number> {
  for (;;) {
    const port = 4_000 + SPAN + Math.floor(Math.random() * 20_000);
    if (await areFree(port, nodes)) return port;
  }
}

async function areFree(port: number, nodes: number): Promise<boolean> {
  const bases = [7101, 7201, 7301].map((base) => port + base - 8080);
  const ports = bases.flatMap((base) => Array.from({ length: nodes }, (_, at) => base + at));
  return (await Promise.all(ports.map(isFree))).every(Boolean);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
