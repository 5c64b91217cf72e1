/**
 * Starts a whole cluster on this machine, keeps it running and ends it in order. Opened: lock, lifeline, edge, nodes,
 * Envoy. Closed: Envoy first, so that nothing new comes in; then the nodes together; then the rest.
 */
import { setTimeout as delay } from "node:timers/promises";
import { majorityOf, type ClusterFile, type Member } from "../cluster/cluster-file.ts";
import { openNodeProbe } from "../cluster/node-probe.ts";
import { startEdge, type Edge } from "../edge/edge.ts";
import { isEnvoyReady, readEnvoyHealth } from "../edge/envoy-admin.ts";
import { Sentence } from "../sentence.ts";
import type { Progress } from "../terminal/progress.ts";
import { startEnvoyProcess, type EnvoyProcess } from "./envoy-process.ts";
import { openLifeline } from "./lifeline.ts";
import { startNodeProcess, type NodeProcess } from "./node-process.ts";
import { openRoster, type Roster } from "./roster.ts";

/** A majority must listen within this. */
const LISTEN_MS = 30_000;
/** Once a majority listens the others get this much more before they are left behind. */
const STRAGGLER_MS = 5_000;
/** Envoy starts earlier if a majority is ready, because its first health checks then succeed at once. */
const READY_HEAD_START_MS = 2_000;
const LEADER_MS = 30_000;
const ENVOY_MS = 15_000;
const POLL_MS = 20;

export interface ClusterOptions {
  readonly data: string;
  readonly cluster: ClusterFile;
  readonly envoyBinary: string;
  readonly restart: boolean;
  readonly progress: Progress;
  /** Aborted by Ctrl-C: whatever is waited for is given up. */
  readonly signal: AbortSignal;
}

export interface RunningCluster {
  readonly nodes: readonly NodeProcess[];
  readonly envoy: EnvoyProcess;
  /** Name of the leader when the start was complete. */
  readonly leader: string;
}

/** Everything opened so far, so that a start that fails halfway closes as well as one that succeeded. */
export interface ClusterParts {
  start(): Promise<RunningCluster>;
  stop(): Promise<void>;
  hurry(): void;
}

export function prepareCluster(options: ClusterOptions): ClusterParts {
  const { cluster, progress, data, restart } = options;
  const lifeline = openLifeline();
  let edge: Edge | null = null;
  let roster: Roster<NodeProcess> | null = null;
  let envoy: EnvoyProcess | null = null;
  const say = (line: string): void => progress.line(`  ! ${line}`);

  const startNodes = (changed: () => void): void => {
    const start = (member: Member): NodeProcess =>
      startNodeProcess({ data, member, restart, lifeline, say, changed });
    roster = openRoster(cluster.members, { data, start, say });
  };
  return {
    async start() {
      edge = await startEdge({ data, warn: say });
      const running = { edge };
      await progress.step(
        "nodes",
        () => allListening(startNodes, () => roster?.nodes ?? [], options.signal),
        listeners,
      );
      await majorityReady(cluster.members, options.signal);
      const envoyProcess = startEnvoyProcess({
        binary: options.envoyBinary,
        edge: running.edge,
        restart,
        lifeline,
        say,
      });
      envoy = envoyProcess;
      await progress.step(
        "envoy",
        () => envoyReady(cluster, envoyProcess, options.signal),
        () => `listens on port ${cluster.edge.port}`,
      );
      const leader = await progress.step(
        "leader",
        () => oneLeader(cluster, options.signal),
        (name) => `${name} leads`,
      );
      roster?.follow();
      return { nodes: roster?.nodes ?? [], envoy: envoyProcess, leader };
    },
    async stop() {
      edge?.close();
      await envoy?.close();
      await roster?.stop();
      await lifeline.close();
    },
    hurry() {
      envoy?.supervised.hurry();
      roster?.hurry();
    },
  };
}

const listeners = (nodes: readonly NodeProcess[]): string => {
  const names = nodes.filter((node) => node.listening).map(({ member }) => member.name);
  return names.length === 1 ? `${names[0]} listens` : `${names.join(", ")} listen`;
};

/** Resolves when all nodes listen, or a majority does and the others had their time or are down for good. */
async function allListening(
  start: (changed: () => void) => void,
  current: () => readonly NodeProcess[],
  signal: AbortSignal,
): Promise<readonly NodeProcess[]> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let straggling: NodeJS.Timeout | undefined;
  const look = (): void => {
    const nodes = current();
    const listening = nodes.filter((node) => node.listening).length;
    const lost = nodes.filter((node) => node.supervised.down).length;
    const majority = majorityOf(nodes.length);
    if (listening + lost === nodes.length && listening >= majority) return resolve();
    if (nodes.length - lost < majority) return reject(tooManyDown(lost, nodes.length));
    if (listening >= majority) straggling ??= setTimeout(resolve, STRAGGLER_MS);
  };
  const late = setTimeout(() => reject(notInTime("a majority of the nodes", LISTEN_MS)), LISTEN_MS);
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    signal.throwIfAborted();
    start(look);
    await promise;
    return current();
  } finally {
    clearTimeout(late);
    clearTimeout(straggling);
    signal.removeEventListener("abort", abort);
  }
}

/** Waits a little for nodes to say they can serve; whatever the outcome, Envoy's own checks decide later. */
async function majorityReady(members: readonly Member[], signal: AbortSignal): Promise<void> {
  const probes = members.map((member) => openNodeProbe(member.client));
  try {
    const until = performance.now() + READY_HEAD_START_MS;
    while (performance.now() < until) {
      const answers = await Promise.all(
        probes.map((probe) => probe.isServing("parley.ready", 200)),
      );
      if (answers.filter(Boolean).length >= majorityOf(members.length)) return;
      await delay(POLL_MS, undefined, { signal });
    }
  } finally {
    for (const probe of probes) probe.close();
  }
}

async function envoyReady(
  cluster: ClusterFile,
  envoy: EnvoyProcess,
  signal: AbortSignal,
): Promise<void> {
  const until = performance.now() + ENVOY_MS;
  while (performance.now() < until) {
    if (envoy.supervised.down)
      throw new Sentence(
        "Envoy does not start; the line above and edge/envoy.log in the data folder say why.",
        1,
      );
    if (await isEnvoyReady(adminUrl(cluster))) return;
    await delay(POLL_MS, undefined, { signal });
  }
  throw notInTime("Envoy", ENVOY_MS);
}

/** As Envoy sees it: that is what people get. */
async function oneLeader(cluster: ClusterFile, signal: AbortSignal): Promise<string> {
  const until = performance.now() + LEADER_MS;
  while (performance.now() < until) {
    const health = await readEnvoyHealth(adminUrl(cluster));
    const healthy = (name: string): readonly string[] =>
      (health?.get(name) ?? []).filter((host) => host.healthy).map(({ node }) => node);
    const [leader, ...others] = healthy("leader");
    const majority = majorityOf(cluster.members.length);
    if (
      leader !== undefined &&
      others.length === 0 &&
      healthy("any").length >= majority &&
      healthy("web").length > 0
    )
      return leader;
    await delay(POLL_MS, undefined, { signal });
  }
  throw notInTime("a leader that Envoy sees", LEADER_MS);
}

export const adminUrl = (cluster: ClusterFile): string =>
  `http://127.0.0.1:${cluster.edge.adminPort}`;

const notInTime = (what: string, ms: number): Sentence =>
  new Sentence(
    `Waited ${ms / 1000} s for ${what}, in vain; <data>/n1/logs/node.log and its like say more.`,
    1,
  );

const tooManyDown = (lost: number, all: number): Sentence =>
  new Sentence(
    `${lost} of ${all} nodes cannot run, so there is no majority; the lines above say why.`,
    1,
  );
