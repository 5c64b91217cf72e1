/** Writers who keep count of what they were told, and readers who ask every node whether it is so. */
import { CallRunner, newCaller } from "@parley/client/call-runner.ts";
import { createChatClient } from "@parley/client/chat-client.ts";
import { LoadWriter } from "@parley/client/load-writer.ts";
import { systemChance, systemClock } from "@parley/client/system-clock.ts";
import type { Transport } from "@parley/client/transport.ts";
import { GrpcJsTransport } from "@parley/client/transports/grpc-js.ts";
import { readWholeHistory } from "@parley/client/whole-history.ts";
import { late } from "./real-nodes.ts";
import type { RealNode } from "./real-nodes.ts";

/** Between an answer and the writer's next message, ms: steady traffic that leaves two cores room for the rest. */
const PAUSE_MS = 20;

export class People {
  readonly token: string;
  readonly roomId: string;
  /** Texts of which the cluster said that they were sent, in that order. */
  readonly acknowledged: string[] = [];
  /** From ask to answer, ms, with all tries and redirects. */
  readonly latenciesMs: number[] = [];
  /** Ends without an answer after all patience. */
  readonly failures: string[] = [];
  /** performance.now() of the last acknowledgement. */
  lastAt = 0;
  readonly #transport: Transport;
  readonly #calls: CallRunner;
  readonly #bornMs: number;
  /** Whoever writes again is the same client as before. */
  readonly #writers = new Map<string, LoadWriter>();
  #isStopped = false;
  #running: readonly Promise<void>[] = [];

  private constructor(
    transport: Transport,
    session: { token: string; roomId: string; bornMs: number },
  ) {
    this.#transport = transport;
    this.#calls = runner(transport);
    this.#bornMs = session.bornMs;
    this.token = session.token;
    this.roomId = session.roomId;
  }

  /** Signs somebody up, who makes a room. The nodes' addresses stay the same over restarts. */
  static async join(nodes: readonly RealNode[]): Promise<People> {
    const transport = transportTo(nodes);
    const chat = createChatClient({ transport });
    const { token } = await chat.createAccount("faults", "a password for faults");
    const room = await chat.createRoom("faults").outcome;
    if (room.kind !== "conversationChanged") throw new Error(`no room: ${JSON.stringify(room)}`);
    const now = await runner(transport).run("now", {}, { caller: newCaller(), token: "" });
    if (!now.ok) throw new Error(`no log time: ${now.problem.message}`);
    return new People(transport, { token, roomId: room.conversation.id, bornMs: now.value.timeMs });
  }

  /** They write until `stop`, each as soon as the last message was answered. */
  write(writers: number): void {
    this.#running = Array.from({ length: writers }, (_, at) => this.#writeAs(`w${at}`));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#running);
    this.#running = [];
    this.#isStopped = false;
  }

  /** Whoever still writes is cut off. */
  close(): void {
    this.#isStopped = true;
    for (const one of this.#running) one.catch(() => undefined);
    this.#transport.close();
  }

  /** Resolves when so many more were acknowledged. */
  async more(count: number, withinMs = 30_000): Promise<void> {
    const wanted = this.acknowledged.length + count;
    const until = performance.now() + withinMs;
    while (this.acknowledged.length < wanted) {
      if (performance.now() > until)
        throw new Error(`only ${this.acknowledged.length} of ${wanted} in ${withinMs} ms`);
      await late(10);
    }
  }

  /** One attempt at one node, no patience: what that node itself answers. "" when it took the write. */
  async attempt(node: RealNode): Promise<string> {
    const transport = transportTo([node]);
    const writer = this.#newWriter(runner(transport));
    const row = writer.row({
      kind: "sendMessage",
      conversationId: this.roomId,
      text: `attempt ${Math.random()}`,
    });
    const request = { rows: [row], accountId: "" };
    const route = { kind: "pin", node: node.name } as const;
    const reply = await transport.call("write", request, {
      route,
      deadlineMs: 3_000,
      token: this.token,
    });
    transport.close();
    return reply.ok ? "" : reply.failure.reason || `code ${reply.failure.code}`;
  }

  /** The same for a read of the room's newest page; "" when it answered. */
  async attemptRead(node: RealNode): Promise<string> {
    const transport = transportTo([node]);
    const request = { conversationId: this.roomId, beforeSeq: 2 ** 40, pageSize: 1 };
    const options = { route: { kind: "pin", node: node.name }, deadlineMs: 3_000 } as const;
    const reply = await transport.call("listMessages", request, { ...options, token: this.token });
    transport.close();
    return reply.ok ? "" : reply.failure.reason || `code ${reply.failure.code}`;
  }

  /** Whom a node believes to lead. */
  async leader(nodes: readonly RealNode[]): Promise<string> {
    const transport = transportTo(nodes);
    const reply = await transport.call(
      "now",
      {},
      { route: { kind: "any", avoid: [] }, deadlineMs: 1_000, token: "" },
    );
    transport.close();
    return reply.ok ? reply.value.leader : "";
  }

  /** The room as this node holds it. */
  async history(node: RealNode): Promise<readonly string[]> {
    const transport = transportTo([node]);
    const reading = { token: this.token, conversationId: this.roomId };
    const { messages } = await readWholeHistory(runner(transport), reading);
    transport.close();
    return messages.map(({ text }) => text);
  }

  async #writeAs(name: string): Promise<void> {
    const writer = this.#writers.get(name) ?? this.#newWriter(this.#calls);
    this.#writers.set(name, writer);
    for (let number = 1; !this.#isStopped; number += 1) {
      // In brackets: none is the beginning of another, wherever their bytes are looked for.
      const text = `[${name}-${this.acknowledged.length}-${number}]`;
      const row = writer.row({ kind: "sendMessage", conversationId: this.roomId, text });
      const begun = performance.now();
      const end = await writer.write([row]);
      if (end.ok && end.value.answers[0]?.outcome.kind === "messageSent") {
        this.acknowledged.push(text);
        this.lastAt = performance.now();
        this.latenciesMs.push(this.lastAt - begun);
      } else this.failures.push(end.ok ? JSON.stringify(end.value.answers) : end.problem.message);
      await late(PAUSE_MS);
    }
  }

  #newWriter(calls: CallRunner): LoadWriter {
    const clientId = systemChance.clientId();
    return new LoadWriter({ calls, token: this.token, clientId, bornMs: this.#bornMs });
  }
}

/** What is wrong with a node's history: acknowledged texts that are missing, and texts that are there twice. */
export function flaws(
  acknowledged: readonly string[],
  history: readonly string[],
): readonly string[] {
  const held = new Set(history);
  const lost = acknowledged.filter((text) => !held.has(text)).map((text) => `lost: ${text}`);
  const seen = new Set<string>();
  const doubled = history.filter((text) => seen.has(text) || !seen.add(text));
  return [...lost, ...doubled.map((text) => `doubled: ${text}`)];
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function transportTo(nodes: readonly RealNode[]): Transport {
  return new GrpcJsTransport({ nodes: nodes.map(({ name, grpc }) => ({ name, address: grpc })) });
}

function runner(transport: Transport): CallRunner {
  return new CallRunner({ transport, clock: systemClock, chance: systemChance });
}
