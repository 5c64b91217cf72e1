/**
 * `npm run bench:etcd [-- --json] [--seconds S] [--clients 1,64,256]`: the same load on five members of etcd on this machine, to
 * be read beside `bench:write` of the same minutes. Needs Go, which fetches and builds etcd through its module proxy.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { cpuMsOf } from "./cpu-time.ts";
import { describeRow, type WriteRow } from "./write-row.ts";

const SOURCE = fileURLToPath(new URL("./etcd/", import.meta.url));
const MEMBERS = 5;
const CLIENT_PORT = 23_790;
const PEER_PORT = 23_800;
const WARM_UP_MS = 1_500;
const run = promisify(execFile);

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    seconds: { type: "string", default: "5" },
    clients: { type: "string", default: "1,64,256" },
  },
});

const folder = await mkdtemp(join(tmpdir(), "parley-etcd-"));
const members: ChildProcess[] = [];
try {
  await run("go", ["build", "-o", `${folder}/`, "./server", "./load"], { cwd: SOURCE }).catch(
    (cause: unknown) => {
      throw new Error("etcd could not be built: bench:etcd needs Go and its module proxy.", {
        cause,
      });
    },
  );
  const numbers = Array.from({ length: MEMBERS }, (_, at) => at);
  const cluster = numbers.map((at) => `e${at}=http://127.0.0.1:${PEER_PORT + at}`).join();
  for (const at of numbers) members.push(startMember(at, cluster));
  const endpoints = numbers.map((at) => `127.0.0.1:${CLIENT_PORT + at}`).join();
  const rows = [];
  for (const clients of values.clients.split(",")) rows.push(await measure(clients, endpoints));
  if (values.json) process.stdout.write(`${JSON.stringify({ members: MEMBERS, rows })}\n`);
} finally {
  const ended = members.filter(({ exitCode }) => exitCode === null).map((one) => once(one, "exit"));
  for (const member of members) member.kill();
  await Promise.all(ended);
  await rm(folder, { recursive: true });
}

function startMember(at: number, cluster: string): ChildProcess {
  const client = `http://127.0.0.1:${CLIENT_PORT + at}`;
  const peer = `http://127.0.0.1:${PEER_PORT + at}`;
  const options = {
    name: `e${at}`,
    "data-dir": join(folder, `e${at}`),
    "listen-client-urls": client,
    "advertise-client-urls": client,
    "listen-peer-urls": peer,
    "initial-advertise-peer-urls": peer,
    "initial-cluster": cluster,
    "initial-cluster-state": "new",
    "log-level": "fatal",
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  return spawn(join(folder, "server"), args, { stdio: ["ignore", "ignore", "inherit"] });
}

async function measure(clients: string, endpoints: string): Promise<unknown> {
  const pids = members.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  const args = ["--clients", clients, "--seconds", values.seconds, "--endpoints", endpoints];
  const before = await cpuMsOf(pids);
  const { stdout } = await run(join(folder, "load"), args);
  const wallMs = WARM_UP_MS + Number(values.seconds) * 1_000;
  const nodesCores = Math.round(((await cpuMsOf(pids)) - before) / (wallMs / 100)) / 100;
  // Our own program wrote it.
  const row = JSON.parse(stdout) as WriteRow;
  process.stderr.write(`etcd, ${describeRow(row)}; members ${nodesCores} cores\n`);
  return { ...row, nodesCores };
}
