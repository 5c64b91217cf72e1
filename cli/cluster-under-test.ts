/** Test support: a cluster under the real command line, people who write to it, and what its nodes hold. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CallRunner, newCaller } from "@parley/client/call-runner.ts";
import { createChatClient } from "@parley/client/chat-client.ts";
import { LoadWriter } from "@parley/client/load-writer.ts";
import { systemChance, systemClock } from "@parley/client/system-clock.ts";
import { GrpcJsTransport } from "@parley/client/transports/grpc-js.ts";
import { readWholeHistory } from "@parley/client/whole-history.ts";
import { expect, onTestFinished } from "vitest";
import { startCluster, type StartedCluster } from "./started-cluster.ts";

const MAIN = fileURLToPath(new URL("./src/main.ts", import.meta.url));
const WRITERS = 4;

export interface Members {
  readonly event: string;
  readonly ok: boolean;
  readonly leader: string;
  readonly name?: string;
  readonly changing: boolean;
  readonly members: readonly {
    readonly name: string;
    readonly standing: string;
    readonly reachable: boolean;
    readonly client: string;
  }[];
}

export function freshFolder(): string {
  const data = mkdtempSync(join(tmpdir(), "parley-cluster-"));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  return data;
}

export async function start(data: string, nodes: 1 | 3 | 5): Promise<StartedCluster> {
  const cluster = await startCluster({ data, nodes });
  onTestFinished(() => cluster.stop());
  return cluster;
}

/** `parley …`, to its end. */
export function parley(...args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...args]);
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.err += text));
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.once("close", resolve);
  return { child, said, code: promise };
}

/** `parley cluster …`, which does what it should. */
export async function done(data: string, ...args: readonly string[]): Promise<Members> {
  const { said, code } = parley("cluster", ...args, "--data", data, "--json");
  expect([await code, said.err]).toEqual([0, said.err]);
  return JSON.parse(said.out) as Members; // Our own program's line.
}

export async function refused(data: string, ...args: readonly string[]): Promise<string> {
  const { said, code } = parley("cluster", ...args, "--data", data);
  expect(await code).not.toBe(0);
  return said.err.trim();
}

export const namesOf = ({ members }: Members): readonly string[] => members.map(({ name }) => name);

/** People who write through the edge until told to stop, and what was acknowledged to them. */
export async function startWriting(cluster: StartedCluster) {
  const edge = new URL(cluster.url).host;
  const transport = new GrpcJsTransport({ edge });
  onTestFinished(() => transport.close());
  // Closes its own transport with itself.
  const chat = createChatClient({ transport: new GrpcJsTransport({ edge }) });
  const { token } = await chat.createAccount("writer", "a password for a test");
  const room = await chat.createRoom("room").outcome;
  if (room.kind !== "conversationChanged") throw new Error(`no room: ${JSON.stringify(room)}`);
  const conversationId = room.conversation.id;
  const calls = new CallRunner({ transport, clock: systemClock, chance: systemChance });
  const now = await calls.run("now", {}, { caller: newCaller(), token: "" });
  if (!now.ok) throw new Error(now.problem.message);
  chat.close();
  const acknowledged: string[] = [];
  let isOver = false;
  const write = async (at: number): Promise<void> => {
    const clientId = systemChance.clientId();
    const writer = new LoadWriter({ calls, token, clientId, bornMs: now.value.timeMs });
    for (let number = 1; !isOver; number += 1) {
      const text = `${at}-${number}`;
      const end = await writer.write([writer.row({ kind: "sendMessage", conversationId, text })]);
      if (!end.ok) throw new Error(`${text} ended without an answer: ${end.problem.message}`);
      acknowledged.push(text);
      await pause(10);
    }
  };
  const writers = Promise.all(Array.from({ length: WRITERS }, (_, at) => write(at)));
  const stop = async (): Promise<void> => {
    isOver = true;
    await writers;
  };
  return { token, conversationId, acknowledged, stop };
}

/** What one node itself holds of the conversation. */
export async function historyAt(
  member: Members["members"][number],
  reading: { readonly token: string; readonly conversationId: string },
): Promise<readonly string[]> {
  const transport = new GrpcJsTransport({
    nodes: [{ name: member.name, address: member.client }],
  });
  const calls = new CallRunner({ transport, clock: systemClock, chance: systemChance });
  const { messages } = await readWholeHistory(calls, reading);
  transport.close();
  return messages.map(({ text }) => text);
}
