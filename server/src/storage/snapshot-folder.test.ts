import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Pace } from "../lib/pace.ts";
import { LIMITS } from "../limits.ts";
import { SnapshotFolder } from "./snapshot-folder.ts";
import { baseOf } from "./snapshot-store-contract.ts";

const CLUSTER = "0123456789abcdef0123456789abcdef";
const HASH = "fedcba9876543210fedcba9876543210";

test("a copy of which a sync failed on the way never becomes a snapshot; the next one does", async () => {
  const folder = mkdtempSync(join(tmpdir(), "parley-snapshots-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const pace = new Pace(LIMITS.snapshotDiskBytes);
  const snapshots = new SnapshotFolder({ folder, clusterId: CLUSTER, pace, warn: () => undefined });
  const taking = (id: string): string => join(folder, `${id}.taking`);
  // A character device that takes no sync: fdatasync fails with EINVAL there.
  symlinkSync("/dev/null", taking("5-aa"));
  snapshots.syncTaking("5-aa");
  rmSync(taking("5-aa"));
  for (const id of ["5-aa", "6-bb"]) writeFileSync(taking(id), "the state");
  await expect(snapshots.seal("5-aa", baseOf(5), HASH)).rejects.toThrow("EINVAL");
  expect(await snapshots.seal("6-bb", baseOf(6), HASH)).toMatchObject({ id: "6-bb" });
  expect(readdirSync(folder)).not.toContain("5-aa.snapshot");
});
