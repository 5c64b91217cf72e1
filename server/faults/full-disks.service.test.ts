/**
 * Disks of real nodes that fill up, on small file systems of their own: writes are refused early and plainly, everybody
 * is told, and all of it ends by itself when there is room.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { SmallDisk, whyNoSmallDisk } from "./fault-tools.ts";
import { flaws, People } from "./people.ts";
import { metric, RealNodes, until } from "./real-nodes.ts";

/** With the data of a test on it there is still more than diskRoomBytes free. */
const DISK_MEBIBYTES = 320;
/** Leaves less than diskReserveBytes, and a good deal more than nothing. */
const NEARLY_FULL_MEBIBYTES = 220;
const PARLEY = join(import.meta.dirname, "../../cli/src/main.ts");
const TOLD_MS = 15_000;

const run = promisify(execFile);
const why = whyNoSmallDisk();
if (why !== null) console.warn(`SKIPPED 5 tests of full disks: ${why}`);

describe.skipIf(why !== null)("a disk that fills up", () => {
  const disks = new Map<string, SmallDisk>();
  let nodes: RealNodes;
  let people: People;

  beforeAll(async () => {
    nodes = await RealNodes.make(3, async (data) => {
      for (const name of ["n1", "n2", "n3"])
        disks.set(name, SmallDisk.mount(join(data, name), DISK_MEBIBYTES));
    });
    await nodes.startAll();
    people = await People.join(nodes.living);
    people.write(2);
  }, 60_000);

  afterAll(async () => {
    for (const { kill, ended } of nodes.living) {
      kill();
      await ended;
    }
    for (const disk of disks.values()) disk.unmount();
    await nodes.end();
    people.close();
  });

  const disk = (name: string): SmallDisk => {
    const found = disks.get(name);
    if (found === undefined) throw new Error(`${name} has no disk of its own`);
    return found;
  };
  const leaderNow = (): Promise<string> => people.leader(nodes.living);

  async function clusterStatus(): Promise<string> {
    const args = [PARLEY, "cluster", "status", "--data", nodes.data];
    const { stdout } = await run(process.execPath, args);
    return stdout;
  }

  it("lets its leader hand over to a node with room; people go on, operators are told, room ends it", async () => {
    const full = await leaderNow();
    disk(full).fill(NEARLY_FULL_MEBIBYTES);
    const tookMs = await until(
      "another node leads",
      async () => ![full, ""].includes(await leaderNow()),
      TOLD_MS,
    );
    console.log(`a leader on a nearly full disk handed over after ${Math.round(tookMs)} ms`);
    await people.more(20);
    expect(await metric("disk_is_full", nodes.node(full))).toBe(1);
    const isTold = async (): Promise<boolean> =>
      (await clusterStatus()).includes(`The disk of ${full} is nearly full`);
    await until("cluster status names it", isTold, TOLD_MS);
    disk(full).empty();
    await until(
      "it has room again",
      async () => (await metric("disk_is_full", nodes.node(full))) === 0,
      TOLD_MS,
    );
    expect(people.failures).toEqual([]);
  }, 120_000);

  it("is said plainly when no majority has room: DISK_FULL, not executed, while reads go on; room ends it", async () => {
    const before = await leaderNow();
    for (const name of nodes.names.filter((one) => one !== before))
      disk(name).fill(NEARLY_FULL_MEBIBYTES);
    await until(
      "writes are refused",
      async () => (await people.attempt(nodes.node(await leaderNow()))) === "DISK_FULL",
      TOLD_MS,
    );
    expect(await leaderNow()).toBe(before);
    const history = await people.history(nodes.node(before));
    expect(history.length).toBeGreaterThanOrEqual(people.acknowledged.length);
    for (const one of disks.values()) one.empty();
    await people.more(20);
    expect(people.failures).toEqual([]);
  }, 120_000);

  it("to the last byte ends a node with a plain line; it keeps trying and is back when there is room", async () => {
    const leader = await leaderNow();
    const name = nodes.names.find((one) => one !== leader) ?? "";
    const node = nodes.node(name);
    disk(name).fillUp();
    const { code, stderr } = await node.ended;
    expect({ code, lines: stderr.trim().split("\n").length }).toEqual({ code: 3, lines: 1 });
    await people.more(20);
    disk(name).empty();
    await nodes.bringBack(name, 30_000);
    await people.more(20);
    expect(people.failures).toEqual([]);
  }, 120_000);

  it("that turns read-only ends the node, and it is back when the disk can be written", async () => {
    const leader = await leaderNow();
    const name = nodes.names.find((one) => one !== leader) ?? "";
    const node = nodes.node(name);
    disk(name).turnReadOnly();
    const { code, signal, stderr } = await node.ended;
    // The two say the same (ending.ts): the second when the disk held up its last words. One line of them.
    expect(`${code ?? signal}: ${stderr.trim()}`).toMatch(/^(4|SIGUSR2): .+$/);
    await expect(nodes.start(name)).rejects.toThrow(/\(code 1\)/);
    disk(name).repair();
    await nodes.bringBack(name, 30_000);
    await people.more(20);
    expect(people.failures).toEqual([]);
  }, 120_000);

  it("has cost nobody anything that was acknowledged", async () => {
    await people.stop();
    const story = await people.history(nodes.node("n1"));
    expect(flaws(people.acknowledged, story)).toEqual([]);
    for (const node of nodes.living) expect(await people.history(node)).toEqual(story);
    expect(nodes.living).toHaveLength(3);
  }, 60_000);
});
