import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { LogBase } from "../raft/types.ts";
import { baseOf, entriesOf, inTerm } from "./log-examples.ts";
import { type OpenLog, openLog } from "./log-opening.ts";
import { rowOf } from "./log-row.ts";
import { LogUpkeep } from "./log-upkeep.ts";
import { markAfter } from "./mark.ts";

const MEBIBYTE = 1024 * 1024;

let folder: string;
let path: string;
let log: OpenLog;
let upkeep: LogUpkeep;
let errors: unknown[];

beforeEach(() => {
  vi.useFakeTimers();
  folder = mkdtempSync(join(tmpdir(), "parley-upkeep-"));
  path = join(folder, "raft.db");
  open();
});

afterEach(() => {
  close();
  rmSync(folder, { recursive: true });
  vi.useRealTimers();
});

function open(): void {
  errors = [];
  log = openLog({ path, create: true, owner: null, mayBeEmpty: false, mustRecopy: false });
  upkeep = new LogUpkeep({ ...log, onError: (error) => errors.push(error) });
}

function close(): void {
  upkeep.stop();
  log.mark.close();
  log.database.close();
}

/** As the log's thread does it. */
function write(rows: number, sizeBytes: number, base: LogBase | null = null): void {
  const first = log.file.end.index + 1;
  const data = new Uint8Array(sizeBytes);
  const entries = entriesOf(
    first,
    Array.from({ length: rows }, () => 1),
  );
  const write_ = {
    truncateFrom: null,
    base,
    hardState: first === 1 ? inTerm(1) : null,
    rows: entries.map((entry) => rowOf([{ ...entry, data }])),
  };
  log.file.write([write_]);
  log.mark.write(markAfter(log.mark.current, [write_], log.file.end).mark);
  upkeep.afterCommit();
  if (base !== null) upkeep.dropOldRows();
}

function storedRows(): number {
  return Number(log.database.prepare("SELECT count(*) FROM batch").pluck().get());
}

describe("upkeep of the log", () => {
  it("syncs the mark within a tenth of a second, once for all writes of that time", () => {
    write(1, 10);
    vi.advanceTimersByTime(50);
    write(1, 10);
    expect(log.mark.isSynced).toBe(false);
    vi.advanceTimersByTime(50);
    expect(log.mark.isSynced).toBe(true);
    write(1, 10);
    vi.advanceTimersByTime(100);
    expect(log.mark.isSynced).toBe(true);
  });

  it("deletes rows in front of the base in slices, some milliseconds apart", () => {
    write(80, 100_000);
    write(0, 0, baseOf(78, 1));
    expect(storedRows()).toBe(80);
    vi.advanceTimersByTime(20);
    const afterOne = storedRows();
    expect(afterOne).toBeGreaterThan(50);
    expect(afterOne).toBeLessThan(70);
    vi.advanceTimersByTime(500);
    expect(storedRows()).toBe(2);
    expect(errors).toEqual([]);
  });

  it("goes on deleting after a restart", () => {
    write(80, 100_000);
    write(0, 0, baseOf(78, 1));
    close();
    open();
    expect(log.stored).toMatchObject({ baseIndex: 78, lastIndex: 80 });
    vi.advanceTimersByTime(500);
    expect(storedRows()).toBe(2);
  });

  it("uses the room of what was deleted: a log that is compacted as it grows stays small", () => {
    const sizes: number[] = [];
    for (let round = 1; round <= 8; round += 1) {
      write(40, 100_000);
      write(0, 0, baseOf(40 * round - 5, 1));
      vi.advanceTimersByTime(1_000);
      sizes.push(statSync(path).size);
    }
    expect(storedRows()).toBe(5);
    expect(Math.max(...sizes)).toBeLessThan(2.5 * 40 * 100_000);
    expect(sizes.at(-1)).toBeLessThanOrEqual((sizes[2] ?? 0) + MEBIBYTE);
  });

  it("keeps the write-ahead log far below 64 MiB, however much is written without a pause", () => {
    let largest = 0;
    for (let round = 0; round < 60; round += 1) {
      write(10, 200_000);
      largest = Math.max(largest, statSync(`${path}-wal`).size);
    }
    expect(largest).toBeLessThan(16 * MEBIBYTE);
  });
});
