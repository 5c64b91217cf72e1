import { mkdtempSync, rmSync, statfsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, it, onTestFinished } from "vitest";

import { LIMITS } from "../limits.ts";
import { FileReserve } from "./disk-reserve.ts";
import type { DiskReserve } from "./disk-reserve.ts";
import { freeBytesAt } from "./disk-watch.ts";
import { MemoryReserve } from "./memory-reserve.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "parley-reserve-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const twins: readonly (readonly [string, () => { reserve: DiskReserve; full: DiskReserve }])[] = [
  [
    "in a file",
    () => {
      const folder = temporaryFolder();
      // A folder that is not there refuses every byte, as a full disk does.
      return {
        reserve: new FileReserve(join(folder, "reserve")),
        full: new FileReserve(join(folder, "none", "reserve")),
      };
    },
  ],
  [
    "in memory",
    () => ({
      reserve: new MemoryReserve({ freeBytes: LIMITS.reserveFileBytes }),
      full: new MemoryReserve({ freeBytes: LIMITS.reserveFileBytes - 1 }),
    }),
  ],
];

describe.each(twins)("the reserve %s", (_where, open) => {
  it("is whole once filled, and can be given back and filled again", async () => {
    const { reserve } = open();
    expect(reserve.isWhole()).toBe(false);
    reserve.free();
    for (const _time of [1, 2]) {
      expect(await reserve.fill()).toBe(true);
      expect(reserve.isWhole()).toBe(true);
      reserve.free();
      expect(reserve.isWhole()).toBe(false);
    }
  });

  it("says so when the disk has no room for it, and leaves nothing half done", async () => {
    const { full } = open();
    expect(await full.fill()).toBe(false);
    expect(full.isWhole()).toBe(false);
    full.free();
  });
});

it("takes up real blocks, so that the room is there when it is given back", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "reserve");
  await new FileReserve(path).fill();
  expect(statSync(path).blocks * 512).toBeGreaterThanOrEqual(LIMITS.reserveFileBytes);
});

it("measures what an ordinary user may still write", async () => {
  const folder = temporaryFolder();
  const { bavail, bsize } = statfsSync(folder);
  const measured = await freeBytesAt(folder);
  // Others write to this disk too.
  expect(Math.abs(measured - bavail * bsize)).toBeLessThan(256 * 2 ** 20);
});
