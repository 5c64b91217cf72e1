import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { initCluster } from "./init-cluster.ts";
import { openMemberFolder } from "./member-folder.ts";

let dataDir: string;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "parley-member-"));
  await initCluster({ dataDir, nodes: 1 });
});

afterEach(() => rmSync(dataDir, { recursive: true }));

async function startHolder(): Promise<ChildProcess> {
  const programme = fileURLToPath(new URL("./folder-holder-process.ts", import.meta.url));
  const holder = spawn(process.execPath, [programme, dataDir, "n1"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  return holder;
}

describe("a member's folder among processes", () => {
  it("is refused to a second process until the first is gone, however it went", async () => {
    for (const signal of ["SIGKILL", "SIGTERM"] as const) {
      const holder = await startHolder();
      expect(() => openMemberFolder(dataDir, "n1")).toThrow(/n1 is in use by another process/);
      const exited = once(holder, "exit");
      holder.kill(signal);
      await exited;
      openMemberFolder(dataDir, "n1").lock.release();
    }
  });

  it("stays refused while its process is stopped", async () => {
    const holder = await startHolder();
    holder.kill("SIGSTOP");
    expect(() => openMemberFolder(dataDir, "n1")).toThrow(/n1 is in use by another process/);
    holder.kill("SIGCONT");
    const exited = once(holder, "exit");
    holder.stdin?.end();
    await exited;
    openMemberFolder(dataDir, "n1").lock.release();
  });
});
