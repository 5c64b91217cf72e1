/**
 * Folders of real members that are damaged while they are down. Up to two of five: they come back by themselves and
 * nothing acknowledged is lost. Three and more: the cluster halts and says why, and never answers with wrong data.
 */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { flaws, People } from "./people.ts";
import { metric, RealNodes, until } from "./real-nodes.ts";
import type { RealNode } from "./real-nodes.ts";

const REPAIR_MS = 60_000;
const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

type Harm = (folder: string) => void;

const flipAt =
  (file: string, share: number): Harm =>
  (folder) => {
    const path = join(folder, file);
    const bytes = readFileSync(path);
    const at = Math.floor((bytes.length - 1) * share);
    bytes[at] = (bytes[at] ?? 0) ^ 0x20;
    writeFileSync(path, bytes);
  };
const cutTo =
  (file: string, share: number): Harm =>
  (folder) => {
    const path = join(folder, file);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, Math.floor(bytes.length * share)));
  };
/** Everything from the middle of what the write-ahead log holds is gone for SQLite, without a word from it. */
const loseNewest: Harm = (folder) => {
  const path = join(folder, "raft.db-wal");
  const bytes = readFileSync(path);
  const frameBytes = FRAME_HEADER_BYTES + bytes.readUInt32BE(8);
  const salts = bytes.subarray(16, 24);
  let live = 0;
  while (salts.equals(bytes.subarray(WAL_HEADER_BYTES + live * frameBytes + 8).subarray(0, 8)))
    live += 1;
  const at = WAL_HEADER_BYTES + Math.floor(live / 2) * frameBytes + FRAME_HEADER_BYTES + 100;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
};
const overwrite =
  (file: string): Harm =>
  (folder) =>
    writeFileSync(join(folder, file), "no such thing ".repeat(500));
const lose =
  (file: string): Harm =>
  (folder) =>
    rmSync(join(folder, file), { force: true });

const REPAIRED: readonly (readonly [what: string, nodes: 1 | 2, harm: Harm])[] = [
  ["newest entries of the log", 1, loseNewest],
  ["newest entries of two logs", 2, loseNewest],
  ["a page in the middle of the log", 1, flipAt("raft.db", 0.5)],
  ["the end of the log's file", 1, cutTo("raft.db", 0.4)],
  ["all of two logs' files", 2, overwrite("raft.db")],
  ["one slot of the mark", 1, flipAt("mark", 0)],
  ["the state, header and all", 1, overwrite("state.db")],
  ["the state of two", 2, cutTo("state.db", 0.5)],
  ["the state, lost", 1, lose("state.db")],
];

describe("a cluster of five", () => {
  let nodes: RealNodes;
  let people: People;

  beforeAll(async () => {
    nodes = await RealNodes.make(5);
    await nodes.startAll();
    people = await People.join(nodes.living);
    people.write(3);
    await people.more(100);
  }, 60_000);

  afterAll(async () => {
    await nodes.end();
    people.close();
  });

  /** The first followers and, with `includeLeader`, the leader too. */
  async function victims(count: number): Promise<readonly RealNode[]> {
    let leader = "";
    await until(
      "there is a leader",
      async () => (leader = await people.leader(nodes.living)) !== "",
      10_000,
    );
    const followers = nodes.living.filter(({ name }) => name !== leader);
    return [nodes.node(leader), ...followers].slice(0, count);
  }

  async function killAll(some: readonly RealNode[]): Promise<void> {
    for (const { kill } of some) kill();
    await Promise.all(some.map(({ ended }) => ended));
  }

  async function isRefilled(names: readonly string[]): Promise<boolean> {
    const others = nodes.living.filter(({ name }) => !names.includes(name));
    const commits = await Promise.all(others.map((node) => metric("raft_commit_index", node)));
    for (const name of names) {
      const node = nodes.node(name);
      if ((await metric("raft_is_recovering", node)) !== 0) return false;
      if ((await metric("raft_applied_index", node)) < Math.max(...commits) - 50) return false;
    }
    return true;
  }

  it.each(REPAIRED)(
    "loses nothing with %s of %i damaged, and is whole again by itself",
    async (what, count, harm) => {
      const hurt = await victims(count);
      await killAll(hurt);
      await people.more(20);
      for (const { folder } of hurt) harm(folder);
      const begun = performance.now();
      const names = hurt.map(({ name }) => name);
      for (const name of names) await nodes.bringBack(name, REPAIR_MS);
      await until(
        `${names.join(" and ")} hold everything again`,
        () => isRefilled(names),
        REPAIR_MS,
      );
      console.log(`${what}: whole again after ${Math.round(performance.now() - begun)} ms`);
      await people.more(20);
      expect(people.failures).toEqual([]);
      const acknowledged = [...people.acknowledged];
      for (const name of names)
        expect(flaws(acknowledged, await people.history(nodes.node(name)))).toEqual([]);
    },
    150_000,
  );

  it.each([
    ["both slots of the mark", overwrite("mark"), "mark"],
    ["its identity", flipAt("identity.json", 0.3), "identity.json"],
  ] as const)(
    "refuses a member with %s damaged, with a sentence, and takes it as it was",
    async (_what, harm, file) => {
      const [, victim] = await victims(2);
      if (victim === undefined) throw new Error("nobody follows");
      await killAll([victim]);
      const path = join(victim.folder, file);
      copyFileSync(path, `${path}.kept`);
      harm(victim.folder);
      await expect(nodes.start(victim.name)).rejects.toThrow(/\(code 2\): .*[.!]$/);
      await people.more(20);
      copyFileSync(`${path}.kept`, path);
      await nodes.bringBack(victim.name, 20_000);
      expect(people.failures).toEqual([]);
    },
    60_000,
  );

  it("halts with three of five logs short, says so, and gives no wrong answer", async () => {
    await people.stop();
    const hurt = await victims(3);
    for (const node of nodes.living) expect(await people.attemptRead(node)).toBe("");
    await killAll(nodes.living);
    for (const { folder } of hurt) loseNewest(folder);
    await nodes.startAll();
    for (const { name } of hurt)
      expect(await metric("raft_is_recovering", nodes.node(name))).toBe(1);
    for (const node of nodes.living) {
      expect(await people.attempt(node)).toMatch(/^(NO_LEADER|CORRUPT|OUTCOME_UNKNOWN|code 4)$/);
      expect(await people.attemptRead(node)).toMatch(/^(NO_LEADER|CORRUPT|code 4)$/);
      expect(await people.leader([node])).toBe("");
    }
    for (const { folder } of hurt) {
      expect(readFileSync(join(folder, "logs", "node.log"), "utf8")).toMatch(/recovering: .*lacks/);
    }
  }, 150_000);
});
