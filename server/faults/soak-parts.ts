/**
 * The parts of `npm run soak -- --part storage`. A part is one line of the table; a round of it is bounded, is decided by a
 * seed as far as processes can be, and throws when a promise is broken.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { cutCluster } from "./cluster-cuts.ts";
import { checkLife } from "./crash-life.ts";
import { SmallDisk, whyNoStrace } from "./fault-tools.ts";
import { MEMORY_HOME } from "./memory-folder.ts";
import { CutLog, lossesIn } from "./power-cuts.ts";
import { PowerSwitch, whyNoPowerCut } from "./power-switch.ts";

/** Added up over all rounds. */
export type Figures = Readonly<Record<string, number>>;

export interface SoakPart {
  readonly name: string;
  /** Null, or why this machine cannot do it. */
  whyNot(): Promise<string | null>;
  round(seed: number): Promise<Figures>;
}

const DISK_MEBIBYTES = 256;
const CUTS_A_ROUND = 50;
const CONTROL_LIVES = 20;
const CONTROL_LEAST = 19;

export const SOAK_PARTS: readonly SoakPart[] = [
  { name: "crash prefixes", whyNot: async () => whyNoStrace(), round: crashPrefixes },
  { name: "power cuts", whyNot: whyNoPowerCut, round: powerCuts },
  { name: "power cuts of nodes", whyNot: whyNoPowerCut, round: clusterCuts },
  { name: "negative control", whyNot: whyNoPowerCut, round: control },
  tests("crash points", "crash-points"),
  tests("damage", "damaged-logs", { PARLEY_DAMAGE_PARTS: "40" }),
  tests("damaged members", "damaged-members"),
  tests("order of syncs", "sync-order"),
  tests("failing disks", "failing-disks"),
  tests("full disks", "full-disks"),
  tests("snapshots", "snapshot"),
  tests("diverged states", "diverged-states"),
];

async function crashPrefixes(seed: number): Promise<Figures> {
  const workload = { seed, compactEvery: 5 + (seed % 40), largeEvery: seed % 3 === 0 ? 40 : 0 };
  const reopenEvery = 20 + (seed % 30);
  const order = {
    workload,
    before: seed % 40,
    steps: 90,
    reopenEvery,
    recopies: seed % 2 === 0,
    control: null,
  };
  const { states, verdicts, examples } = await checkLife({ ...order, tornFolders: 6 });
  if (examples.length > 0) throw new Error(examples.join("\n"));
  return { states, judged: verdicts.kept };
}

async function powerCuts(seed: number): Promise<Figures> {
  return await onDisk(async (disk, power) => {
    const acknowledgements = { least: 0, most: 150 };
    const log = await CutLog.make({ disk, power, seed, control: null, acknowledgements });
    let acknowledged = 0;
    for (let cuts = 0; cuts < CUTS_A_ROUND; cuts += 1) {
      const cut = await log.cut();
      if (cut.verdict.kind !== "kept") throw new Error(JSON.stringify(cut));
      acknowledged += cut.acknowledged;
    }
    return { cuts: CUTS_A_ROUND, acknowledged };
  });
}

async function clusterCuts(seed: number): Promise<Figures> {
  return { ...(await cutCluster(seed, [1, 3, 5])) };
}

async function control(): Promise<Figures> {
  return await onDisk(async (disk, power) => {
    const normal = await lossesIn(CONTROL_LIVES, { disk, power, control: "NORMAL" });
    const injection = "fsync,fdatasync:retval=0";
    const unsynced = await lossesIn(CONTROL_LIVES, { disk, power, control: null, injection });
    const losses = [normal.losses, unsynced.losses];
    if (Math.min(...losses) < CONTROL_LEAST)
      throw new Error(
        `without syncs only ${losses.join(" and ")} of ${CONTROL_LIVES} lost something`,
      );
    return {
      "lives without syncs": 2 * CONTROL_LIVES,
      "that lost": normal.losses + unsynced.losses,
    };
  });
}

async function onDisk(
  run: (disk: SmallDisk, power: PowerSwitch) => Promise<Figures>,
): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), "parley-power-"));
  const disk = SmallDisk.mount(folder, DISK_MEBIBYTES, MEMORY_HOME);
  const power = new PowerSwitch();
  try {
    return await run(disk, power);
  } finally {
    power.close();
    disk.unmount();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Test files of this room once more, at greater length if they know how. What they skip they say themselves. */
function tests(name: string, files: string, env: Readonly<Record<string, string>> = {}): SoakPart {
  return {
    name,
    whyNot: () => Promise.resolve(null),
    async round() {
      const vitest = join(import.meta.dirname, "../../node_modules/vitest/vitest.mjs");
      const args = [vitest, "run", "--project", "faults", "--no-file-parallelism"];
      const child = spawn(process.execPath, [...args, `server/faults/${files}`], {
        cwd: join(import.meta.dirname, "../.."),
        env: { ...process.env, ...env },
        stdio: "inherit",
      });
      const code = await new Promise((resolve) => child.once("close", resolve));
      if (code !== 0) throw new Error(`the tests of ${files} failed`);
      return { runs: 1 };
    },
  };
}
