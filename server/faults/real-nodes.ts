/**
 * A cluster of real node processes without an edge, whose disks a test can hurt. It touches only folders and processes
 * that it made, and ends them by their ids.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const MAIN = join(import.meta.dirname, "../src/main.ts");
const run = promisify(execFile);
/** The longest a node may take to listen, ms. */
const START_MS = 60_000;
/** As the supervisor does after a first death. */
const RESTART_MS = 500;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  /** performance.now() when its end was seen. */
  readonly at: number;
}

export interface RealNode {
  readonly name: string;
  readonly pid: number;
  readonly grpc: string;
  readonly peer: string;
  readonly http: string;
  readonly folder: string;
  readonly ended: Promise<Ended>;
  kill(signal?: NodeJS.Signals): void;
}

export class RealNodes {
  readonly data: string;
  readonly names: readonly string[];
  readonly #living = new Map<string, RealNode>();
  readonly #children = new Set<ChildProcess>();
  #isEnding = false;

  private constructor(data: string, names: readonly string[]) {
    this.data = data;
    this.names = names;
  }

  /** Makes the folders of a new cluster; no node runs yet. `prepare` may mount something below the data folder first. */
  static async make(
    size: number,
    prepare: (data: string) => Promise<void> = async () => {},
  ): Promise<RealNodes> {
    const data = mkdtempSync(join(tmpdir(), "parley-faults-"));
    const names = Array.from({ length: size }, (_, at) => `n${at + 1}`);
    await prepare(data);
    const port = await freePort(size);
    const args = ["init", "--data", data, "--nodes", String(size), "--port", String(port)];
    await run(process.execPath, [MAIN, ...args]);
    return new RealNodes(data, names);
  }

  node(name: string): RealNode {
    const node = this.#living.get(name);
    if (node === undefined) throw new Error(`${name} does not run`);
    return node;
  }

  get living(): readonly RealNode[] {
    return this.names.flatMap((name) => this.#living.get(name) ?? []);
  }

  folder(name: string): string {
    return join(this.data, name);
  }

  async startAll(): Promise<void> {
    await Promise.all(this.names.map((name) => this.start(name)));
  }

  /**
   * No start is told how the last one ended, as under a supervisor that knows nothing of Parley. Resolves when it listens;
   * rejects with its last words when it ends before.
   */
  async start(name: string, env: Readonly<Record<string, string>> = {}): Promise<RealNode> {
    const args = [MAIN, "run", "--data", this.data, "--node", name];
    const child = spawn(process.execPath, args, {
      // One writer stands for many people.
      env: { PARLEY_WRITE_RATE: "1000000", ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#children.add(child);
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const ended = new Promise<Ended>((resolve) => {
      child.once("close", (code, signal) => {
        this.#children.delete(child);
        if (this.#living.get(name)?.pid === child.pid) this.#living.delete(name);
        resolve({ code, signal, stderr, at: performance.now() });
      });
    });
    const listening = await Promise.race([listeningLine(child), ended, late(START_MS)]);
    if (listening === null || !("grpc" in listening)) {
      child.kill("SIGKILL");
      const { code, signal } = await ended;
      throw new Error(`${name} did not start (code ${code ?? signal}): ${stderr.trim()}`);
    }
    const { grpc, peer, http } = listening;
    const kill = (signal: NodeJS.Signals = "SIGKILL"): void => void child.kill(signal);
    const pid = child.pid ?? 0;
    const node = { name, pid, grpc, peer, http, folder: this.folder(name), ended, kill };
    this.#living.set(name, node);
    return node;
  }

  /** Starts it again and again, as a supervisor does, until it listens; gives up on code 2 and after `withinMs`. */
  async bringBack(name: string, withinMs: number): Promise<RealNode> {
    const until = performance.now() + withinMs;
    for (;;) {
      try {
        return await this.start(name);
      } catch (error) {
        const isHopeless = String(error).includes("(code 2)");
        if (isHopeless || performance.now() > until || this.#isEnding) throw error;
        await late(RESTART_MS);
      }
    }
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    const nodes = this.living;
    for (const child of this.#children) child.kill("SIGKILL");
    await Promise.all(nodes.map(({ ended }) => ended));
    rmSync(this.data, { recursive: true, force: true, maxRetries: 3 });
  }
}

interface Listening {
  readonly grpc: string;
  readonly peer: string;
  readonly http: string;
}

function listeningLine(child: ChildProcess): Promise<Listening> {
  return new Promise((resolve) => {
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on("line", (line) => {
      // Our own program's line, whose shape a test of it checks.
      const said = JSON.parse(line) as { event: string } & Listening;
      if (said.event === "listening") resolve(said);
    });
  });
}

export function late(afterMs: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), afterMs).unref());
}

/** A gauge of a node, as /metrics tells it. */
export async function metric(name: string, { http }: RealNode): Promise<number> {
  const text = await (await fetch(`http://${http}/metrics`)).text();
  return Number(new RegExp(`^parley_${name}\\{[^}]*\\} (.*)$`, "m").exec(text)?.[1]);
}

/** Polls until it holds; a test that hangs instead is ended by its own timeout with this sentence. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs: number,
): Promise<number> {
  const begun = performance.now();
  while (!(await holds())) {
    if (performance.now() - begun > withinMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await late(20);
  }
  return performance.now() - begun;
}

async function freePort(nodes: number): Promise<number> {
  for (;;) {
    const port = 6_000 + Math.floor(Math.random() * 20_000);
    const bases = [7101, 7201, 7301].map((base) => port + base - 8080);
    const ports = bases.flatMap((base) => Array.from({ length: nodes }, (_, at) => base + at));
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
