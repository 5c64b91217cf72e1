/**
 * `npm run bench:chat [-- --part history|fan-out|idle] [--json]`: what the chat costs apart from writing.
 *
 * history   pages of a conversation of [--messages 1000,10000,1000000], --asks times each (server/bench/history.ts).
 * fan-out   one message at a time, [--rounds 200] of them, to [--subscribers 1000] on one node: ms from the writer's call until
 *           a subscriber has it, and from the first subscriber to the others, over all subscribers of all messages.
 * idle      [--subscribers 10000] over five nodes that hear nothing but heartbeats: MiB of each node before and after
 *           [--seconds 20] of it, and what one of them costs.
 *
 * Subscribers are streams of [--accounts 50] accounts, all in one room.
 */
import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { systemChance } from "@parley/client/system-clock.ts";
import { type BenchCluster, leaderOf, startBenchCluster } from "./bench-cluster.ts";
import { openMembers } from "./members.ts";
import { RawSubscribers } from "./raw-subscribers.ts";
import { openRawSession } from "./raw-writer.ts";
import { residentMiB } from "./resident-memory.ts";

const HISTORY = fileURLToPath(new URL("../server/bench/history.ts", import.meta.url));
/** Between two messages of the fan-out, ms. */
const PAUSE_MS = 20;
const WARM_UP = 20;

const PARTS = { history, "fan-out": fanOut, idle } as const;

const { values } = parseArgs({
  options: {
    part: { type: "string" },
    json: { type: "boolean", default: false },
    messages: { type: "string", default: "1000,10000,1000000" },
    asks: { type: "string", default: "400" },
    rounds: { type: "string", default: "200" },
    subscribers: { type: "string" },
    accounts: { type: "string", default: "50" },
    seconds: { type: "string", default: "20" },
  },
});
const accounts = Number(values.accounts);
const figures: Record<string, unknown>[] = [];
const asked = Object.entries(PARTS).filter(([name]) => (values.part ?? name) === name);
if (asked.length === 0) {
  process.stderr.write(`--part takes one of ${Object.keys(PARTS).join(", ")}.\n`);
  process.exitCode = 2;
}
for (const [, part] of asked) await part();
if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);

function say(figure: Record<string, unknown>): void {
  figures.push(figure);
  process.stderr.write(`${JSON.stringify(figure)}\n`);
}

async function history(): Promise<void> {
  const args = [HISTORY, "--messages", values.messages, "--asks", values.asks];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let rest = "";
  child.stdout.on("data", (chunk: Buffer) => {
    const lines = `${rest}${chunk.toString()}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) say({ part: "history", ...(JSON.parse(line) as object) });
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`history ended with ${String(code)}`);
}

async function fanOut(): Promise<void> {
  const count = Number(values.subscribers ?? 1_000);
  const bench = await startBenchCluster(1);
  try {
    const tokens = await openMembers(bench, accounts);
    const address = await leaderOf(bench.cluster);
    const subscribers = await RawSubscribers.open({ address, tokens, count });
    const times = await writeTo(bench, { address, subscribers });
    subscribers.close();
    say({ part: "fan-out", subscribers: count, from: "the writer's call", ...parts(times.all) });
    const spread = parts(times.spread);
    say({ part: "fan-out", subscribers: count, from: "the first subscriber", ...spread });
  } finally {
    await bench.end();
  }
}

async function writeTo(
  { bornMs, roomId, token }: BenchCluster,
  { address, subscribers }: { readonly address: string; readonly subscribers: RawSubscribers },
) {
  const session = await openRawSession(address, token);
  const clientId = systemChance.clientId();
  const [all, spread]: [number[], number[]] = [[], []];
  for (let seq = 1; seq <= Number(values.rounds) + WARM_UP; seq += 1) {
    const text = `${clientId} ${seq}.`;
    const heard = subscribers.until(text);
    const startedAt = performance.now();
    await session.send({ bornMs, conversationId: roomId, clientId, seq, texts: [text] });
    const times = await heard;
    if (subscribers.ended.length > 0) throw new Error(`a stream ended: ${subscribers.ended[0]}`);
    if (seq > WARM_UP) {
      all.push(...times.map((at) => at - startedAt));
      spread.push(...times.map((at) => at - (times[0] ?? 0)));
    }
    await pause(PAUSE_MS);
  }
  session.close();
  return { all, spread };
}

async function idle(): Promise<void> {
  const count = Number(values.subscribers ?? 10_000);
  const bench = await startBenchCluster(5);
  try {
    const { nodes } = bench.cluster;
    const tokens = await openMembers(bench, accounts);
    const memory = async (): Promise<number[]> => Promise.all(nodes.map(residentMiB));
    const before = await memory();
    const each = Math.ceil(count / nodes.length);
    const all: RawSubscribers[] = [];
    for (const { grpc: address } of nodes)
      all.push(await RawSubscribers.open({ address, tokens, count: each }));
    await pause(Number(values.seconds) * 1_000);
    const after = await memory();
    const ended = all.flatMap((one) => one.ended);
    for (const one of all) one.close();
    if (ended.length > 0) throw new Error(`${ended.length} streams ended: ${ended[0]}`);
    const grown = after.map((mib, at) => mib - (before[at] ?? 0));
    const perNode = (mib: readonly number[]): number[] => mib.map((one) => Math.round(one));
    const costKiB = Math.round((Math.max(...grown) * 1024) / each);
    say({
      part: "idle",
      subscribers: count,
      before: perNode(before),
      after: perNode(after),
      costKiB,
    });
  } finally {
    await bench.end();
  }
}

function parts(ms: readonly number[]) {
  const sorted = ms.toSorted((one, other) => one - other);
  const at = (share: number): number =>
    Math.round((sorted[Math.floor((sorted.length - 1) * share)] ?? 0) * 10) / 10;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
