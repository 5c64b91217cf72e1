/** What a restore makes: another cluster that holds what the backup holds. */
import { existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inspectState } from "./chat/inspect-state.ts";
import { leaderOf, openRoom, say, startMembers, stopMembers, textsOn } from "./chat-under-test.ts";
import { findPort, freshFolder } from "./node-under-test.ts";
import { OLD_CLUSTER, writeBackup } from "./sample-backup.ts";
import { initCluster } from "./storage/init-cluster.ts";
import { openMemberFolder } from "./storage/member-folder.ts";
import { restoreBackup } from "./storage/restore-backup.ts";
import { unfinishedRestorePath } from "./storage/unfinished.ts";
import { verify } from "./storage/verify.ts";

describe("a restored cluster", () => {
  async function restored(options: { readonly nodes?: number } = {}) {
    const folder = freshFolder();
    const file = join(folder, "backup");
    writeBackup(file);
    const dataDir = join(folder, "data");
    const port = await findPort(5);
    const result = await restoreBackup({ dataDir, file, port, inspect: inspectState, ...options });
    return { file, dataDir, result };
  }

  test("has an id, ids of members, a key and a token of its own, and is sound in every part", async () => {
    const { dataDir, result } = await restored({ nodes: 3 });
    expect(result).toMatchObject({ from: OLD_CLUSTER, nodes: ["n1", "n2", "n3"], messages: 120 });
    expect(result.clusterId).not.toBe(OLD_CLUSTER);
    const report = verify({ path: dataDir, inspect: inspectState });
    expect(report.findings.filter(({ level }) => level === "unsound")).toEqual([]);
    for (const { log } of report.members)
      expect(log).toMatchObject({ baseIndex: result.index, lastIndex: result.index, term: 7 });
    expect(statSync(join(dataDir, "operator-token")).mode & 0o777).toBe(0o600);
    expect(existsSync(unfinishedRestorePath(dataDir))).toBe(false);
    const second = await restored({ nodes: 1 });
    expect(second.result.clusterId).not.toBe(result.clusterId);
  });

  test("that was cut short anywhere starts nowhere, and is made by the same command", async () => {
    const { dataDir, file } = await restored({ nodes: 3 });
    rmSync(join(dataDir, "cluster.json"));
    rmSync(join(dataDir, "n3"), { recursive: true });
    writeFileSync(unfinishedRestorePath(dataDir), file);
    await expect(initCluster({ dataDir })).rejects.toThrow(
      /A restore .* cut short.*parley restore/,
    );
    expect(() => openMemberFolder(dataDir, "n1")).toThrow(/cut short/);
    const again = await restoreBackup({ dataDir, file, nodes: 5, inspect: inspectState });
    expect(again.nodes).toHaveLength(5);
    const report = verify({ path: dataDir, inspect: inspectState });
    expect(report.findings.filter(({ level }) => level === "unsound")).toEqual([]);
  });

  test(
    "serves what was written, by nodes that elect one of them",
    { timeout: 60_000 },
    async () => {
      const { dataDir } = await restored({ nodes: 3 });
      const running = await startMembers(dataDir, 3);
      const leader = await leaderOf(running);
      const room = await openRoom(leader, "Newcomer");
      expect((await say(leader, room, "after the restore"))?.case).toBe("messageSent");
      for (const one of running) expect(await textsOn(one, room)).toEqual(["after the restore"]);
      await stopMembers(running);
      const report = verify({ path: dataDir, inspect: inspectState });
      expect(report.findings.filter(({ level }) => level === "unsound")).toEqual([]);
      for (const { state } of report.members) expect(state?.messages).toBe(121);
    },
  );
});
