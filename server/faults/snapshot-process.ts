/**
 * A process for the fault tests to cut: a real chat and its snapshots in one flat folder. Takes a snapshot, receives a later
 * one part by part, restores it, drops the first, and says each step once it is done. Its arguments: the folder, and
 * another one that nobody cuts.
 */
import { mkdirSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ChatThread } from "../src/chat/chat-thread.ts";
import { Scenario } from "../src/chat/scenario.ts";
import { silentLogger } from "../src/lib/logger.ts";
import type { Entry } from "../src/ports.ts";
import type { SnapshotMeta, SnapshotPart } from "../src/raft/types.ts";
import { FileSnapshotStore } from "../src/storage/file-snapshot-store.ts";
import { baseOf } from "./snapshot-base.ts";
import { sayStep } from "./snapshot-steps.ts";
import type { SnapshotStep } from "./snapshot-steps.ts";

const STDOUT = 1;
const PART_BYTES = 64 * 1024;

const [folder = "", elsewhere = ""] = process.argv.slice(2);
const scenario = new Scenario();
const ann = scenario.signUp("Ann");
const room = scenario.room(ann, "Garden");
const here = await openIn(folder);
await talk(40);
const first = await take(here);
say({ did: "took", id: first.id, index: first.base.index });
mkdirSync(elsewhere, { recursive: true });
const there = await openIn(elsewhere);
await apply(there.chat, scenario.log);
await scenarioGoesOn(60);
await apply(there.chat, scenario.log.slice(first.base.index));
const second = await take(there);
await receive(second);
say({ did: "received", id: second.id, index: second.base.index });
say({ did: "restoring", index: second.base.index });
await new Promise<void>((done) => here.store.restore(second.id, done));
say({ did: "restored", index: second.base.index });
here.store.drop([first.id]);
await here.store.close();
say({ did: "dropped", id: first.id });
await there.store.close();
await there.chat.close();
await here.chat.close();

async function openIn(path: string) {
  const chat = new ChatThread({ file: join(path, "state.db") });
  await chat.open();
  const fail = (error: Error): void => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  };
  chat.onFailure(fail);
  const store = new FileSnapshotStore({
    folder: path,
    clusterId: "0123456789abcdef0123456789abcdef",
    state: chat,
    freeBytes: () => null,
    logger: { ...silentLogger, warn: (_fields, sentence) => fail(new Error(sentence)) },
    fatal: fail,
  });
  await store.load();
  return { chat, store };
}

/** A message at a time, as they come: each is a transaction of its own. */
async function talk(messages: number): Promise<void> {
  await apply(here.chat, scenario.log);
  for (let at = 1; at <= messages; at += 1) {
    const known = scenario.log.length;
    scenario.send(ann, room, `message ${at}`);
    await apply(here.chat, scenario.log.slice(known));
  }
}

async function scenarioGoesOn(messages: number): Promise<void> {
  for (let at = 1; at <= messages; at += 1) scenario.send(ann, room, `later message ${at}`);
  await Promise.resolve();
}

function apply(chat: ChatThread, entries: readonly Entry[]): Promise<unknown> {
  return new Promise((done) => chat.apply(entries, false, done));
}

async function take({ store }: { store: FileSnapshotStore }): Promise<SnapshotMeta> {
  const base = baseOf(scenario.log.length);
  const begun = (): void => undefined;
  const made = await new Promise<SnapshotMeta | null>((done) => store.take(base, { begun, done }));
  if (made === null) throw new Error("no snapshot was made");
  return made;
}

async function receive(snapshot: SnapshotMeta): Promise<void> {
  for (let offset = 0; offset < snapshot.size;) {
    const part = await new Promise<SnapshotPart | null>((done) =>
      there.store.read(snapshot.id, offset, PART_BYTES, done),
    );
    if (part === null) throw new Error("a part cannot be read");
    const at = offset;
    if (!(await new Promise<boolean>((done) => here.store.write(snapshot, at, part, done))))
      throw new Error("a part was refused");
    offset += part.data.length;
  }
  if (!(await new Promise<boolean>((done) => here.store.finish(snapshot, done))))
    throw new Error("the snapshot was refused");
}

/** In the kernel when it returns. */
function say(step: SnapshotStep): void {
  writeSync(STDOUT, `${sayStep(step)}\n`);
}
