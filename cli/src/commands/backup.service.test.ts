/** `parley backup`, `restore` and `verify` on real nodes, while people write. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CallRunner, newCaller } from "@parley/client/call-runner.ts";
import { LoadWriter } from "@parley/client/load-writer.ts";
import { systemChance, systemClock } from "@parley/client/system-clock.ts";
import { GrpcJsTransport } from "@parley/client/transports/grpc-js.ts";
import { expect, onTestFinished, test, vi } from "vitest";
import {
  done,
  freshFolder,
  historyAt,
  parley,
  start,
  startWriting,
} from "../../cluster-under-test.ts";
import { findFreePorts, startCluster, type StartedCluster } from "../../started-cluster.ts";

const TEST_MS = 150_000;
const POLL = { timeout: 20_000, interval: 50 };

interface BackedUp {
  readonly event: string;
  readonly file: string;
  readonly node: string;
  readonly index: number;
  readonly messages: number;
  readonly bytes: number;
  readonly stateHash: string;
  readonly clusterId: string;
}

async function json<Line>(...args: readonly string[]): Promise<Line> {
  const { said, code } = parley(...args, "--json");
  expect([await code, said.err]).toEqual([0, said.err]);
  return JSON.parse(said.out) as Line; // Our own program's line.
}

async function refusal(...args: readonly string[]): Promise<string> {
  const { said, code } = parley(...args);
  expect(await code).toBe(2);
  return said.err.trim();
}

/** One message through the edge, under the key of this client's first write. */
async function writeFirst(
  cluster: StartedCluster,
  { token, conversationId }: { readonly token: string; readonly conversationId: string },
  client: { readonly clientId: string; readonly bornMs: number },
) {
  const transport = new GrpcJsTransport({ edge: new URL(cluster.url).host });
  onTestFinished(() => transport.close());
  const calls = new CallRunner({ transport, clock: systemClock, chance: systemChance });
  const writer = new LoadWriter({ calls, token, ...client });
  const text = "exactly once";
  const end = await writer.write([writer.row({ kind: "sendMessage", conversationId, text })]);
  if (!end.ok) throw new Error(end.problem.message);
  return end.value.answers;
}

async function logTime(cluster: StartedCluster): Promise<number> {
  const transport = new GrpcJsTransport({ edge: new URL(cluster.url).host });
  onTestFinished(() => transport.close());
  const calls = new CallRunner({ transport, clock: systemClock, chance: systemChance });
  const now = await calls.run("now", {}, { caller: newCaller(), token: "" });
  if (!now.ok) throw new Error(now.problem.message);
  return now.value.timeMs;
}

test(
  "a backup under load becomes another cluster with everything up to its index; a repeated write is answered as at first",
  { timeout: TEST_MS },
  async () => {
    const data = freshFolder();
    const folder = freshFolder();
    const cluster = await start(data, 3);
    const writing = await startWriting(cluster);
    const client = { clientId: systemChance.clientId(), bornMs: await logTime(cluster) };
    const first = await writeFirst(cluster, writing, client);
    await vi.waitUntil(() => writing.acknowledged.length > 100, POLL);

    const before = [...writing.acknowledged];
    const file = join(folder, "monday.parley");
    const backup = await json<BackedUp>("backup", file, "--data", data);
    expect(backup).toMatchObject({ event: "backedUp", file });
    expect(backup.bytes).toBe(statSync(file).size);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(backup.messages).toBeGreaterThanOrEqual(before.length + 1);
    const { leader } = await done(data, "status");
    expect(backup.node).not.toBe(leader);
    // Nobody waits for a backup: more was acknowledged meanwhile.
    expect(writing.acknowledged.length).toBeGreaterThan(before.length);

    expect(await refusal("backup", file, "--data", data)).toContain("left as it is");
    const again = await json<BackedUp>("backup", file, "--data", data, "--force", "--node", leader);
    expect(again).toMatchObject({ node: leader });
    expect(again.index).toBeGreaterThan(backup.index);
    expect(readdirSync(folder)).toEqual(["monday.parley"]);
    expect(await json("verify", file)).toMatchObject({ what: "backup", isSound: true });
    await writing.stop();
    await cluster.stop();
    expect(await json("verify", data)).toMatchObject({ what: "data folder", isSound: true });

    const target = join(freshFolder(), "restored");
    const port = await findFreePorts();
    const shape = ["--nodes", "5", "--port", String(port)];
    const restored = await json<{ index: number; clusterId: string; nodes: readonly string[] }>(
      "restore",
      file,
      "--data",
      target,
      ...shape,
    );
    expect(restored.index).toBe(again.index);
    expect(restored.nodes).toHaveLength(5);
    expect(restored.clusterId).not.toBe(backup.clusterId);
    expect(await json("verify", target)).toMatchObject({ isSound: true });
    expect(await refusal("restore", file, "--data", target)).toContain("never replaces");
    const token = (of: string): string => readFileSync(join(of, "operator-token"), "utf8");
    expect(token(target)).not.toBe(token(data));

    const heir = await startCluster({ data: target, port });
    onTestFinished(() => heir.stop());
    const { members } = await done(target, "status");
    for (const member of members) {
      const history = await historyAt(member, writing);
      const held = new Set(history);
      expect(held.size).toBe(history.length);
      expect(before.filter((text) => !held.has(text))).toEqual([]);
      expect(history.filter((text) => text === "exactly once")).toHaveLength(1);
      expect(history).toHaveLength(again.messages);
    }
    expect(await writeFirst(heir, writing, client)).toEqual(first);
    const [one] = members;
    if (one === undefined) throw new Error("the new cluster has members");
    const afterwards = await historyAt(one, writing);
    expect(afterwards.filter((text) => text === "exactly once")).toHaveLength(1);
  },
);

test("a backup that cannot be is one sentence, and leaves nothing behind", async () => {
  const data = freshFolder();
  const folder = freshFolder();
  const file = join(folder, "backup");
  expect(await refusal("backup", file, "--data", data)).toMatch(/no cluster in|operator's token/);
  expect(await refusal("backup", join(folder, "none", "x"), "--data", data)).toContain("no folder");
  mkdirSync(file);
  expect(await refusal("backup", file, "--data", data)).toContain("is no file");
  expect(readdirSync(folder)).toEqual(["backup"]);
  expect(existsSync(join(data, "edge"))).toBe(false);
});

test.each([
  ["restore", (folder: string) => join(folder, "none"), /There is no file/],
  ["restore", (folder: string) => folder, /is no file/],
  ["verify", (folder: string) => join(folder, "none"), /nothing at/],
  ["verify", (folder: string) => folder, /neither a data folder nor/],
])("%s of what is none is one sentence", async (verb, pathIn, sentence) => {
  const folder = freshFolder();
  const target = join(folder, "target");
  const more = verb === "restore" ? ["--data", target] : [];
  expect(await refusal(verb, pathIn(folder), ...more)).toMatch(sentence);
  expect(existsSync(target)).toBe(false);
});

test("verify ends with 1 and says what is wrong, in sentences and as JSON", async () => {
  const file = join(freshFolder(), "backup");
  writeFileSync(file, "no backup at all, but long enough to be looked at");
  const people = parley("verify", file);
  expect(await people.code).toBe(1);
  expect(people.said.out).toMatch(
    /✗ backup .*cut off, or is none.*\n\nThe backup .* is not sound: 1 flaw/,
  );
  const scripts = parley("verify", file, "--json");
  expect(await scripts.code).toBe(1);
  expect(JSON.parse(scripts.said.out)).toMatchObject({ isSound: false, what: "backup" });
});
