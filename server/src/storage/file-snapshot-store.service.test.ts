import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { silentLogger } from "../lib/logger.ts";
import type { StateCopy, StateFiles } from "../state-files.ts";
import { LIMITS } from "../limits.ts";
import type { SnapshotMeta, SnapshotPart } from "../raft/types.ts";
import { FileSnapshotStore } from "./file-snapshot-store.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import { CHUNK_BYTES, FOOTER_BYTES, SNAPSHOT_FORMAT_VERSION } from "./snapshot-format.ts";
import { baseOf, describeSnapshotStore } from "./snapshot-store-contract.ts";

const CLUSTER = "0123456789abcdef0123456789abcdef";
const HASH = "fedcba9876543210fedcba9876543210";

/** A state machine whose state is a text, and whose file holds it. */
class TextState implements StateFiles {
  text = "";
  freeBytes: number | null = null;
  verdict: StateCopy = { hash: HASH };
  /** Files that became the state. */
  readonly taken: string[] = [];

  sizeBytes(): number {
    return this.text.length;
  }

  copy(_index: number, path: string, calls: { begun(): void; done(copy: StateCopy): void }): void {
    writeFileSync(path, this.text);
    setImmediate(() => {
      calls.begun();
      setImmediate(() => calls.done(this.verdict));
    });
  }

  judge(_index: number, _path: string, done: (copy: StateCopy) => void): void {
    setImmediate(() => done(this.verdict));
  }

  replaceWith(path: string, done: () => void): void {
    this.text = readFileSync(path, "utf8");
    rmSync(path);
    setImmediate(done);
  }
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "parley-snapshots-"));
}

function openIn(folder: string, state: TextState, warnings: string[] = []): FileSnapshotStore {
  return new FileSnapshotStore({
    folder,
    clusterId: CLUSTER,
    state,
    freeBytes: () => state.freeBytes,
    logger: { ...silentLogger, warn: (_fields, sentence) => void warnings.push(sentence) },
    fatal: (error) => {
      throw error;
    },
  });
}

describeSnapshotStore("files", () => {
  const [folder, other] = [newFolder(), newFolder()];
  const state = new TextState();
  return {
    open: () => openIn(folder, state),
    openOther: () => openIn(other, new TextState()),
    setState: (text) => {
      state.text = text;
    },
    state: () => state.text,
    settle: () => undefined,
    rot: (id) => {
      const path = join(folder, `${id}.snapshot`);
      const bytes = readFileSync(path);
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      writeFileSync(path, bytes);
    },
    dispose: () => {
      for (const one of [folder, other]) rmSync(one, { recursive: true });
    },
  };
});

/** A store on a folder of its own. */
async function opened() {
  const folder = newFolder();
  const state = new TextState();
  const warnings: string[] = [];
  const store = openIn(folder, state, warnings);
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  await store.load();
  return { folder, state, store, warnings };
}

function take(store: FileSnapshotStore, index: number): Promise<SnapshotMeta | null> {
  return new Promise((done) => store.take(baseOf(index), { begun: () => undefined, done }));
}

function read(store: FileSnapshotStore, id: string, offset: number, maxBytes: number) {
  return new Promise<SnapshotPart | null>((done) => store.read(id, offset, maxBytes, done));
}

function write(store: FileSnapshotStore, snapshot: SnapshotMeta, offset: number, data: Uint8Array) {
  const part = { data, sum: crc32(data) };
  return new Promise<boolean>((done) => store.write(snapshot, offset, part, done));
}

const finish = (store: FileSnapshotStore, snapshot: SnapshotMeta): Promise<boolean> =>
  new Promise((done) => store.finish(snapshot, done));

test("parts that are no chunks are cut out of checked ones", async () => {
  const { state, store } = await opened();
  state.text = Array.from({ length: 60_000 }, (_, at) => String(at)).join(" ");
  const snapshot = await take(store, 5);
  for (const [offset, maxBytes] of [
    [0, CHUNK_BYTES],
    [CHUNK_BYTES, CHUNK_BYTES],
    [CHUNK_BYTES - 3, 10],
    [7, 2 * CHUNK_BYTES],
  ] as const) {
    const part = await read(store, snapshot?.id ?? "", offset, maxBytes);
    const expected = Buffer.from(state.text.slice(offset, offset + maxBytes));
    expect(Buffer.from(part?.data ?? []).equals(expected)).toBe(true);
    expect(part?.sum).toBe(crc32(expected));
  }
});

test("what rots under a running store is not handed on, and said", async () => {
  const { folder, state, store, warnings } = await opened();
  state.text = "x".repeat(2 * CHUNK_BYTES);
  const snapshot = await take(store, 5);
  const path = join(folder, `${snapshot?.id}.snapshot`);
  const bytes = readFileSync(path);
  bytes[CHUNK_BYTES] = 0;
  writeFileSync(path, bytes);
  expect(await read(store, snapshot?.id ?? "", 0, CHUNK_BYTES)).not.toBe(null);
  expect(await read(store, snapshot?.id ?? "", CHUNK_BYTES, CHUNK_BYTES)).toBe(null);
  expect(warnings).toEqual([expect.stringContaining("damaged")]);
});

test("a copy with a flaw is no snapshot, leaves nothing, and the state may go on", async () => {
  const { folder, state, store, warnings } = await opened();
  state.verdict = { flaw: "it is the state at index 6, not at 5" };
  state.text = "of another index";
  expect(await take(store, 5)).toBe(null);
  await store.close();
  expect(readdirSync(folder)).toEqual([]);
  expect(warnings).toEqual([expect.stringContaining("not at 5")]);
});

test("without room for it and what must stay free no copy is begun", async () => {
  const { folder, state, store, warnings } = await opened();
  state.text = "the state";
  state.freeBytes = LIMITS.diskRoomBytes + state.sizeBytes() - 1;
  expect(await take(store, 5)).toBe(null);
  expect(warnings).toEqual([expect.stringContaining("the disk lacks 1 bytes")]);
  expect(readdirSync(folder)).toEqual([]);
  state.freeBytes += 1;
  expect(await take(store, 5)).not.toBe(null);
});

test("what was received and holds no sound state is dropped", async () => {
  const { folder, state, store } = await opened();
  const data = Buffer.from("bytes as they were sent, but no state");
  const snapshot = { id: "9-aa", base: baseOf(9), size: data.length, sum: crc32(data) };
  state.verdict = { flaw: "SQLite finds it damaged" };
  expect(await write(store, snapshot, 0, data)).toBe(true);
  expect(await finish(store, snapshot)).toBe(false);
  await store.close();
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ["a path for an id", { id: "../9-aa" }, 0],
  ["an id in no alphabet of ours", { id: "9 AA" }, 0],
  ["more than was announced", { size: 3 }, 0],
  ["more than is ever believed", { size: 2 ** 50 }, 0],
  ["a part out of order", {}, 4],
] as const)("%s is refused before anything is written", async (_what, over, offset) => {
  const { folder, store, warnings } = await opened();
  const data = Buffer.from("part");
  const snapshot = { id: "9-aa", base: baseOf(9), size: 8, sum: 1, ...over };
  expect(await write(store, snapshot, offset, data)).toBe(false);
  expect(warnings).toHaveLength(1);
  await store.close();
  expect(readdirSync(folder)).toEqual([]);
});

test("a start removes what is unfinished, sets aside what is damaged, cut off or under a wrong name, and counts it", async () => {
  const { folder, state, store } = await opened();
  state.text = "the state";
  const [sound, cut, renamed] = [await take(store, 5), await take(store, 6), await take(store, 7)];
  await store.close();
  const path = (id = ""): string => join(folder, `${id}.snapshot`);
  truncateSync(path(cut?.id), 20);
  writeFileSync(path("8-bb"), readFileSync(path(renamed?.id)));
  appendFileSync(path(renamed?.id), "more");
  const [cutBytes, renamedBytes] = [readFileSync(path(cut?.id)), readFileSync(path(renamed?.id))];
  for (const name of ["1-cc.taking", "2-dd.receiving", "state.staged", "of-the-operator.txt"])
    writeFileSync(join(folder, name), "something");
  const warnings: string[] = [];
  const again = openIn(folder, state, warnings);
  expect(await again.load()).toEqual([sound]);
  await again.close();
  const aside = [`${cut?.id}.damaged`, `${renamed?.id}.damaged`, "8-bb.damaged"];
  expect(readdirSync(folder).toSorted()).toEqual(
    [...aside, `${sound?.id}.snapshot`, "of-the-operator.txt"].toSorted(),
  );
  expect(readFileSync(join(folder, aside[0] ?? ""))).toEqual(cutBytes);
  expect(readFileSync(join(folder, aside[1] ?? ""))).toEqual(renamedBytes);
  expect(warnings).toHaveLength(4);
  expect(warnings.at(-1)).toMatch(/set aside in .*: 3\./);
});

test("a start leaves where it is what the disk does not give back, and uses the others", async () => {
  const { folder, state, store } = await opened();
  state.text = "the state";
  const sound = await take(store, 5);
  await store.close();
  // Reading it fails with EISDIR, which says as little about its bytes as EIO does.
  mkdirSync(join(folder, "9-aa.snapshot"));
  const warnings: string[] = [];
  const again = openIn(folder, state, warnings);
  expect(await again.load()).toEqual([sound]);
  await again.close();
  expect(readdirSync(folder)).toContain("9-aa.snapshot");
  expect(warnings).toEqual([expect.stringMatching(/9-aa\.snapshot cannot be read.*EISDIR/)]);
});

test.each([
  {
    what: "of a later version",
    change: (bytes: Buffer) => {
      const footer = bytes.subarray(bytes.length - FOOTER_BYTES);
      footer.writeUInt32BE(SNAPSHOT_FORMAT_VERSION + 1, 4);
      footer.writeUInt32BE(crc32(footer.subarray(0, 12)), 12);
    },
    clusterId: CLUSTER,
    sentence: /it has format 2; .*Start this node with the version of Parley that wrote it/,
  },
  {
    what: "of another cluster",
    change: () => undefined,
    clusterId: "f".repeat(32),
    sentence: /belongs to cluster 0123456789abcdef.*Move the file away/,
  },
])("a snapshot $what refuses the start, and nothing is changed", async (row) => {
  const { folder, state, store } = await opened();
  state.text = "the state";
  const [first, second] = [await take(store, 5), await take(store, 6)];
  await store.close();
  const path = join(folder, `${second?.id}.snapshot`);
  const bytes = readFileSync(path);
  row.change(bytes);
  writeFileSync(path, bytes);
  truncateSync(join(folder, `${first?.id}.snapshot`), 20);
  writeFileSync(join(folder, "1-cc.taking"), "something");
  const before = readdirSync(folder);
  const again = new FileSnapshotStore({
    folder,
    clusterId: row.clusterId,
    state,
    freeBytes: () => null,
    logger: silentLogger,
    fatal: () => undefined,
  });
  const refusal: unknown = await again.load().catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(FolderRefusal);
  expect(String(refusal)).toMatch(row.sentence);
  await again.close();
  expect(readdirSync(folder)).toEqual(before);
  expect(readFileSync(path)).toEqual(bytes);
});
