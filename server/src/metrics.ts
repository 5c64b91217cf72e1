/** What `/metrics` tells, as Prometheus text (exposition format 0.0.4). */
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { MessageRefusals } from "./node/message-refusals.ts";
import { PEER_REFUSALS } from "./peers/refusals.ts";
import type { Refusals } from "./peers/refusals.ts";
import type { DiskRoom, Index, Log } from "./ports.ts";
import type { StateNotes } from "./state-notes.ts";

/** Each look wakes the process: at 5 ms that was half of all that an idle node did. */
const LOOK_EVERY_MS = 20;
const loopDelay = monitorEventLoopDelay({ resolution: LOOK_EVERY_MS });
loopDelay.enable();

export interface Vitals {
  readonly streams: number;
  readonly memoryBytes: number;
  readonly uptimeMs: number;
  readonly disk: DiskRoom;
}

export interface Measured {
  readonly vitals: Vitals;
  readonly refusals: Pick<Refusals, "count">;
  readonly state: Omit<StateNotes, "notes"> & {
    readonly divergedAt: Index;
    readonly splitIndex: Index;
  };
  readonly featureLevel: number;
}

/** What a running node tells of consensus. */
export interface MeasuredNode extends Pick<Log, "status"> {
  readonly messageRefusals: Pick<MessageRefusals, "counts">;
}

export function metricsText(node: MeasuredNode, told: Measured): string {
  const { vitals, refusals, state, featureLevel } = told;
  const status = node.status();
  const { streams, memoryBytes, uptimeMs, disk } = vitals;
  const gauges: readonly (readonly [name: string, help: string, value: number])[] = [
    ["raft_term", "Current term.", status.term],
    ["raft_is_leader", "1 on the leader.", status.role === "leader" ? 1 : 0],
    ["raft_has_leader", "1 when this node knows a leader.", status.leader === "" ? 0 : 1],
    [
      "raft_is_recovering",
      "1 while this node refills what its log lacks and counts for nothing.",
      status.isRecovering ? 1 : 0,
    ],
    ["raft_last_index", "Last index of the log.", status.lastIndex],
    ["raft_commit_index", "Highest index known to be committed.", status.commitIndex],
    ["raft_applied_index", "Highest index applied to the chat.", status.appliedIndex],
    ["state_checked_index", "Newest index at which states were compared.", state.checkedIndex],
    ["state_agreed_index", "Newest index at which this state was equal.", state.agreedIndex],
    ["state_diverged_index", "Where it differed, until it agrees again; else 0.", state.divergedAt],
    ["state_split_index", "Where no majority of states agreed; else 0.", state.splitIndex],
    ["feature_level", "Feature level in force: rises when every voter knows it.", featureLevel],
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
      // What is measured is the time between two looks.
      Math.max(0, loopDelay.percentile(99.9) / 1e9 - LOOK_EVERY_MS / 1e3),
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
    counts: node.messageRefusals.counts(),
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
