/**
 * Everything that a member writes, once: an init that was cut short and done again, a cluster, entries, votes, a cut, a
 * snapshot, compaction, an install on a second member, a state of no use. Says on stdout what it promises, before a kill
 * can come. On folders that an earlier run left it first checks their promises.
 *
 *   node crash-workload.ts DIR PROMISED        exit code 0: done; 1: a promise was broken, and how
 */
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { assert } from "../src/lib/assert.ts";
import { LIMITS } from "../src/limits.ts";
import type { RaftId, SnapshotMeta, SnapshotPart } from "../src/raft/types.ts";
import { initCluster } from "../src/storage/init-cluster.ts";
import { MarkFile, markPathOf } from "../src/storage/mark-file.ts";
import { memberPaths } from "../src/storage/member-folder.ts";
import { openSqliteLogStore } from "../src/storage/sqlite-log-store.ts";
import { CrashMember, entriesFrom, nothingPromised, type Promised } from "./crash-member.ts";

/** Of 40 kB each: more than the megabyte that is moved in a pause. */
const ENTRIES = 32;
const CUT = 2;
/** The log's thread moves pages when nothing came for 100 ms. */
const PAUSE_MS = 250;
const FIRST_FORMAT = join(import.meta.dirname, "../src/storage/fixtures/data-1");
const VOTE = "00000000000000b2" as RaftId;

const [dataDir = "", promisedPath = ""] = process.argv.slice(2);
/** By member. */
const promised = JSON.parse(readFileSync(promisedPath, "utf8")) as Record<string, Promised>;

await unfinishedInit(join(dataDir, "again"));
await initCluster({ dataDir, nodes: 3 });
const leader = await openChecked("n1");
await grow(leader, "n1");
const made = await leader.snapshot();
promise("n1", { snapshots: leader.known.map(({ id }) => id) });
await compact(leader, made);
await install(leader, made);
await uselessState();
await erredDisk();
await oldFormat();
await leader.close();

/** Twice: the second one finds the members of the first, and no cluster.json. */
async function unfinishedInit(folder: string): Promise<void> {
  await initCluster({ dataDir: folder, nodes: 1 });
  rmSync(join(folder, "cluster.json"));
  await initCluster({ dataDir: folder, nodes: 1 });
}

async function openChecked(name: string): Promise<CrashMember> {
  const member = await CrashMember.open(dataDir, name);
  const before = promised[name];
  const broken = before === undefined ? [] : await member.broken(before);
  if (broken.length > 0) fail(`${name} broke its promises: ${broken.join("; ")}`);
  return member;
}

async function grow(member: CrashMember, name: string): Promise<void> {
  const term = member.term + 1;
  await member.write({ hardState: { term, vote: VOTE } });
  promise(name, { hardState: { term, vote: VOTE } });
  const first = member.lastIndex + 1;
  for (let at = first; at < first + ENTRIES; at += 8) {
    await member.write({ entries: entriesFrom(at, 8, term) });
    promise(name, { lastIndex: member.lastIndex });
  }
  await member.apply(member.lastIndex - CUT);
  await pause(PAUSE_MS);
  const from = member.lastIndex - CUT + 1;
  promise(name, { lastIndex: from - 1 });
  const hardState = { term: term + 1, vote: null };
  await member.write({
    truncateFrom: from,
    hardState,
    entries: entriesFrom(from, CUT + 1, term + 1),
  });
  promise(name, { lastIndex: member.lastIndex, hardState });
  await member.apply(member.lastIndex);
}

async function compact(member: CrashMember, snapshot: SnapshotMeta): Promise<void> {
  await member.write({ base: snapshot.base });
  const older = member.known.filter(({ id }) => id !== snapshot.id).map(({ id }) => id);
  promise("n1", { snapshots: [snapshot.id] });
  member.snapshots.drop(older);
  member.known = [snapshot];
  // Rows in front of the base go in slices, when nothing else is written.
  await pause(PAUSE_MS);
}

/** A member that needs a snapshot: received, judged, then the base of its log, then its state. */
async function install(from: CrashMember, snapshot: SnapshotMeta): Promise<void> {
  const member = await openChecked("n2");
  for (let offset = 0; offset < snapshot.size;) {
    const part = await new Promise<SnapshotPart | null>((resolve) => {
      from.snapshots.read(snapshot.id, offset, LIMITS.snapshotChunkBytes, resolve);
    });
    assert(part !== null, "a snapshot that was made can be read");
    const isKept = await new Promise<boolean>((resolve) =>
      member.snapshots.write(snapshot, offset, part, resolve),
    );
    assert(isKept, "a part that was read is sound");
    offset += part.data.length;
  }
  assert(
    await new Promise<boolean>((resolve) => member.snapshots.finish(snapshot, resolve)),
    "the whole is sound",
  );
  const kept = [...member.known.filter(({ id }) => id !== snapshot.id), snapshot];
  promise("n2", { snapshots: kept.map(({ id }) => id) });
  const hardState = { term: from.term, vote: null };
  const truncateFrom = member.lastIndex > snapshot.base.index ? snapshot.base.index + 1 : null;
  await member.write({ base: snapshot.base, hardState, truncateFrom });
  promise("n2", { lastIndex: snapshot.base.index, hardState });
  await new Promise<void>((resolve) => member.snapshots.restore(snapshot.id, resolve));
  member.snapshots.drop(kept.map(({ id }) => id).filter((id) => id !== snapshot.id));
  promise("n2", { snapshots: [snapshot.id] });
  await member.close();
}

/** What state.db holds is of no use: it is put aside and made again from the snapshot. */
async function uselessState(): Promise<void> {
  const { state } = memberPaths(dataDir, "n2");
  writeFileSync(state, "this is no database");
  const member = await openChecked("n2");
  await member.close();
  if (!existsSync(state)) fail("n2 has no state");
}

/** The disk erred when the log was last in use: it is copied into a new file before anything relies on it. */
async function erredDisk(): Promise<void> {
  const path = markPathOf(memberPaths(dataDir, "n3").log);
  const mark = new MarkFile(path);
  mark.writeDurably({ ...mark.current, mustRecopy: true });
  mark.close();
  const member = await openChecked("n3");
  promise("n3", { lastIndex: member.lastIndex, hardState: member.stored.hardState });
  await member.close();
}

/** A folder of the first format: what a kill left of it is opened first, then another one is made. */
async function oldFormat(): Promise<void> {
  const folder = join(dataDir, "old");
  for (const isNew of [false, true]) {
    if (isNew) {
      rmSync(folder, { recursive: true, force: true });
      cpSync(FIRST_FORMAT, folder, { recursive: true });
    }
    if (!existsSync(folder)) continue;
    const store = openSqliteLogStore({ path: memberPaths(folder, "n1").log });
    const { standing, lastIndex } = await store.load();
    if (standing?.isRecovering === true || lastIndex < 1)
      fail("a log of the first format lost something");
    await store.close();
  }
}

/** Told before anything else is done: a kill that follows finds it said. */
function promise(name: string, part: Partial<Promised>): void {
  promised[name] = { ...(promised[name] ?? nothingPromised()), ...part };
  writeSync(1, `${JSON.stringify({ name, ...part })}\n`);
}

function fail(sentence: string): never {
  writeSync(2, `${sentence}\n`);
  process.exit(1);
}
