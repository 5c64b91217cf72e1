/**
 * A sync that really fails, on a real ext4: the device takes no new block, the kernel drops what it could not write and
 * goes on showing it. The next process is told nothing, by nobody. What it acknowledges must outlive a power cut.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { SmallDisk } from "./fault-tools.ts";
import { CutLog } from "./power-cuts.ts";
import { PowerSwitch, whyNoPowerCut } from "./power-switch.ts";

/** Of the disk, and of the memory behind it. */
const DISK_MEBIBYTES = 64;
const DEVICE_MEBIBYTES = 72;
const ROUNDS = 8;
const LONG_MS = 180_000;

const why = await whyNoPowerCut();
if (why !== null) console.warn(`SKIPPED 1 test of a kernel that shows what is not there: ${why}`);

describe.skipIf(why !== null)("a kernel that shows what a failed sync did not write", () => {
  const device = mkdtempSync(join(tmpdir(), "parley-device-"));
  const folder = mkdtempSync(join(tmpdir(), "parley-lying-"));
  const filler = join(device, "filler");
  let disk: SmallDisk;
  let power: PowerSwitch;

  beforeAll(() => {
    const size = `size=${DEVICE_MEBIBYTES}m`;
    execFileSync("mount", ["-t", "tmpfs", "-o", size, "tmpfs", device]);
    disk = SmallDisk.mount(folder, DISK_MEBIBYTES, device);
    const images = readdirSync(device).map((name) => join(device, name, "image"));
    execFileSync("fallocate", ["-l", `${DISK_MEBIBYTES}M`, ...images]);
    power = new PowerSwitch();
  });
  afterAll(() => {
    power.close();
    disk.unmount();
    execFileSync("umount", ["-l", device]);
    rmSync(device, { recursive: true });
    rmSync(folder, { recursive: true });
  });

  /** Blocks that no file has can be written no more; those of files and of the journal can. */
  function fail(): void {
    execFileSync("fstrim", [folder]);
    try {
      execFileSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=4K"], { stdio: "ignore" });
    } catch {
      // That is how it ends: no space left.
    }
  }

  it(
    "is not believed by the next start, which nobody has told: what that one acknowledges is on the disk",
    async () => {
      const acknowledgements = { least: 5, most: 25 };
      const seen: string[] = [];
      for (let seed = 1; seed <= ROUNDS; seed += 1) {
        const log = await CutLog.make({ disk, power, seed, control: null, acknowledgements });
        const { said, verdict } = await log.err({ fail, mend: () => rmSync(filler) });
        expect(said).toMatch(/disk I\/O error|EIO/);
        expect(verdict.kind).toBe("kept");
        const cut = await log.cut();
        seen.push(`${cut.acknowledged} ${cut.verdict.kind}`);
      }
      console.info(`acknowledged behind a failed sync, then cut: ${seen.join(", ")}`);
      expect(seen.filter((one) => !one.endsWith("kept"))).toEqual([]);
    },
    LONG_MS,
  );
});
