/** What `/metrics` tells, as Prometheus text (exposition format 0.0.4). */
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { MessageRefusals } from "./node/message-refusals.ts";
import { PEER_REFUSALS } from "./peers/refusals.ts";
import type { Refusals } from "./peers/refusals.ts";
import type { DiskRoom, Log } from "./ports.ts";

const loopDelay = monitorEventLoopDelay({ resolution: 5 });
loopDelay.enable();

export interface Vitals {
  readonly streams: number;
  readonly memoryBytes: number;
  readonly uptimeMs: number;
  readonly disk: DiskRoom;
}

export function metricsText(
  log: Log,
  { streams, memoryBytes, uptimeMs, disk }: Vitals,
  refusals: Pick<Refusals, "count">,
  messages: Pick<MessageRefusals, "counts">,
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
    [
      "disk_free_bytes",
      "Room on the disk of the node's folder; NaN when unknown.",
      disk.freeBytes ?? Number.NaN,
    ],
    [
      "disk_is_full",
      "1 while so little room is left that no writes are taken.",
      disk.isFull ? 1 : 0,
    ],
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
  const callers = counterLines(status.node, {
    name: "peer_refusals",
    help: "Callers turned away at the peer port, by reason.",
    counts: PEER_REFUSALS.map((reason) => [reason, refusals.count(reason)]),
  });
  const refused = counterLines(status.node, {
    name: "raft_refused_messages",
    help: "Messages of members that changed nothing, by reason.",
    counts: messages.counts(),
  });
  return `${[...lines, ...callers, ...refused].join("\n")}\n`;
}

interface Counter {
  readonly name: string;
  readonly help: string;
  readonly counts: readonly (readonly [reason: string, count: number])[];
}

function counterLines(node: string, { name, help, counts }: Counter): readonly string[] {
  const full = `parley_${name}_total`;
  return [
    `# HELP ${full} ${help}\n# TYPE ${full} counter`,
    ...counts.map(([reason, count]) => `${full}{node="${node}",reason="${reason}"} ${count}`),
  ];
}
