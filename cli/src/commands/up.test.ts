/** `parley up` as people and scripts start it: the real command, real nodes, the real Envoy. */
import { randomInt } from "node:crypto";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Sentence } from "../sentence.ts";
import { refuseBusyPorts } from "../supervise/ports.ts";
import { startMark } from "../supervise/process-identity.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const TEST_MS = 60_000;
const POLL = { timeout: 20_000, interval: 50 };

interface Ready {
  readonly url: string;
  readonly admin: string;
  readonly nodes: readonly { readonly id: string; readonly pid: number; readonly data: string }[];
  readonly envoy: { readonly pid: number };
}

let data = "";
let port = 0;
const started: ChildProcess[] = [];

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), "parley-up-"));
  port = await freePort();
});
afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  }
  rmSync(data, { recursive: true, force: true });
});

/** A chat's port whose whole family is free, below the range from which the system serves outgoing connections. */
async function freePort(): Promise<number> {
  for (;;) {
    const candidate = randomInt(11_000, 29_000);
    const at = (distance: number): string => `127.0.0.1:${candidate + distance}`;
    const members = [1, 2, 3].map((n) => ({
      id: `${n}`,
      name: `n${n}`,
      client: at(n - 980),
      peer: at(n - 880),
      http: at(n - 780),
    }));
    const edge = { port: candidate, adminPort: candidate + 1821 };
    try {
      await refuseBusyPorts({ clusterId: "", members, edge });
      return candidate;
    } catch (error) {
      if (!(error instanceof Sentence)) throw error;
    }
  }
}

interface Run {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  /** Exit code. */
  readonly ended: Promise<number | null>;
}

function parley(args: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  const text = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text.out += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text.err += chunk));
  const { promise: ended, resolve } = Promise.withResolvers<number | null>();
  child.once("close", (code) => resolve(code));
  return { child, out: () => text.out, err: () => text.err, ended };
}

async function up(
  ...args: readonly string[]
): Promise<{ readonly run: Run; readonly ready: Ready }> {
  const run = parley(["up", "--data", data, "--json", ...args]);
  const stdout = run.child.stdout;
  if (stdout === null) throw new Error("no stdout");
  const first = once(createInterface({ input: stdout }), "line");
  const line = await Promise.race([
    first,
    run.ended.then(() => Promise.reject(new Error(run.err()))),
  ]);
  return { run, ready: JSON.parse(String(line[0])) as Ready };
}

const pids = (ready: Ready): readonly number[] => [
  ...ready.nodes.map(({ pid }) => pid),
  ready.envoy.pid,
];
const allGone = async (ready: Ready): Promise<void> => {
  await vi.waitUntil(() => pids(ready).every((pid) => startMark(pid) === null), POLL);
};

interface Status {
  readonly ok: boolean;
  readonly leader: string;
  readonly nodes: readonly { readonly id: string; readonly state: string }[];
}
async function status(): Promise<Status & { readonly exitCode: number | null }> {
  const run = parley(["status", "--data", data, "--json"]);
  const exitCode = await run.ended;
  return { ...(JSON.parse(run.out()) as Status), exitCode };
}

describe("a cluster of three", () => {
  test(
    "says it is ready in one line, serves, keeps its nodes up, and ends without leaving a process",
    { timeout: TEST_MS },
    async () => {
      const { run, ready } = await up("--nodes", "3", "--port", String(port));
      expect(ready.nodes.map(({ id }) => id)).toEqual(["n1", "n2", "n3"]);
      expect(ready.url).toBe(`http://localhost:${port}`);
      expect((await fetch(`${ready.url}/healthz`)).status).toBe(404);
      const before = await status();
      expect(before).toMatchObject({ ok: true, exitCode: 0 });

      const second = parley(["up", "--data", data]);
      expect(await second.ended).toBe(2);
      expect(second.err()).toContain(`Parley already runs on ${data} (process ${run.child.pid})`);

      const victim = ready.nodes.find(({ id }) => id !== before.leader);
      process.kill(victim?.pid ?? 0, "SIGKILL");
      await expect
        .poll(run.err, POLL)
        .toContain(`${victim?.id} was ended by SIGKILL; starting it again in 500 ms`);
      process.kill(ready.envoy.pid, "SIGKILL");
      await expect.poll(run.err, POLL).toContain("Envoy was ended by SIGKILL; starting it again");
      await expect
        .poll(async () => (await status()).nodes.filter(({ state }) => state === "down"), POLL)
        .toEqual([]);

      run.child.kill("SIGINT");
      expect(await run.ended).toBe(0);
      expect(run.out().trim().split("\n")).toHaveLength(1);
      await allGone(ready);
    },
  );

  test(
    "with --no-restart a dead node stays down, and node start brings it back",
    { timeout: TEST_MS },
    async () => {
      const { run, ready } = await up("--nodes", "3", "--port", String(port), "--no-restart");
      const victims = ready.nodes.slice(0, 2);
      for (const { pid } of victims) process.kill(pid, "SIGKILL");
      await expect.poll(run.err, POLL).toContain("left down");
      await expect.poll(async () => (await status()).exitCode, POLL).toBe(1);
      const node = parley(["node", "start", victims[0]?.id ?? "", "--data", data]);
      await expect.poll(async () => (await status()).exitCode, POLL).toBe(0);
      node.child.kill("SIGTERM");
      expect(await node.ended).toBe(0);
    },
  );

  test(
    "a supervisor killed with kill -9 leaves no node and no Envoy behind, and the next start works",
    { timeout: TEST_MS },
    async () => {
      const { run, ready } = await up("--nodes", "3", "--port", String(port));
      run.child.kill("SIGKILL");
      await allGone(ready);
      const again = await up();
      expect(again.ready.nodes).toHaveLength(3);
      expect(again.ready.url).toBe(ready.url);
    },
  );
});

test("a single node works", { timeout: TEST_MS }, async () => {
  const { ready } = await up("--nodes", "1", "--port", String(port));
  expect(ready.nodes).toHaveLength(1);
  expect(await status()).toMatchObject({ ok: true, leader: "n1" });
});

describe("one sentence, and exit code 2", { timeout: TEST_MS }, () => {
  const refuse = async (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> => {
    const run = parley([...args, "--data", data], env);
    expect(await run.ended).toBe(2);
    expect(run.err().trim().split("\n")).toHaveLength(1);
    return run.err();
  };

  test.each(["4", "7", "x"])("for %s nodes", async (nodes) => {
    expect(await refuse(["up", "--nodes", nodes])).toContain("1, 3 or 5 nodes");
  });

  test.each(["80", "x"])("for the port %s", async (odd) => {
    expect(await refuse(["up", "--port", odd])).toContain("whole number from");
  });

  test("for a busy port, named with its use", async () => {
    const other = createServer().listen(port, "127.0.0.1");
    await once(other, "listening");
    expect(await refuse(["up", "--nodes", "1", "--port", String(port)])).toContain(
      `Port ${port} (address of the chat) is in use`,
    );
    other.close();
  });

  test("for an Envoy that is not there", async () => {
    expect(await refuse(["up"], { ENVOY_BIN: "/nowhere/envoy" })).toContain(
      "ENVOY_BIN names /nowhere/envoy",
    );
  });

  test("for the status of a cluster that does not exist, and for a node of it", async () => {
    expect(await refuse(["status"])).toContain("There is no cluster in");
    expect(await refuse(["node", "start", "n1"])).toContain("There is no cluster in");
  });
});
