/**
 * `npm run bench:failover -- --kills N [--json] [--freeze]`: kills the leader of a five-node cluster under load, again
 * and again, and measures for how long nobody was answered, straight at the nodes and through Envoy. In the end
 * every acknowledged message is looked for in every node's own history.
 */
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { StartedNode } from "@parley/cli/started-cluster.ts";
import type { Transport } from "@parley/client/transport.ts";
import { direct, findLeader, historyOf, startBenchCluster, throughEdge } from "./bench-cluster.ts";
import { judge, type Verdict } from "./histories.ts";
import { type Load, startLoad } from "./load.ts";
import { longestSilence, percentile } from "./silence.ts";

/** How long after a kill silences are attributed to it. */
const WINDOW_MS = 3_000;
const FREEZE_MS = 3_000;
const WRITERS_EACH = 4;
const SETTLE_MS = 400;

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "20" },
    json: { type: "boolean", default: false },
    freeze: { type: "boolean", default: false },
  },
});
const kills = Number(values.kills);
const say = (line: string): void => void process.stderr.write(`${line}\n`);

interface Gaps {
  readonly direct: number[];
  readonly edge: number[];
}

const bench = await startBenchCluster();
const toAll = direct(bench.cluster.nodes);
const { token, roomId, bornMs } = bench;
const common = { token, roomId, bornMs, writers: WRITERS_EACH, pauseMs: 1 };
const directLoad = startLoad({ ...common, transport: toAll, prefix: "d" });
const edgeLoad = startLoad({ ...common, transport: throughEdge(bench.cluster), prefix: "e" });
const gaps: Gaps = { direct: [], edge: [] };
try {
  await pause(1_000);
  for (let count = 1; count <= kills; count += 1) await killOnce(count);
  await Promise.all([directLoad.stop(), edgeLoad.stop()]);
  report(await judgeNodes());
} finally {
  await bench.end();
}

async function killOnce(count: number): Promise<void> {
  const leader = await waitForLeader(toAll);
  await pause(Math.random() * 300);
  const node = bench.cluster.node(leader);
  const at = values.freeze ? bench.cluster.freeze(leader) : bench.cluster.kill(leader);
  await pause(values.freeze ? FREEZE_MS : WINDOW_MS);
  const silence = (load: Load): number => longestSilence(load.ackTimes, at, at + WINDOW_MS);
  gaps.direct.push(silence(directLoad));
  gaps.edge.push(silence(edgeLoad));
  const shown = [gaps.direct, gaps.edge].map((all) => `${Math.round(all.at(-1) ?? 0)} ms`);
  say(
    `${count}/${kills}: ${leader} ${values.freeze ? "frozen" : "killed"}; direct ${shown[0]}, through Envoy ${shown[1]}`,
  );
  if (values.freeze) bench.cluster.resume(leader);
  else await bench.cluster.start(node);
  await caughtUp(node);
  await pause(SETTLE_MS);
}

async function waitForLeader(transport: Transport): Promise<string> {
  for (let tries = 0; tries < 500; tries += 1) {
    const found = await findLeader(transport);
    if (found !== null && bench.cluster.nodes.some(({ id }) => id === found.leader))
      return found.leader;
    await pause(20);
  }
  throw new Error("the cluster has had no leader for ten seconds");
}

/** A linearizable read at the node itself: it has applied all that is acknowledged by now. */
async function caughtUp(node: StartedNode): Promise<void> {
  const transport = direct([node]);
  const options = { route: { kind: "pin", node: node.id }, deadlineMs: 1_000, token } as const;
  for (let tries = 0; tries < 100; tries += 1) {
    const reply = await transport.call(
      "listMessages",
      { conversationId: roomId, pageSize: 1 },
      options,
    );
    if (reply.ok) return transport.close();
    await pause(100);
  }
  throw new Error(`${node.id} did not catch up within ten seconds`);
}

async function judgeNodes(): Promise<readonly (Verdict & { readonly node: string })[]> {
  const acknowledged = [...directLoad.acknowledged, ...edgeLoad.acknowledged];
  const verdicts = [];
  for (const node of bench.cluster.nodes) {
    verdicts.push({ node: node.id, ...judge(acknowledged, await historyOf(bench, node)) });
  }
  return verdicts;
}

function summary(all: readonly number[]) {
  const [p50, p99, max] = [0.5, 0.99, 1].map((share) => Math.round(percentile(all, share)));
  return { p50, p99, max };
}

function report(verdicts: readonly (Verdict & { readonly node: string })[]): void {
  const acknowledged = directLoad.acknowledged.length + edgeLoad.acknowledged.length;
  const failed = [...directLoad.failed, ...edgeLoad.failed];
  const sum = (key: keyof Verdict): number => verdicts.reduce((all, one) => all + one[key], 0);
  const result = {
    kills: gaps.direct.length,
    fault: values.freeze ? "SIGSTOP" : "SIGKILL",
    gapMs: { direct: summary(gaps.direct), edge: summary(gaps.edge) },
    acknowledged,
    nodes: verdicts.length,
    lost: sum("lost"),
    doubled: sum("doubled"),
    reordered: sum("reordered"),
    holes: sum("holes"),
    failed: failed.length,
  };
  process.stdout.write(`${JSON.stringify(result, null, values.json ? 0 : 2)}\n`);
  for (const failure of failed) say(`a write ended without an answer: ${failure}`);
  const isSound =
    result.lost + result.doubled + result.reordered + result.holes + failed.length === 0;
  process.exitCode = isSound ? 0 : 1;
}
