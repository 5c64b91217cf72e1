/** The cluster as this node sees it. Nothing here waits for a majority. */
import { create } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  GetClusterResponseSchema,
  NowResponseSchema,
  Role as WireRole,
} from "@parley/proto/es/parley/v1/cluster_pb.js";
import type { ClusterService, NodeStatusSchema } from "@parley/proto/es/parley/v1/cluster_pb.js";
import type { Handlers } from "../../lib/grpc-service.ts";
import type { PeerView } from "../../node/node.ts";
import type { Role } from "../../raft/types.ts";
import { LeaderHistory } from "../leader-history.ts";
import type { RpcNode } from "../rpc-node.ts";
import { unary } from "../unary.ts";
import type { Call } from "../unary.ts";

type NodeRow = MessageInitShape<typeof NodeStatusSchema> & { readonly node: string };

export function clusterHandlers(node: RpcNode): Handlers<typeof ClusterService> {
  const history = new LeaderHistory(node.log);
  return {
    now: unary(node, async () => {
      const { node: name, leader, term, time } = node.log.status();
      const facts = { node: name, leader, term: BigInt(term), timeMs: BigInt(time) };
      return create(NowResponseSchema, { clusterId: node.clusterId, ...facts });
    }),
    getCluster: unary(node, (_request, call) => getCluster(node, history, call)),
  };
}

async function getCluster(node: RpcNode, history: LeaderHistory, call: Call) {
  await node.sessions.require({
    tokenSha256: call.token(),
    accountId: "",
    deadlineMs: call.remainingMs(),
  });
  const { node: name, time } = node.log.status();
  const learners = learnerNames(node);
  const rows = [ownRow(node), ...node.peers().map(peerRow)].map((row) =>
    learners.has(row.node) ? { ...row, role: WireRole.LEARNER } : row,
  );
  return create(GetClusterResponseSchema, {
    clusterId: node.clusterId,
    node: name,
    timeMs: BigInt(time),
    nodes: rows.toSorted((one, other) => numberOf(one.node) - numberOf(other.node)),
    leaderChanges: history.changes.map(({ term, leader, atMs }) => ({
      term: BigInt(term),
      leader,
      atMs: BigInt(atMs),
    })),
  });
}

function learnerNames({ log }: RpcNode): ReadonlySet<string> {
  const { members, learners } = log.configuration();
  const learning = members.filter(({ id }) => learners.includes(id));
  return new Set(learning.map(({ name }) => name));
}

function ownRow(node: RpcNode): NodeRow {
  const status = node.log.status();
  const { streams, memoryBytes, uptimeMs } = node.vitals();
  return {
    node: status.node,
    role: wireRole(status.role),
    term: BigInt(status.term),
    leader: status.leader,
    lastIndex: BigInt(status.lastIndex),
    commitIndex: BigInt(status.commitIndex),
    appliedIndex: BigInt(status.appliedIndex),
    uptimeMs: BigInt(Math.round(uptimeMs)),
    reachable: true,
    streams,
    memoryBytes: BigInt(memoryBytes),
  };
}

function peerRow({ name, reachable, heardMsAgo, report }: PeerView): NodeRow {
  const seen = { node: name, reachable, heardMsAgo: BigInt(Math.round(heardMsAgo)) };
  if (report === null) return seen;
  return {
    ...seen,
    role: wireRole(report.role),
    term: BigInt(report.term),
    leader: report.leader,
    lastIndex: BigInt(report.lastIndex),
    commitIndex: BigInt(report.commitIndex),
    appliedIndex: BigInt(report.appliedIndex),
    uptimeMs: BigInt(report.uptimeMs),
    streams: report.streams,
    memoryBytes: BigInt(report.memoryBytes),
  };
}

/** n10 comes after n9. */
function numberOf(name: string): number {
  return Number(name.slice(1));
}

function wireRole(role: Role): WireRole {
  switch (role) {
    case "leader":
      return WireRole.LEADER;
    case "candidate":
    case "preCandidate":
      return WireRole.CANDIDATE;
    case "follower":
      return WireRole.FOLLOWER;
  }
}
