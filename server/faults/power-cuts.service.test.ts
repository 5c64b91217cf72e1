/**
 * Power cuts of a real ext4 under a real storage process (reliability.md, rows 27 and 29). What the machine does between
 * our calls and the platter is part of the test; how a drive's own cache lies is not.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { SmallDisk } from "./fault-tools.ts";
import { MEMORY_HOME } from "./memory-folder.ts";
import { type Cut, CutLog, lossesIn } from "./power-cuts.ts";
import { PowerSwitch, whyNoPowerCut } from "./power-switch.ts";

const DISK_MEBIBYTES = 256;
const CUTS_MAX = 100;
/** A machine that is too slow for all of them does as many as fit. */
const CUTS_MS = 60_000;
const CUTS_LEAST = 20;
const acknowledgements = { least: 0, most: 150 };
const CONTROL_RUNS = 20;
const CONTROL_SHARE = 0.95;
const LONG_MS = 240_000;

const why = await whyNoPowerCut();
if (why !== null) console.warn(`SKIPPED 3 tests of power cuts: ${why}`);

describe.skipIf(why !== null)("a disk that loses its power under load", () => {
  const folder = mkdtempSync(join(tmpdir(), "parley-power-"));
  let disk: SmallDisk;
  let power: PowerSwitch;

  beforeAll(() => {
    disk = SmallDisk.mount(folder, DISK_MEBIBYTES, MEMORY_HOME);
    power = new PowerSwitch();
  });
  afterAll(() => {
    power.close();
    disk.unmount();
    rmSync(folder, { recursive: true });
  });

  it(
    "has everything that was acknowledged, cut after cut, and never takes itself for damaged",
    async () => {
      const log = await CutLog.make({ disk, power, seed: 27, control: null, acknowledgements });
      const cuts: Cut[] = [];
      const until = performance.now() + CUTS_MS;
      const isTime = (): boolean => cuts.length < CUTS_LEAST || performance.now() < until;
      while (cuts.length < CUTS_MAX && isTime()) {
        const cut = await log.cut();
        cuts.push(cut);
        expect(cut).toMatchObject({ verdict: { kind: "kept" } });
      }
      const acknowledged = cuts.reduce((sum, cut) => sum + cut.acknowledged, 0);
      console.info(`${cuts.length} power cuts, ${acknowledged} acknowledged steps, none lost`);
    },
    LONG_MS,
  );

  it.each([
    { what: "synchronous=NORMAL", control: "NORMAL" },
    { what: "a sync that does nothing", control: null, injection: "fsync,fdatasync:retval=0" },
  ] as const)(
    "has lost something when it ran on $what",
    async ({ what, ...controlled }) => {
      const { losses, kinds } = await lossesIn(CONTROL_RUNS, { disk, power, ...controlled });
      console.info(
        `${what}: ${losses} of ${CONTROL_RUNS} cuts lost something (${[...new Set(kinds)].join()})`,
      );
      expect(losses).toBeGreaterThanOrEqual(CONTROL_RUNS * CONTROL_SHARE);
      expect(kinds).toContain("lost");
    },
    LONG_MS,
  );
});
