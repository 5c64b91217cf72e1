import { expect, it } from "vitest";

import { LIMITS } from "../limits.ts";
import type { DiskRoom } from "../ports.ts";
import { DiskWatch } from "./disk-watch.ts";
import { MemoryReserve } from "./memory-reserve.ts";

const { diskReserveBytes, diskRoomBytes, reserveFileBytes } = LIMITS;

interface World {
  readonly disk: { freeBytes: number };
  readonly reserve: MemoryReserve;
  readonly watch: DiskWatch;
  readonly told: DiskRoom[];
  /** The next look, when its time has come. */
  look(): Promise<void>;
}

/** A disk, and a clock that only runs when it is told to. */
function world(freeBytes: number): World {
  const disk = { freeBytes };
  const told: DiskRoom[] = [];
  const due: (() => void)[] = [];
  let hasLooked = Promise.withResolvers<void>();
  const reserve = new MemoryReserve(disk);
  const watch = new DiskWatch({
    reserve,
    clock: {
      after: (_delayMs, run) => {
        due.push(run);
        hasLooked.resolve();
        return () => due.splice(due.indexOf(run), 1);
      },
    },
    measure: () =>
      Number.isNaN(disk.freeBytes)
        ? Promise.reject(new Error("no disk"))
        : Promise.resolve(disk.freeBytes),
    changed: (room) => told.push(room),
  });
  const look = async (): Promise<void> => {
    hasLooked = Promise.withResolvers<void>();
    const run = due.shift();
    if (run === undefined) throw new Error("no look is due");
    run();
    await hasLooked.promise;
  };
  return { disk, reserve, watch, told, look };
}

it("tells once when the disk falls below the reserve, and once when it has well recovered", async () => {
  const { disk, watch, told, look } = world(diskReserveBytes);
  await watch.start();
  expect(watch.room.isFull).toBe(false);
  disk.freeBytes = diskReserveBytes - 1;
  await look();
  await look();
  expect(told).toEqual([{ freeBytes: diskReserveBytes - 1, isFull: true }]);
  disk.freeBytes = diskRoomBytes - 1;
  await look();
  expect(watch.room).toEqual({ freeBytes: diskRoomBytes - 1, isFull: true });
  disk.freeBytes = diskRoomBytes;
  await look();
  await look();
  expect(told.map(({ isFull }) => isFull)).toEqual([true, false]);
});

it("holds its reserve back only from plenty, and holds it again after it was given back", async () => {
  const { disk, reserve, watch, look } = world(diskRoomBytes + reserveFileBytes - 1);
  await watch.start();
  expect(reserve.isWhole()).toBe(false);
  disk.freeBytes += 1;
  await look();
  expect(reserve.isWhole()).toBe(true);
  expect(watch.room.isFull).toBe(false);
  reserve.free();
  disk.freeBytes = 0;
  await look();
  expect(reserve.isWhole()).toBe(false);
  disk.freeBytes = diskRoomBytes + reserveFileBytes;
  await look();
  expect(reserve.isWhole()).toBe(true);
});

it("takes a disk that cannot be asked for neither full nor roomy: the last answer stands", async () => {
  const { disk, watch, told, look } = world(1);
  await watch.start();
  disk.freeBytes = Number.NaN;
  await look();
  expect(watch.room).toEqual({ freeBytes: 1, isFull: true });
  expect(told).toHaveLength(1);
});

it("looks no more once it is closed", async () => {
  const { watch, look } = world(1);
  await watch.start();
  watch.close();
  await expect(look()).rejects.toThrow("no look is due");
});
