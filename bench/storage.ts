/**
 * `npm run bench:storage [-- --messages N] [--json]`: what it costs to keep a chat. Fills a cluster of five with so many
 * messages of 300 bytes (1,000,000 unless told), then copies it, ends it without a goodbye and starts it again.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { startCluster } from "@parley/cli/started-cluster.ts";
import { newCaller } from "@parley/client/call-runner.ts";
import { systemChance } from "@parley/client/system-clock.ts";
import {
  type BenchCluster,
  direct,
  leaderOf,
  liftPace,
  newRunner,
  openBenchCluster,
} from "./bench-cluster.ts";
import { watchFolders } from "./folder-watch.ts";
import { openRawSession, type RawSession } from "./raw-writer.ts";
import { residentMiB } from "./resident-memory.ts";

const MESSAGE_BYTES = 300;
/** Messages of one request: as many as a batch may hold. */
const BATCH = 64;
const FILLERS = 8;
/** Between the writes of the one whose patience is measured, ms. */
const PROBE_EVERY_MS = 10;
const CALM_MS = 20_000;
/** Fewer have no 99th percentile. */
const WAITS_MIN = 100;
const MEBIBYTE = 1024 * 1024;
const PARLEY = fileURLToPath(new URL("../cli/src/main.ts", import.meta.url));

/** One write of the patient one: when it began (performance.now()), and how long it took. */
interface Wait {
  readonly at: number;
  readonly tookMs: number;
}

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "1000000" },
    json: { type: "boolean", default: false },
  },
});
const messages = Number(values.messages);
const folder = await mkdtemp(join(tmpdir(), "parley-storage-"));
const figures: Record<string, number> = {};
const say = (name: string, value: number, unit: string): void => {
  figures[name] = Math.round(value * 100) / 100;
  process.stderr.write(`${name}: ${figures[name]} ${unit}\n`);
};
try {
  await run();
} finally {
  await rm(folder, { recursive: true });
}
if (values.json) process.stdout.write(`${JSON.stringify({ messages, figures })}\n`);

async function run(): Promise<void> {
  const data = join(folder, "data");
  liftPace();
  const cluster = await startCluster({ data, nodes: 5 });
  const bench = await openBenchCluster(cluster);
  await fill(bench);
  await copyWhileWriting(bench, data);
  for (const { id } of cluster.nodes) cluster.kill(id);
  await cluster.stop();
  await restartCold(bench, data);
  await restore();
}

/** Writers of whole batches, and a patient one beside them. */
async function fill(bench: BenchCluster): Promise<void> {
  const { nodes } = bench.cluster;
  const watch = watchFolders(nodes);
  const session = await openRawSession(await leaderOf(bench.cluster), bench.token);
  const probe = startProbe(bench, session);
  const startedAt = performance.now();
  let left = Math.ceil(messages / BATCH);
  const write = async (): Promise<void> => {
    const clientId = systemChance.clientId();
    for (let seq = 1; left > 0; seq += BATCH) {
      left -= 1;
      const texts = Array.from({ length: BATCH }, (_, at) =>
        `${clientId}-${seq + at}`.padEnd(MESSAGE_BYTES, "."),
      );
      await session.send({ ...place(bench), clientId, seq, texts });
    }
  };
  await Promise.all(Array.from({ length: FILLERS }, write));
  const tookMs = performance.now() - startedAt;
  const waits = await probe.stop();
  session.close();
  await watch.stop();
  say("messages written a second, in batches of 64", (messages * 1000) / tookMs, "/s");
  const isDuring = ({ at }: Wait): boolean => watch.isSnapshotTime(at);
  comparePatience(waits, { isDuring, during: "while a node makes a snapshot" });
  for (const name of ["raft.db", "raft.db-wal", "state.db", "state.db-wal"])
    say(`largest ${name} of any node`, watch.largest(name) / MEBIBYTE, "MiB");
  say("largest node", Math.max(...(await Promise.all(nodes.map(residentMiB)))), "MiB");
}

/** A backup makes a snapshot: how long do writers wait meanwhile? */
async function copyWhileWriting(bench: BenchCluster, data: string): Promise<void> {
  const session = await openRawSession(await leaderOf(bench.cluster), bench.token);
  const probe = startProbe(bench, session);
  await pause(CALM_MS);
  const from = performance.now();
  await parley("backup", join(folder, "backup"), "--data", data);
  const until = performance.now();
  await pause(CALM_MS);
  const waits = await probe.stop();
  session.close();
  const isDuring = ({ at }: Wait): boolean => at >= from && at <= until;
  comparePatience(waits, { isDuring, during: "during the backup" });
  const { size } = await stat(join(folder, "backup"));
  say("backup", size / MEBIBYTE, "MiB");
  say("backup took", (until - from) / 1000, "s");
}

/** From nothing to a linearizable read and an acknowledged write. */
async function restartCold({ token, roomId, bornMs }: BenchCluster, data: string): Promise<void> {
  const startedAt = performance.now();
  const cluster = await startCluster({ data });
  try {
    say("cold start, until all is ready", (performance.now() - startedAt) / 1000, "s");
    const calls = newRunner(direct(cluster.nodes));
    const read = await calls.run("listConversations", {}, { caller: newCaller(), token });
    if (!read.ok) throw new Error(`no read: ${read.problem.message}`);
    const session = await openRawSession(await leaderOf(cluster), token);
    const clientId = systemChance.clientId();
    await session.send({ conversationId: roomId, bornMs, clientId, seq: 1, texts: ["again"] });
    session.close();
    say("cold start, until read and written", (performance.now() - startedAt) / 1000, "s");
    say(
      "largest node after it",
      Math.max(...(await Promise.all(cluster.nodes.map(residentMiB)))),
      "MiB",
    );
  } finally {
    await cluster.stop();
  }
}

async function restore(): Promise<void> {
  const { size } = await stat(join(folder, "backup"));
  const startedAt = performance.now();
  await parley("restore", join(folder, "backup"), "--data", join(folder, "restored"));
  const tookS = (performance.now() - startedAt) / 1000;
  say("restore into five folders took", tookS, "s");
  say("that is for each GiB", (tookS * 1024 * MEBIBYTE) / size, "s");
}

/** Both halves must have been long enough to say anything. */
function comparePatience(
  waits: readonly Wait[],
  when: { isDuring(wait: Wait): boolean; readonly during: string },
): void {
  const measured = waits.filter((wait) => when.isDuring(wait));
  if (measured.length < WAITS_MIN) {
    process.stderr.write(`write p99 ${when.during}: not measured, ${measured.length} writes\n`);
    return;
  }
  const during = p99(measured);
  const otherwise = p99(waits.filter((wait) => !when.isDuring(wait)));
  say(`write p99 ${when.during}`, during, "ms");
  say("write p99 otherwise", otherwise, "ms");
  say("the one divided by the other", during / otherwise, "");
}

/** One client that writes one message at a time, all the while. */
function startProbe(bench: BenchCluster, session: RawSession) {
  const waits: Wait[] = [];
  let isOver = false;
  const clientId = systemChance.clientId();
  const write = async (): Promise<void> => {
    for (let seq = 1; !isOver; seq += 1) {
      const at = performance.now();
      await session.send({ ...place(bench), clientId, seq, texts: [`probe ${seq}`] });
      waits.push({ at, tookMs: performance.now() - at });
      await pause(PROBE_EVERY_MS);
    }
  };
  const running = write();
  return {
    async stop() {
      isOver = true;
      await running;
      return waits;
    },
  };
}

function place({ bornMs, roomId }: BenchCluster) {
  return { bornMs, conversationId: roomId };
}

async function parley(...args: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [PARLEY, ...args]);
}

function p99(waits: readonly Wait[]): number {
  const sorted = waits.map(({ tookMs }) => tookMs).toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? Number.NaN;
}
