/**
 * Every structure of a member's log and mark, damaged one at a time, at the level of opening the folder: whatever the
 * damage, the member starts with all that it promised, or knows that it may lack some of it, or does not start.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { LogStore, LogWrite } from "../src/ports.ts";
import type { Entry, HardState, RaftId } from "../src/raft/types.ts";
import { FolderRefusal } from "../src/storage/folder-refusal.ts";
import { openSqliteLogStore } from "../src/storage/sqlite-log-store.ts";
import { type Damage, damageDatabase, damageEachByte, damageWal } from "./file-damage.ts";

/** What was acknowledged before the damage. */
const HARD_STATE: HardState = { term: 3, vote: "00000000000000b2" as RaftId };
const ENTRIES = 240;
/** Between the two halves of the log the write-ahead log moves into the file, by itself, in a pause. */
const MOVED_BYTES = 1100 * 1024;

/** Pages and frames, and bytes of the mark, that are looked at: a soak looks at all. */
const PARTS = Number(process.env["PARLEY_DAMAGE_PARTS"] ?? 4);
const MARK_BYTES = { blockBytes: 4096, bytesOfBlock: 128, step: PARTS > 4 ? 1 : 4 };

type Outcome = "sound" | "recovering" | "refused" | "failed";

const root = mkdtempSync(join(tmpdir(), "parley-damage-"));
const golden = join(root, "golden");

beforeAll(async () => {
  const grown = join(root, "grown");
  mkdirSync(grown);
  const store = openSqliteLogStore({ path: join(grown, "raft.db"), create: true });
  await store.load();
  const size = Math.ceil(MOVED_BYTES / (ENTRIES / 2));
  for (let first = 1; first <= ENTRIES / 2; first += 8)
    await write(store, { entries: entries(first, 8, size) });
  await pagesMoved(join(grown, "raft.db"));
  // Before the last entries: a log that ends early would otherwise show by its term.
  await write(store, { hardState: HARD_STATE });
  for (let first = ENTRIES / 2 + 1; first <= ENTRIES; first += 8)
    await write(store, { entries: entries(first, 8, 500) });
  // As a kill leaves them: nothing is moved, nothing is cleared up.
  cpSync(grown, golden, { recursive: true });
  await store.close();
}, 60_000);

afterAll(() => rmSync(root, { recursive: true }));

function entries(first: number, count: number, sizeBytes: number): readonly Entry[] {
  return Array.from({ length: count }, (_, at) => entry(first + at, sizeBytes));
}

function entry(index: number, sizeBytes: number): Entry {
  const data = Buffer.alloc(sizeBytes, `entry ${index} `);
  return { index, term: index <= ENTRIES / 2 ? 1 : 3, time: index, kind: "command", data };
}

function write(store: LogStore, part: Partial<LogWrite>): Promise<void> {
  const whole = { truncateFrom: null, hardState: null, entries: [], ...part };
  return new Promise((resolve, reject) => {
    store.onFailure(reject);
    store.write([whole], resolve);
  });
}

async function pagesMoved(path: string): Promise<void> {
  const until = performance.now() + 10_000;
  while (!existsSync(path) || readFileSync(path).length < MOVED_BYTES) {
    if (performance.now() > until) throw new Error("no page was moved into the file");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Opens a folder in which one file is damaged; also why it is wrong that it opened as it did, if so. */
async function open(
  file: string,
  damage: Damage | null,
): Promise<{ outcome: Outcome; wrong: string }> {
  const folder = join(root, "case");
  rmSync(folder, { recursive: true, force: true });
  cpSync(golden, folder, { recursive: true });
  if (damage !== null) writeFileSync(join(folder, file), damage.damaged);
  const store = openSqliteLogStore({ path: join(folder, "raft.db") });
  const failure = { told: false };
  store.onFailure(() => (failure.told = true));
  try {
    const stored = await store.load();
    if (stored.standing?.isRecovering === true) return { outcome: "recovering", wrong: "" };
    const { lastIndex, hardState } = stored;
    if (lastIndex !== ENTRIES) return { outcome: "sound", wrong: `ends at ${lastIndex}` };
    if (hardState.term !== HARD_STATE.term || hardState.vote !== HARD_STATE.vote) {
      return {
        outcome: "sound",
        wrong: `has term ${hardState.term} and vote ${hardState.vote ?? "none"}`,
      };
    }
    return await readAll(store, failure);
  } catch (error) {
    return { outcome: error instanceof FolderRefusal ? "refused" : "failed", wrong: "" };
  } finally {
    await store.close();
  }
}

async function readAll(
  store: LogStore,
  failure: { told: boolean },
): Promise<{ outcome: Outcome; wrong: string }> {
  for (let from = 1; from <= ENTRIES;) {
    const part = await new Promise<readonly Entry[] | null>((resolve) => {
      store.onFailure(() => resolve(null));
      store.read(from, ENTRIES, 2 ** 20, resolve);
    });
    if (part === null || failure.told) return { outcome: "failed", wrong: "" };
    for (const one of part) {
      const expected = entry(one.index, one.data.length);
      const isSame = one.term === expected.term && Buffer.compare(one.data, expected.data) === 0;
      if (!isSame) return { outcome: "sound", wrong: `hands out another entry ${one.index}` };
    }
    from += Math.max(1, part.length);
  }
  return { outcome: "sound", wrong: "" };
}

async function tally(file: string, damages: Iterable<Damage>): Promise<Record<Outcome, number>> {
  const counts = { sound: 0, recovering: 0, refused: 0, failed: 0 };
  const wrongs: string[] = [];
  for (const damage of damages) {
    const { outcome, wrong } = await open(file, damage);
    counts[outcome] += 1;
    if (wrong !== "") wrongs.push(`${file}, ${damage.what}: ${wrong}`);
  }
  console.log(`${file}: ${JSON.stringify(counts)}`);
  expect(wrongs).toEqual([]);
  return counts;
}

const bytesOf = (file: string): Buffer => readFileSync(join(golden, file));

describe("a member's folder", () => {
  it("opens sound as long as nothing is damaged", async () => {
    expect(await open("", null)).toEqual({ outcome: "sound", wrong: "" });
  });

  it.each([
    ["raft.db", damageDatabase],
    ["raft.db-wal", damageWal],
  ])(
    "never passes for whole when %s is damaged at any of its structures",
    async (file, damages) => {
      const counts = await tally(file, damages(bytesOf(file), PARTS));
      // Some damage must be found, or this test looked at the wrong bytes.
      expect(counts.recovering + counts.refused + counts.failed).toBeGreaterThan(20);
    },
    300_000,
  );

  it("never passes for whole when any byte of its mark is damaged", async () => {
    await tally("mark", damageEachByte(bytesOf("mark"), MARK_BYTES));
  }, 300_000);
});
