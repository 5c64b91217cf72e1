/** What `/metrics` tells, as Prometheus text (exposition format 0.0.4). */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { PEER_REFUSALS } from "./peers/refusals.ts";
import type { Refusals } from "./peers/refusals.ts";
import type { Log } from "./ports.ts";

const loopDelay = monitorEventLoopDelay({ resolution: 5 });
loopDelay.enable();

export interface Vitals {
  readonly streams: number;
  readonly memoryBytes: number;
  readonly uptimeMs: number;
}

export function metricsText(
  log: Log,
  { streams, memoryBytes, uptimeMs }: Vitals,
  refusals: Pick<Refusals, "count">,
): string {
  const status = log.status();
  const gauges: readonly (readonly [name: string, help: string, value: number])[] = [
    ["raft_term", "Current term.", status.term],
    ["raft_is_leader", "1 on the leader.", status.role === "leader" ? 1 : 0],
    ["raft_has_leader", "1 when this node knows a leader.", status.leader === "" ? 0 : 1],
    ["raft_last_index", "Last index of the log.", status.lastIndex],
    ["raft_commit_index", "Highest index known to be committed.", status.commitIndex],
    ["raft_applied_index", "Highest index applied to the chat.", status.appliedIndex],
    ["streams", "Live event streams served.", streams],
    ["memory_bytes", "Resident memory.", memoryBytes],
    ["uptime_seconds", "Since the node started.", uptimeMs / 1000],
    [
      "loop_delay_p999_seconds",
      "Event loop delay, p99.9 since the last scrape.",
      loopDelay.percentile(99.9) / 1e9,
    ],
  ];
  loopDelay.reset();
  const lines = gauges.map(
    ([name, help, value]) =>
      `# HELP parley_${name} ${help}\n# TYPE parley_${name} gauge\nparley_${name}{node="${status.node}"} ${value}`,
  );
  return `${[...lines, ...refusalLines(status.node, refusals)].join("\n")}\n`;
}

function refusalLines(node: string, refusals: Pick<Refusals, "count">): readonly string[] {
  const name = "parley_peer_refusals_total";
  return [
    `# HELP ${name} Callers turned away at the peer port, by reason.\n# TYPE ${name} counter`,
    ...PEER_REFUSALS.map(
      (reason) => `${name}{node="${node}",reason="${reason}"} ${refusals.count(reason)}`,
    ),
  ];
}
