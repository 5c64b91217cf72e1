import type { ClusterStatus, NodeStatus } from "@parley/client/model.ts";
import { expect, test } from "vitest";

import { envoyDashboard, learnt, summarise } from "./cluster-summary.ts";

function node(name: string, more: Partial<NodeStatus> = {}): NodeStatus {
  return {
    node: name,
    role: "follower",
    term: 4,
    leader: "n2",
    lastIndex: 90,
    commitIndex: 90,
    appliedIndex: 90,
    uptimeMs: 1,
    heardMsAgo: 1,
    reachable: true,
    streams: 0,
    memoryBytes: 0,
    ...more,
  };
}

function cluster(...nodes: readonly NodeStatus[]): ClusterStatus {
  return { clusterId: "c", node: "n1", timeMs: 0, nodes, leaderChanges: [] };
}

test.each([
  { all: 5, up: 5, spare: 2 },
  { all: 5, up: 3, spare: 0 },
  { all: 5, up: 2, spare: -1 },
  { all: 3, up: 3, spare: 1 },
  { all: 1, up: 1, spare: 0 },
])("of $all nodes with $up up, $spare more may fail", ({ all, up, spare }) => {
  const names = Array.from({ length: all }, (_, at) => `n${String(at + 1)}`);
  const nodes = names.map((name, at) => node(name, { reachable: at < up }));
  expect(summarise(cluster(...nodes))).toMatchObject({ all, up, spare });
});

test("a member that learns counts for nothing: neither up nor down", () => {
  const voters = ["n1", "n2", "n3"].map((name) => node(name));
  for (const reachable of [true, false]) {
    const learner = node("n4", { role: "learner", reachable });
    expect(summarise(cluster(...voters, learner))).toMatchObject({ all: 3, up: 3, spare: 1 });
  }
});

test.each([
  { lastIndex: 0, percent: 0 },
  { lastIndex: 45, percent: 45 },
  { lastIndex: 9_999, of: 10_000, percent: 99 },
  { lastIndex: 100, percent: 100 },
  { lastIndex: 101, percent: 100 },
  { lastIndex: 0, of: 0, percent: 100 },
])(
  "a learner with $lastIndex entries has $percent per cent",
  ({ lastIndex, of = 100, percent }) => {
    expect(learnt(node("n6", { role: "learner", lastIndex }), of)).toBe(percent);
  },
);

test("the node that answers is up, whatever it says of itself", () => {
  expect(summarise(cluster(node("n1", { reachable: false }), node("n2"))).up).toBe(2);
});

test("the leader is the living one of the newest term; a deposed one that does not know yet is not", () => {
  const old = node("n2", { role: "leader", term: 4 });
  const heir = node("n3", { role: "leader", term: 5 });
  expect(summarise(cluster(node("n1"), old, heir))).toMatchObject({ leader: "n3", term: 5 });
  expect(summarise(cluster(node("n1", { term: 5 }), old))).toMatchObject({ leader: "", term: 5 });
  expect(summarise(cluster(node("n1"), { ...old, reachable: false }))).toMatchObject({
    leader: "",
  });
});

test.each([
  { hostname: "localhost", port: "8080", href: "http://localhost:9901/" },
  { hostname: "127.0.0.1", port: "8180", href: "http://127.0.0.1:10001/" },
  { hostname: "chat.example.org", port: "8080", href: null },
  { hostname: "localhost", port: "", href: null },
])("Envoy's dashboard of $hostname:$port is at $href", ({ hostname, port, href }) => {
  expect(envoyDashboard({ hostname, port })).toBe(href);
});
