import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { entriesOf } from "./log-examples.ts";
import { openLogDatabase } from "./log-schema.ts";
import { openSqliteLogStore } from "./sqlite-log-store.ts";

const run = promisify(execFile);
const programme = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-log-"));
  path = join(folder, "raft.db");
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Lets a process write until it has acknowledged `batches` more, kills it at once, and gives the last index it acknowledged. */
async function writeAndKill(batches: number): Promise<number> {
  const writer = spawn(process.execPath, [programme("./log-writer-process.ts"), path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<NodeJS.Signals | null>((resolve) => {
    writer.on("exit", (_code, signal) => resolve(signal));
  });
  let acknowledged = 0;
  let lines = 0;
  for await (const line of createInterface({ input: writer.stdout })) {
    acknowledged = Number(line);
    lines += 1;
    if (lines === batches) writer.kill("SIGKILL");
  }
  expect(await exited).toBe("SIGKILL");
  return acknowledged;
}

describe("sqlite log store among processes", () => {
  it("loses nothing acknowledged when its process is killed in the middle of writing, again and again", async () => {
    for (const batches of [1, 40, 300]) {
      const acknowledged = await writeAndKill(batches);
      const store = openSqliteLogStore({ path });
      const { lastIndex, standing } = await store.load();
      expect(lastIndex).toBeGreaterThanOrEqual(acknowledged);
      // A kill is no reason to doubt the log.
      expect(standing).toMatchObject({ isRecovering: false });
      const from = Math.max(1, acknowledged - 20);
      const entries = await new Promise<readonly { index: number; data: Uint8Array }[]>((resolve) =>
        store.read(from, acknowledged, 1_000_000, resolve),
      );
      await store.close();
      expect(entries.map((entry) => entry.data[0])).toEqual(
        entries.map((entry) => entry.index % 251),
      );
      expect(entries.at(-1)?.index).toBe(acknowledged);
    }
  }, 60_000);

  it("syncs every commit, at first and on every reopen", () => {
    for (const create of [true, false, false]) {
      const database = openLogDatabase(path, create);
      database
        .prepare("INSERT OR REPLACE INTO hard_state (only, term, vote, crc) VALUES (1, 1, NULL, 0)")
        .run();
      expect(database.pragma("synchronous", { simple: true })).toBe(2);
      expect(database.pragma("journal_mode", { simple: true })).toBe("wal");
      expect(database.pragma("wal_autocheckpoint", { simple: true })).toBe(0);
      database.close();
    }
  });

  it("loads a log of 96 MiB without holding it in memory", async () => {
    const store = openSqliteLogStore({ path, create: true });
    await store.load();
    for (let first = 1; first <= 96 * 4; first += 4) {
      const entries = entriesOf(first, [1, 1, 1, 1]).map((entry) => ({
        ...entry,
        data: new Uint8Array(256 * 1024),
      }));
      await new Promise<void>((resolve) => {
        store.write([{ truncateFrom: null, hardState: { term: 1, vote: null }, entries }], resolve);
      });
    }
    await store.close();
    const { stdout } = await run(process.execPath, [programme("./log-loader-process.ts"), path]);
    const { lastIndex, raisedBytes }: { lastIndex: number; raisedBytes: number } =
      JSON.parse(stdout);
    expect(lastIndex).toBe(384);
    expect(raisedBytes).toBeLessThan(64 * 2 ** 20);
  }, 60_000);
});
