/**
 * A program that puts snapshots on files through what must hold of them, and ends with 1 and a sentence at the first thing
 * that does not. Fault tests plant bugs into it: a trial that passes all of them proves nothing. Its argument: a folder.
 */
import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  watch,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import Database from "better-sqlite3";
import { ChatThread } from "../src/chat/chat-thread.ts";
import { entryOf, keyOf, Scenario, START_MS } from "../src/chat/scenario.ts";
import { silentLogger } from "../src/lib/logger.ts";
import type { Entry } from "../src/ports.ts";
import type { SnapshotMeta, SnapshotPart } from "../src/raft/types.ts";
import { FileSnapshotStore } from "../src/storage/file-snapshot-store.ts";
import { baseOf } from "./snapshot-base.ts";

/** Large enough for a copy to take its time. */
const MESSAGES = 14_000;
const PART_BYTES = 192 * 1024;
const MOST_COPIES = 8;
/** How a described snapshot ends. */
const MAGIC = Buffer.from("parley snapshot\n");

const [root = ""] = process.argv.slice(2);
const clusterId = "0123456789abcdef0123456789abcdef";
const scenario = new Scenario();
const ann = scenario.signUp("Ann");
const room = scenario.room(ann, "Garden");

const here = await openIn("here");
const there = await openIn("there");
await apply(here.chat, scenario.log);
await fill();
const snapshot = await copiesWhileApplyGoesOn();
await refusesWhatIsUnsound(snapshot);
await findsWhatRotsWhileItIsWritten();
await findsWhatRotted(snapshot);
process.exit(0);

/** A quick copy may be over before anybody looks; of several, one is seen while it is made. */
async function copiesWhileApplyGoesOn(): Promise<SnapshotMeta> {
  let seen: SnapshotMeta | null = null;
  for (let copies = 0; copies < MOST_COPIES && seen === null; copies += 1) {
    const { made, sizeAtBegin } = await copyWhileApplyGoesOn();
    if (sizeAtBegin < made.size) seen = made;
    else here.store.drop([made.id]);
  }
  if (seen === null) fail("apply goes on before the copy is made");
  const wrong = await take(baseOf((await indexHere()) + 7));
  must(wrong === null, "a copy is of the index that it was asked for");
  return seen;
}

async function copyWhileApplyGoesOn(): Promise<{ made: SnapshotMeta; sizeAtBegin: number }> {
  const index = await indexHere();
  const folder = join(root, "here");
  let sizeAtBegin = 0;
  let isApplied = Promise.resolve();
  const made = await new Promise<SnapshotMeta | null>((done) =>
    here.store.take(baseOf(index), {
      begun: () => {
        sizeAtBegin = statSync(join(folder, nameIn(folder, ".taking"))).size;
        isApplied = apply(here.chat, [message(index + 1, 1)]);
      },
      done,
    }),
  );
  await isApplied;
  if (made === null) fail("a copy is made while apply goes on");
  return { made, sizeAtBegin };
}

async function refusesWhatIsUnsound(sound: SnapshotMeta): Promise<void> {
  const bytes = await bytesOf(sound);
  const state = join(root, "tampered.db");
  for (const [id, sql] of [
    ["rows", "UPDATE messages SET text = 'never said' WHERE id = (SELECT max(id) FROM messages)"],
    ["tables", "CREATE TRIGGER t AFTER INSERT ON messages BEGIN DELETE FROM messages; END"],
  ] as const) {
    writeFileSync(state, bytes);
    const db = new Database(state);
    db.exec(sql);
    db.close();
    must(!(await receive(id, readFileSync(state))), `a state with other ${id} is refused`);
  }
  must(!(await receive("sum", bytes, (sum) => sum ^ 1)), "another whole than offered is refused");
  must(!(await receive("../path", bytes)), "an id that is a path is refused");
  must(!existsSync(join(root, "path.receiving")), "nothing is written outside of the folder");
  must(await receive("sound", bytes), "a sound snapshot is taken in");
  const names = readdirSync(join(root, "there")).filter((name) => !name.startsWith("state.db"));
  must(names.join() === "sound.snapshot", `nothing is left of what was refused: ${names.join()}`);
}

/** Bytes that the disk changes between the sums and the second reading. */
async function findsWhatRotsWhileItIsWritten(): Promise<void> {
  const index = await indexHere();
  const folder = join(root, "here");
  let isHarmed = false;
  // Its description comes last: from then on the file is read again.
  const watcher = watch(folder, (_kind, name) => {
    if (isHarmed || name === null || !name.endsWith(".taking")) return;
    const path = join(folder, name);
    isHarmed = existsSync(path) && harmWhenDescribed(path);
  });
  const made = await take(baseOf(index));
  watcher.close();
  must(isHarmed && made === null, "what was written is read again before it is believed");
}

/** One byte, in place: everything else is as it was written. */
function harmWhenDescribed(path: string): boolean {
  const descriptor = openSync(path, "r+");
  try {
    const end = Buffer.alloc(MAGIC.length);
    const { size } = fstatSync(descriptor);
    if (size < 3 * PART_BYTES) return false;
    readSync(descriptor, end, 0, end.length, size - end.length);
    if (!end.equals(MAGIC)) return false;
    const at = size - 2 * PART_BYTES;
    readSync(descriptor, end, 0, 1, at);
    writeSync(descriptor, Buffer.of((end[0] ?? 0) ^ 1), 0, 1, at);
    return true;
  } finally {
    closeSync(descriptor);
  }
}

async function findsWhatRotted({ id }: SnapshotMeta): Promise<void> {
  const path = join(root, "here", `${id}.snapshot`);
  const bytes = readFileSync(path);
  bytes[PART_BYTES + 5] = (bytes[PART_BYTES + 5] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  must((await read(id, PART_BYTES)) === null, "what rotted is not handed on");
  appendFileSync(path, "x");
  await here.store.close();
  const again = await openIn("here");
  must(
    again.loaded.every((one) => one.id !== id),
    "what rotted is not loaded",
  );
}

async function openIn(name: string) {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  const chat = new ChatThread({ file: join(root, `${name}.db`) });
  await chat.open();
  chat.onFailure((error) => fail(error.message));
  const store = new FileSnapshotStore({
    folder,
    clusterId,
    state: chat,
    freeBytes: () => null,
    logger: silentLogger,
    fatal: (error) => fail(error.message),
  });
  return { chat, store, loaded: await store.load() };
}

async function fill(): Promise<void> {
  for (let done = 0; done < MESSAGES; done += 1_000) {
    const index = await indexHere();
    await apply(
      here.chat,
      Array.from({ length: 20 }, (_, at) => message(index + 1 + at, 50)),
    );
  }
}

/** One entry with so many messages. */
function message(index: number, count: number): Entry {
  const seqs = Array.from({ length: count }, (_, at) => index * 1_000 + at);
  const text = "a message of about as many words as people write at once ".repeat(8);
  const rows = seqs.map((seq) => ({
    key: keyOf("trial", seq, { ack: seq - 1 }),
    operation: { case: "sendMessage", value: { conversationId: room, text } } as const,
  }));
  const value = { tokenSha256: ann.token, rows };
  return entryOf(index, START_MS + index, { case: "write", value });
}

async function indexHere(): Promise<number> {
  return (await here.chat.query("stateHash", {})).index;
}

function apply(chat: ChatThread, entries: readonly Entry[]): Promise<void> {
  return new Promise((done) => chat.apply(entries, false, () => done()));
}

function take(base: ReturnType<typeof baseOf>): Promise<SnapshotMeta | null> {
  return new Promise((done) => here.store.take(base, { begun: () => undefined, done }));
}

function read(id: string, offset: number): Promise<SnapshotPart | null> {
  return new Promise((done) => here.store.read(id, offset, PART_BYTES, done));
}

async function bytesOf({ id, size }: SnapshotMeta): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for (let offset = 0; offset < size; offset += PART_BYTES) {
    const part = await read(id, offset);
    if (part === null) fail("every part can be read");
    parts.push(part.data);
  }
  return Buffer.concat(parts);
}

/** As another node would send it: each part with the sum that it has. */
async function receive(
  id: string,
  bytes: Uint8Array,
  sumOf: (sum: number) => number = (sum) => sum,
): Promise<boolean> {
  const index = await indexHere();
  const meta = { id, base: baseOf(index - 1), size: bytes.length, sum: sumOf(crc32(bytes)) };
  for (let offset = 0; offset < bytes.length; offset += PART_BYTES) {
    const data = bytes.slice(offset, offset + PART_BYTES);
    const part = { data, sum: crc32(data) };
    const isWritten = await new Promise((done) => there.store.write(meta, offset, part, done));
    if (isWritten !== true) return false;
  }
  return await new Promise((done) => there.store.finish(meta, done));
}

function nameIn(folder: string, ending: string): string {
  return readdirSync(folder).find((name) => name.endsWith(ending)) ?? "";
}

function must(holds: boolean, what: string): void {
  if (!holds) fail(what);
}

function fail(what: string): never {
  process.stderr.write(`not so: ${what}\n`);
  process.exit(1);
}
