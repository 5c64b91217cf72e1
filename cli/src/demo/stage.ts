/** Where the demonstration plays: a cluster of its own in a folder of its own, and how each node is looked at. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { CallRunner } from "@parley/client/call-runner.ts";
import { connect, type ChatClient } from "@parley/client/connect.ts";
import { systemChance, systemClock } from "@parley/client/system-clock.ts";
import { GrpcJsTransport } from "@parley/client/transports/grpc-js.ts";
import { readWholeHistory, type WholeHistory } from "@parley/client/whole-history.ts";
import { startCluster, type StartedCluster, type StartedNode } from "../../started-cluster.ts";
import { openNodeProbe } from "../cluster/node-probe.ts";
import { Sentence } from "../sentence.ts";

const NODES = 5;
const PATIENCE_MS = 30_000;
const POLL_MS = 10;
const PROBE_MS = 500;

export interface Leadership {
  readonly leader: string;
  readonly term: number;
}

export class Stage {
  readonly data = mkdtempSync(join(tmpdir(), "parley-demo-"));
  private starting: Promise<StartedCluster> | null = null;
  private running: StartedCluster | null = null;
  private port: number | undefined;
  private isClosed = false;
  private readonly chats: ChatClient[] = [];

  get cluster(): StartedCluster {
    if (this.running === null) throw new Error("the cluster does not run");
    return this.running;
  }

  /** The same folder and addresses the second time. */
  async start(): Promise<void> {
    if (this.isClosed) throw new Error("the demonstration is over");
    const port = this.port === undefined ? {} : { port: this.port };
    this.starting = startCluster({ data: this.data, nodes: NODES, ...port });
    try {
      this.running = await this.starting;
    } catch (error) {
      throw new Sentence(error instanceof Error ? error.message : String(error), 1);
    }
    this.port = Number(new URL(this.running.url).port);
  }

  async stop(): Promise<void> {
    const cluster = await this.starting?.catch(() => null);
    this.starting = null;
    this.running = null;
    await cluster?.stop();
  }

  /** Whatever was begun: clients, processes, and the folder unless it is to be kept. */
  async close(keep: boolean): Promise<void> {
    this.isClosed = true;
    for (const chat of this.chats) chat.close();
    await this.stop();
    if (!keep) rmSync(this.data, { recursive: true, force: true });
  }

  /** A person's client; through the edge, or straight at the nodes. */
  async chat(way: "edge" | "nodes"): Promise<ChatClient> {
    const { url, nodes } = this.cluster;
    const at = way === "edge" ? new URL(url).host : nodes.map(({ grpc }) => grpc);
    const chat = await connect(at);
    this.chats.push(chat);
    return chat;
  }

  /** Resolves when the living agree on a leader in a term above `afterTerm`. */
  async leadership(afterTerm = 0): Promise<Leadership> {
    const until = performance.now() + PATIENCE_MS;
    while (performance.now() < until) {
      const said = await Promise.all(this.cluster.nodes.map(whoLeads));
      const [first] = said;
      const agree = said.every(
        (one) => one !== null && one.leader === first?.leader && one.term === first.term,
      );
      if (
        agree &&
        first !== undefined &&
        first !== null &&
        first.leader !== "" &&
        first.term > afterTerm
      )
        return first;
      await pause(POLL_MS);
    }
    throw new Error(`no leader above term ${afterTerm} within ${PATIENCE_MS / 1000} s`);
  }

  /** What one node itself answers, asked alone. */
  async historyAt(
    node: StartedNode,
    reading: { readonly token: string; readonly conversationId: string },
  ): Promise<WholeHistory> {
    const transport = new GrpcJsTransport({ nodes: [{ name: node.id, address: node.grpc }] });
    try {
      const calls = new CallRunner({ transport, clock: systemClock, chance: systemChance });
      return await readWholeHistory(calls, reading);
    } finally {
      transport.close();
    }
  }
}

async function whoLeads({ grpc }: StartedNode): Promise<Leadership | null> {
  const probe = openNodeProbe(grpc);
  try {
    const now = await probe.now(PROBE_MS);
    return now === null ? null : { leader: now.leader, term: Number(now.term) };
  } finally {
    probe.close();
  }
}
