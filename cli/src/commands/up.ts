/** `parley up`: a cluster and its edge on this machine, until Ctrl-C. */
import { resolve } from "node:path";
import { InvalidArgumentError, Option, type Command } from "commander";
import { dataOption } from "../terminal/data-option.ts";
import { readClusterFile, requireClusterFile, type ClusterFile } from "../cluster/cluster-file.ts";
import { findEnvoy } from "../edge/envoy-binary.ts";
import { takeDataLock } from "../supervise/data-lock.ts";
import { refuseBusyPorts } from "../supervise/ports.ts";
import {
  adminUrl,
  prepareCluster,
  type ClusterParts,
  type RunningCluster,
} from "../supervise/running-cluster.ts";
import { initCluster } from "../supervise/server-program.ts";
import { openProgress, seconds, type Progress } from "../terminal/progress.ts";
import { listenForStop } from "../terminal/stop-signal.ts";

const NODES_DEFAULT = 5;
const NODES_POSSIBLE: readonly number[] = [1, 3, 5];
/** --port moves all ports together; the lowest is 979 below it, the highest 1821 above. */
const PORT_MIN = 2_003;
const PORT_MAX = 63_714;

interface UpOptions {
  readonly nodes?: number;
  readonly data: string;
  readonly port?: number;
  readonly json: boolean;
  readonly restart: boolean;
}

export function addUp(program: Command): void {
  program
    .command("up")
    .description("start a cluster and its edge on this machine; Ctrl-C ends it, the data stays")
    .addOption(
      new Option("--nodes <n>", `how many nodes: 1, 3 or 5 (a new cluster has ${NODES_DEFAULT})`)
        .env("PARLEY_NODES")
        .argParser(parseNodes),
    )
    .addOption(dataOption())
    .addOption(
      new Option("--port <port>", "the chat's port; every other port moves with it (8080)")
        .env("PARLEY_PORT")
        .argParser(parsePort),
    )
    .option("--json", "print one line of JSON on stdout when ready, progress on stderr", false)
    .option("--no-restart", "leave a process that died down, for drills and tests")
    .action(up);
}

async function up(options: UpOptions): Promise<void> {
  const startedAt = performance.now();
  const data = resolve(options.data);
  const progress = openProgress(options.json ? process.stderr : process.stdout);
  const stop = listenForStop();
  const lock = takeDataLock(data);
  let parts: ClusterParts | null = null;
  try {
    const [cluster, envoyBinary] = await prepare(data, options, progress);
    parts = prepareCluster({
      data,
      cluster,
      envoyBinary,
      restart: options.restart,
      progress,
      signal: stop.signal,
    });
    stop.onHurry(() => parts?.hurry());
    const running = await parts.start();
    await announce({
      data,
      cluster,
      running,
      json: options.json,
      progress,
      tookMs: performance.now() - startedAt,
    });
    await stop.asked;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    if (parts !== null) await end(parts, progress, stop.signal.aborted);
    lock.release();
    stop.close();
  }
}

async function prepare(
  data: string,
  options: UpOptions,
  progress: Progress,
): Promise<readonly [ClusterFile, string]> {
  const stored = readClusterFile(data);
  const nodes = options.nodes ?? stored?.members.length ?? NODES_DEFAULT;
  const port = options.port === undefined ? {} : { port: options.port };
  const work = async (): Promise<readonly [ClusterFile, string]> => {
    const [envoyBinary] = await Promise.all([findEnvoy(), initCluster({ data, nodes, ...port })]);
    return [requireClusterFile(data), envoyBinary];
  };
  const found = await progress.step("data", work, ([cluster]) =>
    describeData(data, cluster, stored === null),
  );
  await refuseBusyPorts(found[0]);
  return found;
}

const describeData = (data: string, { members }: ClusterFile, isNew: boolean): string =>
  `${isNew ? "new cluster" : "cluster"} of ${members.length} ${members.length === 1 ? "node" : "nodes"} in ${data}`;

interface Announcement {
  readonly data: string;
  readonly cluster: ClusterFile;
  readonly running: RunningCluster;
  readonly json: boolean;
  readonly progress: Progress;
  readonly tookMs: number;
}

async function announce({
  data,
  cluster,
  running,
  json,
  progress,
  tookMs,
}: Announcement): Promise<void> {
  const url = `http://localhost:${cluster.edge.port}`;
  if (!(await isPageThere(url)))
    progress.line("  ! the web app is not built yet, so the page is missing: npm start builds it");
  const lines = [
    "",
    `  Parley runs, ${seconds(tookMs)} after the start`,
    "",
    `  Chat            ${url}`,
    `  Cluster view    ${url}/cluster`,
    `  Envoy's admin   ${adminUrl(cluster)}`,
    "",
    "  Ctrl-C ends everything in order; the data stays.",
  ];
  for (const line of lines) progress.line(line);
  if (!json) return;
  const nodes = running.nodes.map(({ member, supervised }) => ({
    id: member.name,
    pid: supervised.pid ?? null,
    grpc: member.client,
    peer: member.peer,
    http: member.http,
    data: resolve(data, member.name),
  }));
  const ready = {
    event: "ready",
    url,
    admin: adminUrl(cluster),
    nodes,
    envoy: { pid: running.envoy.supervised.pid ?? null },
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

async function isPageThere(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    // No answer is no page; the line above the addresses says so.
    return false;
  }
}

async function end(parts: ClusterParts, progress: Progress, asked: boolean): Promise<void> {
  if (asked) progress.line("\n  Ending: Envoy, then the nodes. Ctrl-C again hurries.");
  const startedAt = performance.now();
  await parts.stop();
  if (asked) progress.line(`  Ended in ${seconds(performance.now() - startedAt)}.`);
}

export function parseNodes(text: string): number {
  const nodes = Number(text);
  if (NODES_POSSIBLE.includes(nodes)) return nodes;
  const why =
    nodes > 0 && nodes % 2 === 0
      ? " An even number survives no more failures than one node less."
      : "";
  throw new InvalidArgumentError(`A cluster on this machine has 1, 3 or 5 nodes.${why}`);
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= PORT_MIN && port <= PORT_MAX) return port;
  throw new InvalidArgumentError(
    `The port is a whole number from ${PORT_MIN} to ${PORT_MAX}, because all other ports move with it.`,
  );
}
