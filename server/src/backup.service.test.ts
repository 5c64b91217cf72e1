/** What a backup is taken for, and what is refused before anything on the disk changes. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inspectState } from "./chat/inspect-state.ts";
import { freshFolder } from "./node-under-test.ts";
import {
  backupOf,
  describeSample,
  OLD_CLUSTER,
  resealed,
  sampleState,
  stateAfter,
  writeBackup,
} from "./sample-backup.ts";
import { checkBackup } from "./storage/backup-file.ts";
import { FolderRefusal } from "./storage/folder-refusal.ts";
import { restoreBackup } from "./storage/restore-backup.ts";
import { CHUNK_BYTES, FOOTER_BYTES, SNAPSHOT_FORMAT_VERSION } from "./storage/snapshot-format.ts";
import { verify } from "./storage/verify.ts";

const STATE = sampleState();
const SOUND = backupOf(STATE);
const OTHER_HASH = "b".repeat(32);
/** Of a state that is not read again: what is wrong is found by the sums. */
const NO_ROWS = (): never => {
  throw new Error("a file with a wrong sum is never opened as a database");
};

/** The refusal's sentence; the folder that it was to go into is not even made. */
async function refusalOf(bytes: Uint8Array, inspect = inspectState): Promise<string> {
  const folder = freshFolder();
  const file = join(folder, "backup");
  writeFileSync(file, bytes);
  return refusalOfFile(folder, file, inspect);
}

async function refusalOfFile(folder: string, file: string, inspect = inspectState) {
  const dataDir = join(folder, "data");
  const before = readdirSync(folder);
  const refusal: unknown = await restoreBackup({ dataDir, file, inspect }).catch(
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(FolderRefusal);
  expect(readdirSync(folder)).toEqual(before);
  return String(refusal);
}

function flipped(bytes: Uint8Array, at: number, mask = 0xff): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
}

describe("a backup", () => {
  test("that is whole is told in a sentence with its cluster, index, messages and hash", async () => {
    const file = join(freshFolder(), "backup");
    writeBackup(file, SOUND);
    const { state, tail } = checkBackup(file, inspectState);
    expect(state).toMatchObject({ flaws: [], accounts: 3 });
    expect(state.messages).toBe(120);
    const report = verify({ path: file, inspect: inspectState });
    expect(report).toMatchObject({ what: "backup", isSound: true });
    expect(report.findings[0]?.sentence).toContain(
      `cluster ${OLD_CLUSTER}, everything up to entry ${tail.description.snapshot.base.index} of term 7`,
    );
  });

  test("in which any byte behind the state was flipped is refused, and nothing is written", async () => {
    const folder = freshFolder();
    const file = join(folder, "backup");
    for (let at = STATE.length; at < SOUND.length; at += 1) {
      writeFileSync(file, flipped(SOUND, at));
      expect(await refusalOfFile(folder, file, NO_ROWS)).toMatch(/cannot be used/);
    }
  });

  test("in which anything in the state was flipped is refused (300 places)", async () => {
    const folder = freshFolder();
    const file = join(folder, "backup");
    const place = fc.integer({ min: 0, max: STATE.length - 1 });
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        writeFileSync(file, flipped(SOUND, at, mask));
        expect(await refusalOfFile(folder, file, NO_ROWS)).toMatch(/are damaged/);
      }),
      { numRuns: 300 },
    );
  });

  test("that was cut off anywhere, or has something behind it, is refused", async () => {
    const folder = freshFolder();
    const file = join(folder, "backup");
    const behind = Array.from(
      { length: SOUND.length - STATE.length },
      (_, at) => STATE.length + at,
    );
    const pages = Array.from({ length: STATE.length / 4096 }, (_, page) => page * 4096);
    for (const length of [...pages, ...behind]) {
      writeFileSync(file, SOUND.subarray(0, length));
      expect(await refusalOfFile(folder, file, NO_ROWS)).toMatch(/cannot be used/);
    }
    writeFileSync(file, Buffer.concat([SOUND, Buffer.from([0])]));
    await refusalOfFile(folder, file, NO_ROWS);
    writeFileSync(file, Buffer.concat([SOUND, SOUND]));
    await refusalOfFile(folder, file, NO_ROWS);
  });

  test.each([
    ["is somebody's photograph", Buffer.from("\u0089PNG\r\n".repeat(1000)), /cut off, or is none/],
    ["is empty", Buffer.alloc(0), /only 0 bytes/],
    ["is only an end", SOUND.subarray(SOUND.length - FOOTER_BYTES), /smaller than its description/],
    ["holds the chunks of another in its place", swapped(), /damaged/],
    ["is of a later version", later(), /format 2/],
  ])("that %s is refused", async (_what, bytes, sentence) => {
    expect(await refusalOf(bytes, NO_ROWS)).toMatch(sentence);
  });

  test.each([
    ["an absurd size", { size: 2 ** 45 }],
    ["a size that is nearly right", { size: STATE.length - 1 }],
    ["no state at all", { size: 0 }],
  ])("that claims %s with right check values is refused unread", async (_what, { size }) => {
    expect(await refusalOf(claiming({ size }), NO_ROWS)).toMatch(/cannot be used/);
  });

  test.each([
    ["a trigger", ["CREATE TRIGGER t AFTER INSERT ON accounts BEGIN DELETE FROM accounts; END"]],
    ["a view", ["CREATE VIEW accounts2 AS SELECT * FROM accounts"]],
    ["a table of its own", ["CREATE TABLE extra (x)"]],
    ["a table less", ["DROP TABLE answers"]],
    ["another row than its hash", ["UPDATE messages SET text = 'forged'"]],
    ["a row more", ["INSERT INTO settings VALUES ('x', 1)"]],
    ["another index", ["UPDATE applied SET appliedIndex = appliedIndex + 1"]],
    ["a later schema", ["PRAGMA user_version = 99"]],
  ])("that a hand wrote, all check values right, with %s is refused", async (_what, statements) => {
    const forged = stateAfter(STATE, ...statements);
    const { description } = describeSample(STATE);
    const own = describeSample(forged);
    const { base } = description.snapshot;
    const bytes = backupOf(forged, {
      ...own,
      description: {
        ...own.description,
        stateHash: description.stateHash,
        snapshot: { ...own.description.snapshot, base },
      },
    });
    expect(await refusalOf(bytes)).toMatch(/the state in it/);
  });

  test("that says another state hash than its state has is refused", async () => {
    const { description, sums } = describeSample(STATE);
    const bytes = backupOf(STATE, { sums, description: { ...description, stateHash: OTHER_HASH } });
    expect(await refusalOf(bytes)).toMatch(/says state hash b+, and the state in it has/);
  });

  test("whose state has a write-ahead log is never opened", async () => {
    const wal = Uint8Array.from(STATE);
    wal.set([2, 2], 18);
    const sealed = backupOf(wal, resealed(wal, describeSample(STATE)));
    expect(await refusalOf(sealed, NO_ROWS)).toMatch(/none that a node copied/);
  });

  test.each([
    ["a folder", (file: string) => mkdirSync(file), /is no file/],
    ["a pipe", (file: string) => execFileSync("mkfifo", [file]), /is no file/],
    ["a link", (file: string) => symlinkSync("/etc/passwd", file), /symbolic link/],
    ["nothing", () => undefined, /There is no file/],
  ])("that is %s is refused and not waited for", async (_what, make, sentence) => {
    const folder = freshFolder();
    const file = join(folder, "backup");
    make(file);
    expect(await refusalOfFile(folder, file, NO_ROWS)).toMatch(sentence);
  });
});

describe("a restore", () => {
  test.each([
    ["something", (data: string) => writeFileSync(join(data, "mine.txt"), ""), /not empty \(mine/],
    [
      "a cluster",
      (data: string) => writeFileSync(join(data, "cluster.json"), ""),
      /holds a cluster/,
    ],
  ])(
    "into a folder that holds %s is refused before the backup is read",
    async (_what, put, why) => {
      const folder = freshFolder();
      const dataDir = join(folder, "data");
      mkdirSync(dataDir);
      put(dataDir);
      const before = readdirSync(dataDir);
      const file = join(folder, "none");
      await expect(restoreBackup({ dataDir, file, inspect: NO_ROWS })).rejects.toThrow(why);
      expect(readdirSync(dataDir)).toEqual(before);
    },
  );

  test.each([
    [{ nodes: 10 }, /--nodes/],
    [{ port: 1 }, /--port/],
    [{ nodes: 2, hosts: ["a"] }, /--hosts/],
  ])("with %j is refused", async (shape, why) => {
    const folder = freshFolder();
    const dataDir = join(folder, "data");
    const file = join(folder, "none");
    await expect(restoreBackup({ dataDir, file, inspect: NO_ROWS, ...shape })).rejects.toThrow(why);
    expect(existsSync(dataDir)).toBe(false);
    rmSync(folder, { recursive: true });
  });
});

/** Two chunks that changed places: each is right, and neither is where it was. */
function swapped(): Uint8Array {
  const [first, second] = [CHUNK_BYTES, 2 * CHUNK_BYTES];
  expect(STATE.length).toBeGreaterThan(second);
  return Buffer.concat([
    STATE.subarray(first, second),
    STATE.subarray(0, first),
    SOUND.subarray(second),
  ]);
}

/** The same with a later version, and the check value of the last bytes made right. */
function later(): Uint8Array {
  const bytes = Buffer.from(SOUND);
  const footer = bytes.subarray(bytes.length - FOOTER_BYTES);
  footer.writeUInt32BE(SNAPSHOT_FORMAT_VERSION + 1, 4);
  footer.writeUInt32BE(crc32(footer.subarray(0, 12)), 12);
  return bytes;
}

/** A description of a state of another size, sealed as if it were right. */
function claiming({ size }: { readonly size: number }): Uint8Array {
  const { description, sums } = describeSample(STATE);
  const { snapshot, chunkBytes } = description;
  const count = Math.ceil(size / chunkBytes);
  // A file with so many sums would be a bomb by itself: the description claims them only.
  const told = count > 1000 ? { ...description, chunkBytes: size } : description;
  const described = { ...told, snapshot: { ...snapshot, size } };
  return Buffer.concat([
    STATE,
    backupOf(new Uint8Array(0), {
      description: described,
      sums: sums.slice(0, Math.ceil(size / described.chunkBytes)),
    }),
  ]);
}
