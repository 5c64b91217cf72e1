/** Items of a live stream by hand, for tests. */
import type { StreamItem } from "./model.ts";

export function hello(node: string, clusterId = "c"): StreamItem {
  return {
    kind: "hello",
    clusterId,
    node,
    term: 1,
    leader: "n1",
    appliedIndex: 10,
    heartbeatMs: 2_000,
    nodes: ["n1", "n2"],
    timeMs: 1,
  };
}

export function event(index: number, part = 0, last = true): StreamItem {
  return { kind: "event", index, part, last, changes: [] };
}

export function heartbeat(appliedIndex: number, quorum = true): StreamItem {
  return { kind: "heartbeat", appliedIndex, term: 1, leader: "n1", quorum };
}
