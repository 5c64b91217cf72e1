/** A throw-away cluster for a benchmark: five nodes and Envoy, one account, one room. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type StartedCluster,
  type StartedNode,
  startCluster,
} from "@parley/cli/started-cluster.ts";
import { CallRunner, newCaller } from "@parley/client/call-runner.ts";
import { createChatClient } from "@parley/client/chat-client.ts";
import { systemChance, systemClock } from "@parley/client/system-clock.ts";
import type { Transport } from "@parley/client/transport.ts";
import { GrpcJsTransport } from "@parley/client/transports/grpc-js.ts";
import { readWholeHistory } from "@parley/client/whole-history.ts";
import type { HistoryLine } from "./histories.ts";

export interface BenchCluster {
  readonly cluster: StartedCluster;
  readonly token: string;
  readonly roomId: string;
  /** Log time, for the births of writers. */
  readonly bornMs: number;
}

export async function startBenchCluster(
  nodes: 1 | 3 | 5 = 5,
): Promise<BenchCluster & { end(): Promise<void> }> {
  const data = await mkdtemp(join(tmpdir(), "parley-bench-"));
  liftPace();
  const cluster = await startCluster({ data, nodes });
  return {
    ...(await openBenchCluster(cluster)),
    async end() {
      await cluster.stop();
      await rm(data, { recursive: true });
    },
  };
}

/** One account writes for all the people that a benchmark is about: nodes started from here on let it. */
export function liftPace(): void {
  process.env["PARLEY_WRITE_RATE"] ??= "1000000";
}

/** An account and a room in a cluster that has neither. */
export async function openBenchCluster(cluster: StartedCluster): Promise<BenchCluster> {
  const transport = direct(cluster.nodes);
  const chat = createChatClient({ transport });
  const session = await chat.createAccount("bench", "a benchmark's password");
  const room = await chat.createRoom("bench").outcome;
  if (room.kind !== "conversationChanged") throw new Error(`no room: ${JSON.stringify(room)}`);
  const now = await newRunner(transport).run("now", {}, { caller: newCaller(), token: "" });
  if (!now.ok) throw new Error(`no log time: ${now.problem.message}`);
  chat.close();
  return {
    cluster,
    token: session.token,
    roomId: room.conversation.id,
    bornMs: now.value.timeMs,
  };
}

/** Straight to the nodes, without Envoy. */
export function direct(nodes: readonly StartedNode[]): Transport {
  return new GrpcJsTransport({ nodes: nodes.map(({ id, grpc }) => ({ name: id, address: grpc })) });
}

/** Through Envoy. */
export function throughEdge(cluster: StartedCluster): Transport {
  return new GrpcJsTransport({ edge: new URL(cluster.url).host });
}

export function newRunner(transport: Transport): CallRunner {
  return new CallRunner({ transport, clock: systemClock, chance: systemChance });
}

/** Address of the leader's client port. */
export async function leaderOf(cluster: StartedCluster): Promise<string> {
  const transport = direct(cluster.nodes);
  const found = await findLeader(transport);
  transport.close();
  if (found === null) throw new Error("the cluster has no leader");
  return cluster.node(found.leader).grpc;
}

/** Name and term of the leader, as a living node knows it; null while there is none. */
export async function findLeader(
  transport: Transport,
): Promise<{ readonly leader: string; readonly term: number } | null> {
  const route = { kind: "any", avoid: [] } as const;
  const reply = await transport.call("now", {}, { route, deadlineMs: 1_000, token: "" });
  return reply.ok && reply.value.leader !== "" ? reply.value : null;
}

/** What one node holds of the room, read from that node itself. */
export async function historyOf(
  { token, roomId }: BenchCluster,
  node: StartedNode,
): Promise<readonly HistoryLine[]> {
  const transport = direct([node]);
  const reading = { token, conversationId: roomId };
  const { messages } = await readWholeHistory(newRunner(transport), reading);
  transport.close();
  return messages;
}
