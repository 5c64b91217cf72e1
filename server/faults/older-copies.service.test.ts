/**
 * One of three nodes comes back without its log, or with an older copy of its folder: it says so, counts for nothing,
 * is refilled by the others while people write, and lacks nothing afterwards (raft.md §3, foundations §1).
 */
import { cpSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { flaws, People } from "./people.ts";
import { metric, RealNodes, until } from "./real-nodes.ts";
import type { RealNode } from "./real-nodes.ts";

const WRITERS = 4;
/** From its start to its counting again; reliability.md row 31 allows a minute. */
const BACK_MS = 60_000;
const PATIENT = { timeout: 110_000 };

let nodes: RealNodes;
let people: People;

beforeAll(async () => {
  nodes = await RealNodes.make(3);
  await nodes.startAll();
  people = await People.join(nodes.living);
  people.write(WRITERS);
}, 60_000);

afterAll(async () => {
  await people.stop();
  people.close();
  await nodes.end();
}, 60_000);

async function follower(): Promise<RealNode> {
  let leader = "";
  const isKnown = async (): Promise<boolean> => {
    leader = await people.leader(nodes.living);
    return leader !== "";
  };
  await until("somebody leads", isKnown, 10_000);
  const node = nodes.living.find(({ name }) => name !== leader);
  if (node === undefined) throw new Error("three nodes run");
  return node;
}

async function stopped(node: RealNode): Promise<string> {
  node.kill();
  await node.ended;
  return node.folder;
}

function logOf(folder: string): string {
  const logs = join(folder, "logs");
  return readdirSync(logs)
    .map((name) => readFileSync(join(logs, name), "utf8"))
    .join("");
}

/** Until it counts again and holds all that people were told. */
async function isRefilled(node: RealNode): Promise<number> {
  const counts = async (): Promise<boolean> => (await metric("raft_is_recovering", node)) === 0;
  const tookMs = await until(`${node.name} counts again`, counts, BACK_MS);
  await people.more(20);
  return tookMs;
}

describe("a node of a cluster in which people write", () => {
  it("whose log is gone is refilled and lacks nothing", PATIENT, async () => {
    await people.more(100);
    const node = await follower();
    const folder = await stopped(node);
    for (const name of readdirSync(folder))
      if (name.startsWith("raft.db")) rmSync(join(folder, name));
    const back = await nodes.start(node.name);
    const tookMs = await isRefilled(back);
    expect(logOf(folder)).toContain("recovering: the log of this node lacks something");
    console.log(`without its log: counted again ${Math.round(tookMs)} ms after it listened`);
  });

  it("whose folder is an older copy is told so by the others and refilled", PATIENT, async () => {
    const node = await follower();
    const folder = await stopped(node);
    const copy = `${folder}-copy`;
    cpSync(folder, copy, { recursive: true });
    await isRefilled(await nodes.start(node.name));
    await people.more(100);
    const [again] = nodes.living.filter(({ name }) => name === node.name);
    if (again === undefined) throw new Error("it runs");
    await stopped(again);
    rmSync(folder, { recursive: true });
    cpSync(copy, folder, { recursive: true });
    const back = await nodes.start(node.name);
    const isTold = (): boolean => logOf(folder).includes("so this is an older copy of it");
    await until("it was told that it is a copy", isTold, BACK_MS);
    const tookMs = await isRefilled(back);
    console.log(`an older copy: counted again ${Math.round(tookMs)} ms after it was told`);
  });

  it("holds with all others everything of which people were told", PATIENT, async () => {
    await people.stop();
    expect(people.failures).toEqual([]);
    for (const node of nodes.living)
      expect(flaws(people.acknowledged, await people.history(node))).toEqual([]);
  });
});
