/** `parley cluster` on real nodes behind the real Envoy, while people write. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
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
import { expect, onTestFinished, test, vi } from "vitest";
import { startCluster, type StartedCluster } from "../../started-cluster.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const TEST_MS = 120_000;
const POLL = { timeout: 20_000, interval: 50 };
const WRITERS = 4;

interface Members {
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

function freshFolder(): string {
  const data = mkdtempSync(join(tmpdir(), "parley-cluster-"));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  return data;
}

async function start(data: string, nodes: 1 | 3 | 5): Promise<StartedCluster> {
  const cluster = await startCluster({ data, nodes });
  onTestFinished(() => cluster.stop());
  return cluster;
}

/** `parley cluster …`, to its end. */
async function parley(data: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, "cluster", ...args, "--data", data]);
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.err += text));
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.once("close", resolve);
  return { child, said, code: promise };
}

async function done(data: string, ...args: readonly string[]): Promise<Members> {
  const { said, code } = await parley(data, ...args, "--json");
  expect([await code, said.err]).toEqual([0, said.err]);
  return JSON.parse(said.out) as Members; // Our own program's line.
}

async function refused(data: string, ...args: readonly string[]): Promise<string> {
  const { said, code } = await parley(data, ...args);
  expect(await code).not.toBe(0);
  return said.err.trim();
}

const namesOf = ({ members }: Members): readonly string[] => members.map(({ name }) => name);

/** People who write through the edge until told to stop, and what was acknowledged to them. */
async function startWriting(cluster: StartedCluster) {
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
async function historyAt(
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

function published(data: string): readonly string[] {
  const file = readFileSync(join(data, "edge", "endpoints", "nodes.json"), "utf8");
  return [...file.matchAll(/"hostname": "(n\d+)"/g)].map(([, name]) => name ?? "");
}

test(
  "while people write, a sixth node is added, the leader removed and a killed node replaced; nothing acknowledged is lost",
  { timeout: TEST_MS },
  async () => {
    const data = freshFolder();
    const cluster = await start(data, 5);
    const writing = await startWriting(cluster);

    const six = await done(data, "add");
    expect(six).toMatchObject({ event: "added", ok: true, name: "n6", changing: false });
    expect(namesOf(six)).toEqual(["n1", "n2", "n3", "n4", "n5", "n6"]);
    await expect.poll(() => published(data), POLL).toEqual(namesOf(six));

    const five = await done(data, "remove", six.leader);
    expect(five).toMatchObject({ event: "removed", ok: true, name: six.leader });
    expect(namesOf(five)).toEqual(namesOf(six).filter((name) => name !== six.leader));
    await expect.poll(() => published(data), POLL).toEqual(namesOf(five));

    const victim = cluster.nodes.find(({ id }) => id !== six.leader && id !== five.leader);
    cluster.kill(victim?.id ?? "");
    const replaced = await done(data, "replace", victim?.id ?? "");
    expect(replaced).toMatchObject({ event: "replaced", ok: true, name: "n7" });
    const expected = [...namesOf(five).filter((name) => name !== victim?.id), "n7"];
    expect(namesOf(replaced)).toEqual(expected);
    await expect.poll(() => published(data), POLL).toEqual(expected);

    const heir = namesOf(replaced).find((name) => name !== replaced.leader) ?? "";
    expect(await done(data, "transfer", heir)).toMatchObject({ leader: heir });

    await writing.stop();
    expect(writing.acknowledged.length).toBeGreaterThan(100);
    const last = await done(data, "status");
    expect(last.members.every(({ standing, reachable }) => standing === "voter" && reachable)).toBe(
      true,
    );
    for (const member of last.members) {
      const history = await historyAt(member, writing);
      const held = new Set(history);
      const missing = writing.acknowledged.filter((text) => !held.has(text));
      expect({ node: member.name, missing }).toEqual({ node: member.name, missing: [] });
      expect(held.size).toBe(history.length);
    }
  },
);

test(
  "a change that was interrupted goes on with the same command; what cannot be done is refused with the way out",
  { timeout: TEST_MS },
  async () => {
    const data = freshFolder();
    const cluster = await start(data, 3);
    const begun = await parley(data, "add");
    await vi.waitUntil(() => begun.said.out.includes("folder"), POLL);
    begun.child.kill("SIGINT");
    expect(await begun.code).toBe(130);
    expect(begun.said.err).toContain("the same command goes on from there");
    expect(await done(data, "add")).toMatchObject({ event: "added", name: "n4" });

    const { leader } = await done(data, "remove", "n4");
    const [first, second] = cluster.nodes.filter(({ id }) => id !== leader);
    expect(await done(data, "remove", "n4")).toMatchObject({ event: "removed", leader });
    expect(await refused(data, "replace", "n4")).toMatch(/no member n4 any more; its members are/);
    expect(await refused(data, "transfer", "n4")).toContain("no member n4 any more");
    expect(await refused(data, "replace", "n9")).toContain("no member n9");
    cluster.kill(first?.id ?? "");
    // Of the two left one would be dead: nothing could be written.
    expect(await refused(data, "remove", second?.id ?? "")).toMatch(/cannot be reached.*replace/);
    const status = await done(data, "status");
    expect(namesOf(status)).toEqual(["n1", "n2", "n3"]);

    cluster.kill(second?.id ?? "");
    const { said, code } = await parley(data, "status");
    expect(await code).toBe(1);
    expect(said.out).toMatch(/Nobody leads|No majority/);
  },
);

test(
  "a member that slept while everybody it knew was replaced is found by the new ones and learns from them",
  { timeout: TEST_MS },
  async () => {
    const data = freshFolder();
    const cluster = await start(data, 3);
    const sleeper = cluster.node("n2");
    cluster.kill("n2");
    await done(data, "replace", "n1");
    const changed = await done(data, "replace", "n3");
    expect(namesOf(changed)).toEqual(["n2", "n4", "n5"]);
    // Its log names n1 and n3 as the others, and neither is there any more.
    await cluster.start(sleeper);
    await vi.waitUntil(async () => {
      const { members } = await done(data, "status");
      return members.every(({ reachable }) => reachable);
    }, POLL);
    // Who can lead holds all of the log.
    expect((await done(data, "transfer", "n2")).leader).toBe("n2");
  },
);
