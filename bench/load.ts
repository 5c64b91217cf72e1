/** Writers in a closed loop: each sends its next message when the last one is answered. */
import { setTimeout as pause } from "node:timers/promises";
import { LoadWriter } from "@parley/client/load-writer.ts";
import { systemChance } from "@parley/client/system-clock.ts";
import type { Transport } from "@parley/client/transport.ts";
import { newRunner } from "./bench-cluster.ts";
import { type Acknowledged, textOf } from "./histories.ts";
import type { Ack } from "./silence.ts";

export interface LoadOptions {
  readonly transport: Transport;
  readonly writers: number;
  /** Between an answer and the next message. */
  readonly pauseMs: number;
  /** Before each writer's number, so that loads can run side by side. */
  readonly prefix: string;
  readonly token: string;
  readonly roomId: string;
  readonly bornMs: number;
}

export interface Load {
  readonly acknowledged: readonly Acknowledged[];
  /** Ascending. */
  readonly acks: readonly Ack[];
  /** Writes that ended without a known outcome after all patience. */
  readonly failed: readonly string[];
  stop(): Promise<void>;
}

export function startLoad(options: LoadOptions): Load {
  const calls = newRunner(options.transport);
  const acknowledged: Acknowledged[] = [];
  const acks: Ack[] = [];
  const failed: string[] = [];
  let isStopped = false;

  async function run(name: string): Promise<void> {
    const { token, bornMs, roomId } = options;
    const writer = new LoadWriter({ calls, token, clientId: systemChance.clientId(), bornMs });
    for (let number = 1; !isStopped; number += 1) {
      const line = { writer: name, number };
      const text = textOf(line);
      const row = writer.row({ kind: "sendMessage", conversationId: roomId, text });
      const end = await writer.write([row]);
      if (!end.ok || end.value.answers[0]?.outcome.kind !== "messageSent") {
        failed.push(end.ok ? JSON.stringify(end.value.answers) : end.problem.message);
        return;
      }
      acks.push({ at: performance.now(), node: end.facts.node });
      acknowledged.push(line);
      if (options.pauseMs > 0) await pause(options.pauseMs);
    }
  }

  const running = Array.from({ length: options.writers }, (_, at) => run(`${options.prefix}${at}`));
  return {
    acknowledged,
    acks,
    failed,
    async stop() {
      isStopped = true;
      await Promise.all(running);
    },
  };
}
