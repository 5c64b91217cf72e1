/** A restore and a recovery that are killed between two of their steps: nothing starts on a half, and the same command ends it. */
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inspectState } from "./chat/inspect-state.ts";
import { freshFolder, runProgram } from "./node-under-test.ts";
import { writeBackup } from "./sample-backup.ts";
import { CRASH_POINTS, CRASH_VARIABLE } from "./storage/crash-points.ts";
import { readCluster } from "./storage/cluster-file.ts";
import { initCluster } from "./storage/init-cluster.ts";
import { openMemberFolder } from "./storage/member-folder.ts";
import { recoverCluster } from "./storage/recover-cluster.ts";
import { restoreBackup } from "./storage/restore-backup.ts";
import { verify } from "./storage/verify.ts";

const PATIENCE_MS = 60_000;
const inspect = inspectState;

async function killedAt(point: string, args: readonly string[]): Promise<void> {
  // What it copied to look at is left behind by a kill.
  const env = { [CRASH_VARIABLE]: point, TMPDIR: freshFolder() };
  const { signal, stderr } = await runProgram(args, env).ended;
  expect({ point, signal, stderr }).toEqual({ point, signal: "SIGKILL", stderr: "" });
}

function expectSound(dataDir: string): void {
  const { findings } = verify({ path: dataDir, inspect });
  expect(findings.filter(({ level }) => level === "unsound")).toEqual([]);
}

/** Of one member: whole, refused as cut short, or not there; never something between. */
function standing(dataDir: string): "whole" | "refused" {
  try {
    const { identity, cluster, lock } = openMemberFolder(dataDir, "n1");
    lock.release();
    expect(identity.clusterId).toBe(cluster.clusterId);
    return "whole";
  } catch (error) {
    expect(String(error)).toMatch(/cut short/);
    return "refused";
  }
}

describe("a restore", () => {
  // The marker, identity.json, the token and cluster.json are small files; two logs and marks are made between them.
  test.each([
    "file:synced#1",
    "file:renamed#1",
    "file:written#2",
    "mark:created#1",
    "log:base-set#1",
    "log:committed#1",
    "init:member-made#1",
    "file:renamed#2",
    "log:closed#1",
    "file:renamed#4",
    "file:synced#5",
    "file:renamed#5",
  ])(
    "killed at %s is begun anew by the same command, and nothing starts before",
    { timeout: PATIENCE_MS },
    async (point) => {
      const folder = freshFolder();
      const file = join(folder, "backup");
      const dataDir = join(folder, "data");
      writeBackup(file);
      await killedAt(point, ["restore", "--data", dataDir, "--file", file, "--nodes", "2"]);
      const isNamed = existsSync(join(dataDir, "cluster.json"));
      const again = restoreBackup({ dataDir, file, nodes: 2, inspect });
      if (isNamed) {
        // Everything was there but the last line: it is a cluster, and no restore replaces one.
        expect(standing(dataDir)).toBe("whole");
        await expect(again).rejects.toThrow(/never replaces/);
      } else {
        await again;
      }
      expect((await initCluster({ dataDir })).outcome).toBe("unchanged");
      expectSound(dataDir);
    },
  );
});

describe("a recovery", () => {
  let template: string;
  beforeAll(async () => {
    template = mkdtempSync(join(tmpdir(), "parley-cut-"));
    await initCluster({ dataDir: template, nodes: 3 });
    for (const name of ["n2", "n3"]) rmSync(join(template, name), { recursive: true });
  });
  afterAll(() => rmSync(template, { recursive: true }));

  const own = Object.keys(CRASH_POINTS).filter((point) => point.startsWith("recover:"));
  test.each([...own, "log:committed#1", "file:renamed#1", "file:synced#3", "file:renamed#4"])(
    "killed at %s leaves the old cluster, the new one, or a refusal; the same command ends it and deletes nothing",
    { timeout: PATIENCE_MS },
    async (point) => {
      const dataDir = join(freshFolder(), "data");
      cpSync(template, dataDir, { recursive: true });
      const old = readCluster(dataDir)?.clusterId;
      await killedAt(point, ["recover", "--data", dataDir, "--yes"]);
      const isNew = readCluster(dataDir)?.clusterId !== old;
      const found = standing(dataDir);
      if (found === "whole" && isNew) {
        await expect(recoverCluster({ dataDir, inspect })).rejects.toThrow(/needs to be recovered/);
      } else {
        const { nodes } = await recoverCluster({ dataDir, inspect });
        expect(nodes).toEqual(["n1"]);
      }
      expect(readCluster(dataDir)?.clusterId).not.toBe(old);
      expect(standing(dataDir)).toBe("whole");
      expectSound(dataDir);
      const kept = readdirSync(dataDir).filter((name) => name.startsWith("n1.before-"));
      expect(kept).toHaveLength(1);
      expect(existsSync(join(dataDir, kept[0] ?? "", "raft.db"))).toBe(true);
      expect(existsSync(join(dataDir, "recover-staging"))).toBe(false);
    },
  );
});
