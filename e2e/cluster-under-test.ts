/** Five real nodes and a real Envoy for one worker: hurt by name, healed before each test, ended with all it started. */
import { readFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type StartedCluster,
  type StartedNode,
  startCluster,
} from "@parley/cli/started-cluster.ts";
import { createChatClient } from "@parley/client/chat-client.ts";
import type { Transport } from "@parley/client/transport.ts";
import { GrpcJsTransport } from "@parley/client/transports/grpc-js.ts";
import { expect } from "@playwright/test";
import { readEnvoyHealth } from "../cli/src/edge/envoy-admin.ts";
import { EnvoyUnderTest } from "./envoy-under-test.ts";
import { TermWatch } from "./term-watch.ts";

const NODES = 5;
const MAJORITY = 3;
/** One question to one node. */
const ASK_MS = 1_000;
/** Election, restart, health checks: all far below on a quiet machine. */
const HEAL_MS = 30_000;
/** Of a log that is attached to a failed test. */
const LOG_TAIL_CHARACTERS = 300_000;

/** The first account of each cluster: its owner. */
export const FOUNDER = { name: "Founder", password: "the password of the founder" } as const;

export class ClusterUnderTest {
  readonly terms: TermWatch;
  readonly envoy: EnvoyUnderTest;
  /** Straight to the nodes; `route: pin` says to which. */
  readonly transport: Transport;
  private readonly started: StartedCluster;
  private readonly data: string;
  private readonly dead: StartedNode[] = [];
  private readonly frozen = new Set<string>();

  private constructor(started: StartedCluster, data: string) {
    this.started = started;
    this.data = data;
    this.transport = new GrpcJsTransport({
      nodes: started.nodes.map(({ id, grpc }) => ({ name: id, address: grpc })),
    });
    this.terms = new TermWatch((node) => this.ask(node));
    this.envoy = new EnvoyUnderTest(data, started.envoyPid, started.admin);
  }

  static async start(): Promise<ClusterUnderTest> {
    const data = await mkdtemp(join(tmpdir(), "parley-e2e-"));
    const cluster = new ClusterUnderTest(await startCluster({ data, nodes: NODES }), data);
    const client = createChatClient({ transport: cluster.transport });
    await client.createAccount(FOUNDER.name, FOUNDER.password);
    return cluster;
  }

  get url(): string {
    return this.started.url;
  }

  /** Those that run and were not stopped. */
  get living(): readonly StartedNode[] {
    return this.started.nodes.filter(({ id }) => !this.frozen.has(id));
  }

  /** The leader that a majority names, all in one term; waits for one. */
  async leader(): Promise<string> {
    let leader = "";
    await expect
      .poll(async () => (leader = await this.agreedLeader(MAJORITY)), {
        message: "a majority of the nodes names one living leader",
        timeout: HEAL_MS,
        intervals: [50],
      })
      .not.toBe("");
    return leader;
  }

  async followers(): Promise<readonly string[]> {
    const leader = await this.leader();
    return this.living.map(({ id }) => id).filter((id) => id !== leader);
  }

  /** SIGKILL. */
  kill(id: string): void {
    this.dead.push(this.started.node(id));
    this.started.kill(id);
  }

  /** SIGKILL to whoever leads now; says who it was. */
  async killLeader(): Promise<string> {
    const leader = await this.leader();
    this.kill(leader);
    return leader;
  }

  /** SIGSTOP; `heal` and the end of the test continue it for certain. */
  freeze(id: string): void {
    this.frozen.add(id);
    this.started.freeze(id);
  }

  resume(id: string): void {
    this.started.resume(id);
    this.frozen.delete(id);
  }

  /** Everything runs again, agrees on a leader, and Envoy knows it. */
  async heal(): Promise<void> {
    for (const id of this.frozen) this.resume(id);
    await Promise.all(this.dead.splice(0).map((node) => this.started.start(node)));
    await this.envoy.start();
    const options = { timeout: HEAL_MS, intervals: [50] };
    await expect.poll(() => this.agreedLeader(NODES), options).not.toBe("");
    await expect.poll(() => this.healthyInEnvoy("any"), options).toBe(NODES);
    await expect.poll(() => this.healthyInEnvoy("web"), options).toBe(NODES);
    await expect.poll(() => this.healthyInEnvoy("leader"), options).toBe(1);
  }

  /** The nodes' and the edge's logs, by name. */
  async logs(): Promise<ReadonlyMap<string, string>> {
    const nodes = Array.from({ length: NODES }, (_, at) => `n${at + 1}`);
    const files = [
      ...nodes.map((node) => [`${node}.log`, join(node, "logs", "node.log")] as const),
      ["envoy.log", join("edge", "envoy.log")] as const,
      ["access.log", join("edge", "access.log")] as const,
    ];
    const read = files.map(async ([name, path]) => {
      const text = await readFile(join(this.data, path), "utf8").catch(() => "(there is none)");
      return [name, text.slice(-LOG_TAIL_CHARACTERS)] as const;
    });
    return new Map(await Promise.all(read));
  }

  async end(): Promise<void> {
    this.transport.close();
    await this.envoy.end();
    await this.started.stop();
    await rm(this.data, { recursive: true });
  }

  /** "" unless so many nodes name the same living leader in the same newest term. */
  private async agreedLeader(votes: number): Promise<string> {
    const answers = await Promise.all(this.living.map(({ id }) => this.ask(id)));
    const known = answers.filter((answer) => answer !== null);
    const term = Math.max(0, ...known.map((answer) => answer.term));
    const current = known.filter((answer) => answer.term === term && answer.leader !== "");
    const leader = current[0]?.leader ?? "";
    const agree = current.filter((answer) => answer.leader === leader).length;
    return agree >= votes && this.living.some(({ id }) => id === leader) ? leader : "";
  }

  private async ask(node: string) {
    const route = { kind: "pin", node } as const;
    const reply = await this.transport.call("now", {}, { route, deadlineMs: ASK_MS, token: "" });
    return reply.ok ? reply.value : null;
  }

  private async healthyInEnvoy(cluster: string): Promise<number> {
    const health = await readEnvoyHealth(this.started.admin);
    return (health?.get(cluster) ?? []).filter(({ healthy }) => healthy).length;
  }
}
