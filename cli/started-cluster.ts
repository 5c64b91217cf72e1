/**
 * A cluster that a script starts, hurts and ends: `parley up --json` and its children, by their pids.
 * For tests, benchmarks and drills; it ends only processes that it started.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const PARLEY = fileURLToPath(new URL("./src/main.ts", import.meta.url));
/** The longest a cluster may take to be ready, or a process to end. */
const PATIENCE_MS = 30_000;
/** Where free ports are looked for, and how far apart two clusters must be. */
const PORT_FIRST = 12_000;
const PORT_LAST = 60_000;
const PORT_STEP = 37;

export interface StartedNode {
  readonly id: string;
  readonly pid: number;
  readonly grpc: string;
  readonly peer: string;
  readonly http: string;
  readonly data: string;
}

interface Ready {
  readonly event: "ready";
  readonly url: string;
  readonly admin: string;
  readonly nodes: readonly StartedNode[];
  readonly envoy: { readonly pid: number };
}

export interface StartOptions {
  /** A folder of the caller's own; kept. */
  readonly data: string;
  readonly nodes?: 1 | 3 | 5;
  /** The chat's port; every other port moves with it. Default: free ones are looked for. */
  readonly port?: number;
  /** Bring back what dies (the product's habit); default: leave it down, `start` brings it back. */
  readonly restart?: boolean;
}

/** Rejects with what `parley up` said when it does not become ready. */
export async function startCluster(options: StartOptions): Promise<StartedCluster> {
  const port = options.port ?? (await findFreePorts());
  const args = [PARLEY, "up", "--json", "--data", options.data, "--port", String(port)];
  if (options.nodes !== undefined) args.push("--nodes", String(options.nodes));
  if (options.restart !== true) args.push("--no-restart");
  const supervisor = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  return new StartedCluster(options.data, supervisor, await readyLine(supervisor));
}

export class StartedCluster {
  readonly url: string;
  readonly admin: string;
  readonly envoyPid: number;
  private readonly data: string;
  private readonly supervisor: ChildProcess;
  private readonly running = new Map<string, StartedNode>();
  /** Nodes that this script brought back itself. */
  private readonly restarted = new Map<string, ChildProcess>();
  private readonly stopped = new Set<number>();

  constructor(data: string, supervisor: ChildProcess, ready: Ready) {
    this.data = data;
    this.supervisor = supervisor;
    this.url = ready.url;
    this.admin = ready.admin;
    this.envoyPid = ready.envoy.pid;
    for (const node of ready.nodes) this.running.set(node.id, node);
  }

  /** Those that were not killed, by name. */
  get nodes(): readonly StartedNode[] {
    return [...this.running.values()].toSorted((a, b) => a.id.localeCompare(b.id));
  }

  node(id: string): StartedNode {
    const node = this.running.get(id);
    if (node === undefined) throw new Error(`${id} does not run in this cluster`);
    return node;
  }

  /** kill -9: no goodbye. Returns when, on the caller's clock (performance.now()). */
  kill(id: string): number {
    const { pid } = this.node(id);
    const at = performance.now();
    process.kill(pid, "SIGKILL");
    this.running.delete(id);
    this.stopped.delete(pid);
    return at;
  }

  /** SIGSTOP: the process is there and says nothing. `resume` or `stop` continues it. */
  freeze(id: string): number {
    const { pid } = this.node(id);
    this.stopped.add(pid);
    const at = performance.now();
    process.kill(pid, "SIGSTOP");
    return at;
  }

  resume(id: string): void {
    const { pid } = this.node(id);
    this.stopped.delete(pid);
    process.kill(pid, "SIGCONT");
  }

  /** Brings a killed node back, on its old data. Returns when it listens. */
  async start(node: StartedNode): Promise<void> {
    const args = [PARLEY, "node", "start", node.id, "--data", this.data];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    // From here on it is ours to end, whether it comes to listen or not.
    this.restarted.set(node.id, child);
    const listening = await listeningLine(child);
    this.running.set(node.id, { ...node, pid: listening.pid });
  }

  /** Ends everything that this script started. */
  async stop(): Promise<void> {
    for (const pid of this.stopped) process.kill(pid, "SIGCONT");
    this.stopped.clear();
    const children = [...this.restarted.values(), this.supervisor];
    await Promise.all(children.map(end));
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once("exit", () => resolve());
  child.kill("SIGTERM");
  const hurry = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  await promise;
  clearTimeout(hurry);
}

function readyLine(supervisor: ChildProcess): Promise<Ready> {
  return firstLine(supervisor, "parley up");
}

function listeningLine(child: ChildProcess): Promise<{ readonly pid: number }> {
  return firstLine(child, "parley node start");
}

/** The first line on stdout, as JSON; what the program says on stderr becomes the error's text. */
function firstLine<Line>(child: ChildProcess, what: string): Promise<Line> {
  const { promise, resolve, reject } = Promise.withResolvers<Line>();
  let out = "";
  let said = "";
  const fail = (why: string): void => reject(new Error(`${what} ${why}:\n${said.slice(-4000)}`));
  const timer = setTimeout(() => {
    fail(`was not ready within ${PATIENCE_MS / 1000} s`);
    child.kill("SIGTERM");
  }, PATIENCE_MS);
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    out += chunk;
    const newline = out.indexOf("\n");
    if (newline >= 0) resolve(JSON.parse(out.slice(0, newline)) as Line); // Our own program's contract.
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    said = (said + chunk).slice(-16_000);
  });
  child.once("exit", (code) => fail(`ended with ${code}`));
  return promise.finally(() => clearTimeout(timer));
}

/** A port P such that P and all that move with it are free now. */
export async function findFreePorts(): Promise<number> {
  const start = PORT_FIRST + (process.pid % 500) * PORT_STEP;
  for (let port = start; port < PORT_LAST; port += PORT_STEP) {
    const offset = port - 8080;
    const wanted = [8080, 9901, 7101, 7102, 7103, 7104, 7105, 7201, 7202, 7203, 7204, 7205];
    const all = [...wanted, 7301, 7302, 7303, 7304, 7305].map((one) => one + offset);
    const free = await Promise.all(all.map(isFree));
    if (free.every(Boolean)) return port;
  }
  throw new Error("no free ports for a cluster were found");
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once("error", () => resolve(false));
  server.listen({ port, host: "127.0.0.1", exclusive: true }, () =>
    server.close(() => resolve(true)),
  );
  return promise;
}
