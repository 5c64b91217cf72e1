/** Power cuts of one, three and all of five real nodes at once, while people write. */
import { join } from "node:path";

import { Random } from "../src/raft/random.ts";
import { SmallDisk } from "./fault-tools.ts";
import { MEMORY_HOME } from "./memory-folder.ts";
import { flaws, People } from "./people.ts";
import { PowerSwitch } from "./power-switch.ts";
import { late, RealNodes } from "./real-nodes.ts";

const NODES = 5;
/** With room for the reserve that a node keeps free. */
const DISK_MEBIBYTES = 384;
const WRITERS = 3;
const BETWEEN_CUTS = 40;
const BACK_MS = 60_000;
const MOMENT_MS = 300;

export interface ClusterCuts {
  /** Disks that lost their power. */
  readonly cuts: number;
  readonly acknowledged: number;
}

/** `howMany`: victims of each blow, one blow after the other. Throws when anything acknowledged is lost or doubled. */
export async function cutCluster(seed: number, howMany: readonly number[]): Promise<ClusterCuts> {
  const random = new Random(seed);
  const power = new PowerSwitch();
  const disks = new Map<string, SmallDisk>();
  let [nodes, people]: [RealNodes | null, People | null] = [null, null];
  let cuts = 0;
  try {
    nodes = await RealNodes.make(NODES, async (data) => {
      for (let at = 1; at <= NODES; at += 1)
        disks.set(`n${at}`, SmallDisk.mount(join(data, `n${at}`), DISK_MEBIBYTES, MEMORY_HOME));
    });
    await nodes.startAll();
    people = await People.join(nodes.living);
    people.write(WRITERS);
    for (const count of howMany) {
      await people.more(BETWEEN_CUTS, BACK_MS);
      await late(random.below(MOMENT_MS));
      await strike(nodes, victims(nodes.names, count, random), disks, power);
      cuts += count;
    }
    await people.more(BETWEEN_CUTS, BACK_MS);
    await people.stop();
    for (const node of nodes.living) {
      const found = flaws(people.acknowledged, await people.history(node));
      if (found.length > 0) throw new Error(`${node.name}: ${found.slice(0, 5).join(", ")}`);
    }
    return { cuts, acknowledged: people.acknowledged.length };
  } finally {
    power.close();
    people?.close();
    for (const { kill, ended } of nodes?.living ?? []) {
      kill();
      await ended;
    }
    for (const disk of disks.values()) disk.unmount();
    await nodes?.end();
  }
}

/** All of them fall before the first comes back. */
async function strike(
  nodes: RealNodes,
  names: readonly string[],
  disks: ReadonlyMap<string, SmallDisk>,
  power: PowerSwitch,
): Promise<void> {
  const struck = names.map((name) => ({ name, disk: disks.get(name), node: nodes.node(name) }));
  for (const { disk } of struck) if (disk !== undefined) await power.cut(disk);
  for (const { node } of struck) {
    node.kill();
    await node.ended;
  }
  for (const { disk } of struck) disk?.remount();
  await Promise.all(names.map((name) => nodes.bringBack(name, BACK_MS)));
}

function victims(names: readonly string[], count: number, random: Random): readonly string[] {
  const left = [...names];
  return Array.from({ length: count }, () => left.splice(random.below(left.length), 1)).flat();
}
