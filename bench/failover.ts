/**
 * `npm run bench:failover -- --kills N [--json] [--freeze]`: kills the leader of a five-node cluster under load, again
 * and again, and measures straight at the nodes and through Envoy
 *
 *   takeover   from the kill to the first write that another node acknowledged
 *   silence    the longest time without any acknowledgement in the three seconds after the kill
 *
 * A silence may have nothing to do with the kill: where all nodes share one disk, its stalls hold up everybody. So a
 * file beside the nodes' is synced all the while, and the slowest sync of those seconds is shown.
 * In the end every acknowledged message is looked for in every node's own history.
 */
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { StartedNode } from "@parley/cli/started-cluster.ts";
import type { Transport } from "@parley/client/transport.ts";
import { direct, findLeader, historyOf, startBenchCluster, throughEdge } from "./bench-cluster.ts";
import { judge, type Verdict } from "./histories.ts";
import { type Load, startLoad } from "./load.ts";
import { longestSilence, percentile, takeover } from "./silence.ts";
import { startSyncProbe } from "./sync-probe.ts";

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

interface Kill {
  readonly takeover: Ways;
  readonly silence: Ways;
  readonly slowestSync: number;
}

/** Ms. */
interface Ways {
  readonly direct: number;
  readonly edge: number;
}

const bench = await startBenchCluster();
const toAll = direct(bench.cluster.nodes);
const { token, roomId, bornMs } = bench;
const common = { token, roomId, bornMs, writers: WRITERS_EACH, pauseMs: 1 };
const directLoad = startLoad({ ...common, transport: toAll, prefix: "d" });
const edgeLoad = startLoad({ ...common, transport: throughEdge(bench.cluster), prefix: "e" });
const probe = startSyncProbe(bench.cluster.nodes[0]?.data ?? ".");
const done: Kill[] = [];
try {
  await pause(1_000);
  for (let count = 1; count <= kills; count += 1) await killOnce(count);
  await Promise.all([directLoad.stop(), edgeLoad.stop(), probe.stop()]);
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
  const kill: Kill = {
    takeover: both((load) => Math.min(takeover(load.acks, leader, at), WINDOW_MS)),
    silence: both((load) => longestSilence(load.acks, at, at + WINDOW_MS)),
    slowestSync: probe.slowest(at, at + WINDOW_MS),
  };
  done.push(kill);
  say(
    `${count}/${kills}: ${leader} ${values.freeze ? "frozen" : "killed"}; takeover ${shown(kill.takeover)}, ` +
      `silence ${shown(kill.silence)}, slowest sync ${Math.round(kill.slowestSync)} ms`,
  );
  if (values.freeze) bench.cluster.resume(leader);
  else await bench.cluster.start(node);
  await caughtUp(node);
  await pause(SETTLE_MS);
}

function both(of: (load: Load) => number): Ways {
  return { direct: of(directLoad), edge: of(edgeLoad) };
}

function shown({ direct: straight, edge }: Ways): string {
  return `${Math.round(straight)} ms (${Math.round(edge)} through Envoy)`;
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

function summary(of: (kill: Kill) => number) {
  const all = done.map(of);
  const [p50, p90, p99, max] = [0.5, 0.9, 0.99, 1].map((share) =>
    Math.round(percentile(all, share)),
  );
  return { p50, p90, p99, max };
}

function report(verdicts: readonly (Verdict & { readonly node: string })[]): void {
  const acknowledged = directLoad.acknowledged.length + edgeLoad.acknowledged.length;
  const failed = [...directLoad.failed, ...edgeLoad.failed];
  const sum = (key: keyof Verdict): number => verdicts.reduce((all, one) => all + one[key], 0);
  const result = {
    kills: done.length,
    fault: values.freeze ? "SIGSTOP" : "SIGKILL",
    takeoverMs: {
      direct: summary((kill) => kill.takeover.direct),
      edge: summary((kill) => kill.takeover.edge),
    },
    silenceMs: {
      direct: summary((kill) => kill.silence.direct),
      edge: summary((kill) => kill.silence.edge),
    },
    slowestSyncMs: summary((kill) => kill.slowestSync),
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
