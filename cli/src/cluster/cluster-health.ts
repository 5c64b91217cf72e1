/** The cluster's health from outside: every member asked at once. */
import { majorityOf, type ClusterFile, type Member } from "./cluster-file.ts";
import { openNodeProbe } from "./node-probe.ts";

export interface NodeHealth {
  readonly id: string;
  readonly address: string;
  /** "down": no answer. "foreign": another cluster's node answers there. "waiting": it cannot serve yet. */
  readonly state: "leader" | "ready" | "waiting" | "foreign" | "down";
  readonly term: number;
  /** Whom it believes to lead; empty when it knows none. */
  readonly leader: string;
}

export interface ClusterHealth {
  readonly clusterId: string;
  readonly nodes: readonly NodeHealth[];
  /** Named by the newest term that any node answered with; empty when there is none. */
  readonly leader: string;
  readonly term: number;
  readonly majority: number;
  /** A majority answers and one of them leads. */
  readonly ok: boolean;
}

/** Takes at most about `deadlineMs`, however many nodes are silent. */
export async function askCluster(cluster: ClusterFile, deadlineMs: number): Promise<ClusterHealth> {
  const nodes = await Promise.all(
    cluster.members.map((member) => askNode(cluster.clusterId, member, deadlineMs)),
  );
  return judge(cluster.clusterId, nodes);
}

export const isOurs = ({ state }: NodeHealth): boolean => state !== "down" && state !== "foreign";

export function judge(clusterId: string, nodes: readonly NodeHealth[]): ClusterHealth {
  const answering = nodes.filter(isOurs);
  const term = Math.max(0, ...answering.map((node) => node.term));
  const leader = answering.find((node) => node.term === term && node.leader !== "")?.leader ?? "";
  const majority = majorityOf(nodes.length);
  const leads = answering.some(({ id, state }) => id === leader && state === "leader");
  const serving = answering.filter(({ state }) => state !== "waiting").length;
  return { clusterId, nodes, leader, term, majority, ok: serving >= majority && leads };
}

async function askNode(clusterId: string, member: Member, deadlineMs: number): Promise<NodeHealth> {
  const { name: id, client: address } = member;
  const probe = openNodeProbe(address);
  try {
    const [now, ready, leads] = await Promise.all([
      probe.now(deadlineMs),
      probe.isServing("parley.ready", deadlineMs),
      probe.isServing("parley.leader", deadlineMs),
    ]);
    if (now === null) return { id, address, state: "down", term: 0, leader: "" };
    if (now.clusterId !== clusterId) return { id, address, state: "foreign", term: 0, leader: "" };
    const state = leads ? "leader" : ready ? "ready" : "waiting";
    return { id, address, state, term: Number(now.term), leader: now.leader };
  } finally {
    probe.close();
  }
}
