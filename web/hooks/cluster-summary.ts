/** What the rows of a cluster mean together. */
import type { ClusterStatus, NodeStatus } from "@parley/client/model.ts";

export interface ClusterSummary {
  /** Of those that vote. */
  readonly up: number;
  readonly all: number;
  /** How many more may fail before writes stop; below zero when there is no majority. */
  readonly spare: number;
  readonly term: number;
  /** Empty when no living node claims to lead in the newest term. */
  readonly leader: string;
  readonly commitIndex: number;
}

export function summarise(status: ClusterStatus): ClusterSummary {
  const living = status.nodes.filter((node) => isUp(node, status));
  // A learner counts for nothing yet, alive or not.
  const all = status.nodes.filter(votes).length;
  const up = living.filter(votes).length;
  const term = Math.max(0, ...living.map((node) => node.term));
  const leader = living.find((node) => node.role === "leader" && node.term === term);
  return {
    up,
    all,
    spare: up - (Math.floor(all / 2) + 1),
    term,
    leader: leader?.node ?? "",
    commitIndex: Math.max(0, ...living.map((node) => node.commitIndex)),
  };
}

function votes({ role }: NodeStatus): boolean {
  return role !== "learner";
}

/** Per cent of the log that a learner holds; whole only when it holds all of it. */
export function learnt(node: NodeStatus, commitIndex: number): number {
  if (node.lastIndex >= commitIndex) return 100;
  return Math.min(99, Math.floor((100 * node.lastIndex) / commitIndex));
}

/** The answering node is up: it answered. */
export function isUp(node: NodeStatus, status: ClusterStatus): boolean {
  return node.reachable || node.node === status.node;
}

/** Envoy's dashboard is bound to this machine; its port moves with the chat's (foundations.md 2). */
export function envoyDashboard(location: {
  readonly hostname: string;
  readonly port: string;
}): string | null {
  const port = Number(location.port);
  if (!["localhost", "127.0.0.1", "[::1]"].includes(location.hostname) || port === 0) return null;
  return `http://${location.hostname}:${String(port - 8080 + 9901)}/`;
}
