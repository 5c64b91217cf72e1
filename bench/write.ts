/**
 * `npm run bench:write [-- --json] [--seconds S] [--nodes N] [--clients 1,64]`: acknowledged writes per second and their latency for 1, 64
 * and 256 clients in a closed loop, straight at the leader of a five-node cluster, fsync honoured.
 */
import { type ChildProcess, fork } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { decodeFromCompressedBase64 } from "hdr-histogram-js";
import { type BenchCluster, leaderOf, startBenchCluster } from "./bench-cluster.ts";
import { cpuMsOf } from "./cpu-time.ts";
import { describeRow } from "./write-row.ts";
import type { WriteFigures, WriteJob } from "./write-worker.ts";

const WORKER = fileURLToPath(new URL("./write-worker.ts", import.meta.url));
const WRITERS_PER_PROCESS = 128;
const PROCESSES_MAX = 2;
const WARM_UP_MS = 1_500;

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    seconds: { type: "string", default: "5" },
    nodes: { type: "string", default: "5" },
    clients: { type: "string", default: "1,64,256" },
  },
});
const measureMs = Number(values.seconds) * 1_000;
const nodes = ([1, 3, 5] as const).find((one) => String(one) === values.nodes) ?? 5;

const bench = await startBenchCluster(nodes);
const rows = [];
try {
  for (const clients of values.clients.split(",").map(Number)) {
    const row = await measure(bench, clients);
    rows.push(row);
    process.stderr.write(
      `${describeRow(row)}; nodes ${row.nodesCores} cores, load ${row.loadCores}\n`,
    );
  }
} finally {
  await bench.end();
}
if (values.json) process.stdout.write(`${JSON.stringify({ cores: cpus().length, nodes, rows })}\n`);
process.exitCode = rows.every((row) => row.failed === 0) ? 0 : 1;

async function measure(on: BenchCluster, clients: number) {
  const processes = Math.min(PROCESSES_MAX, Math.ceil(clients / WRITERS_PER_PROCESS));
  const leader = await leaderOf(on.cluster);
  const pids = on.cluster.nodes.map(({ pid }) => pid);
  const before = await cpuMsOf(pids);
  const startedAt = performance.now();
  const figures = await Promise.all(
    Array.from({ length: processes }, (_, at) =>
      work(on, { leader, prefix: `c${clients}p${at}w`, writers: clients / processes }),
    ),
  );
  const wallMs = performance.now() - startedAt;
  const nodesMs = (await cpuMsOf(pids)) - before;
  const all = figures.map(({ latencies }) => decodeFromCompressedBase64(latencies));
  const [histogram, ...others] = all;
  if (histogram === undefined) throw new Error("no process measured");
  for (const other of others) histogram.add(other);
  const acknowledged = histogram.totalCount;
  return {
    clients,
    perSecond: Math.round((acknowledged * 1000) / measureMs),
    p50Ms: histogram.getValueAtPercentile(50) / 1000,
    p99Ms: histogram.getValueAtPercentile(99) / 1000,
    maxMs: histogram.maxValue / 1000,
    nodesCores: round(nodesMs / wallMs),
    loadCores: round(figures.reduce((sum, one) => sum + one.cpuMs, 0) / measureMs),
    failed: figures.reduce((sum, one) => sum + one.failed.length, 0),
  };
}

function work(
  on: BenchCluster,
  { leader, prefix, writers }: Pick<WriteJob, "leader" | "prefix" | "writers">,
): Promise<WriteFigures> {
  const { token, roomId, bornMs } = on;
  const job: WriteJob = {
    leader,
    token,
    roomId,
    bornMs,
    writers,
    prefix,
    warmUpMs: WARM_UP_MS,
    measureMs,
  };
  const child: ChildProcess = fork(WORKER);
  child.send(job);
  const { promise, resolve, reject } = Promise.withResolvers<WriteFigures>();
  // The worker's only message.
  child.once("message", (figures) => resolve(figures as WriteFigures));
  child.once("exit", (code) => reject(new Error(`a load process ended with ${code}`)));
  return promise;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
