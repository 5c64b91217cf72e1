import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Checkpoints } from "./log-checkpoint.ts";
import { openLogDatabase } from "./log-schema.ts";

let folder: string;
let database: Database.Database;
let checkpoints: Checkpoints;
let errors: unknown[];

beforeEach(() => {
  vi.useFakeTimers();
  folder = mkdtempSync(join(tmpdir(), "parley-checkpoint-"));
  database = openLogDatabase(join(folder, "raft.db"), true);
  database.pragma("wal_checkpoint(PASSIVE)");
  errors = [];
  checkpoints = new Checkpoints(database, (error) => errors.push(error));
});

afterEach(() => {
  checkpoints.stop();
  database.close();
  rmSync(folder, { recursive: true });
  vi.useRealTimers();
});

function write(sizeBytes: number): void {
  database
    .prepare("INSERT INTO batch SELECT coalesce(max(first_index), 0) + 1, 1, 1, 0, 0, ? FROM batch")
    .run(Buffer.alloc(sizeBytes));
  checkpoints.afterCommit();
}

/** Pages of the write-ahead log that are not in the file yet. */
function waitingPages(): number {
  const [size] = database.pragma("wal_checkpoint(NOOP)") as { log: number; checkpointed: number }[];
  return (size?.log ?? 0) - (size?.checkpointed ?? 0);
}

const MEBIBYTE = 1024 * 1024;

describe("checkpoints of the log", () => {
  it("happen in a pause, once there is enough to move", () => {
    write(2 * MEBIBYTE);
    vi.advanceTimersByTime(99);
    expect(waitingPages()).toBeGreaterThan(500);
    vi.advanceTimersByTime(1);
    expect(waitingPages()).toBe(0);
  });

  it("wait while commits follow one another", () => {
    for (let round = 0; round < 3; round += 1) {
      write(MEBIBYTE);
      vi.advanceTimersByTime(99);
    }
    expect(waitingPages()).toBeGreaterThan(750);
  });

  it("do not wait for a pause when the write-ahead log is full", () => {
    write(8 * MEBIBYTE);
    expect(waitingPages()).toBe(0);
  });

  it("are not worth their syncs for a few pages", () => {
    write(100);
    vi.advanceTimersByTime(10_000);
    expect(waitingPages()).toBeGreaterThan(0);
  });

  it("report a disk that errs in a pause, since nobody waits for an answer then", () => {
    write(2 * MEBIBYTE);
    database.close();
    vi.advanceTimersByTime(100);
    expect(errors).toHaveLength(1);
  });
});
