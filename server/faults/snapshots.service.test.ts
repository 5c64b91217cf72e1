/** Real nodes whose logs let go of entries: snapshots are made, sent, installed and found damaged, while people write. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { openForJudging, readFacts } from "../src/chat/judge-state.ts";
import { CRASH_VARIABLE } from "../src/storage/crash-points.ts";
import { describeSnapshotFile } from "../src/storage/snapshot-file.ts";
import { openSqliteLogStore } from "../src/storage/sqlite-log-store.ts";
import { flaws, People } from "./people.ts";
import { metric, RealNodes, until } from "./real-nodes.ts";
import type { RealNode } from "./real-nodes.ts";

const PATIENCE_MS = 60_000;
const TIMEOUT_MS = 240_000;
/** A snapshot each second or two of what these people write. */
const SMALL = { PARLEY_SNAPSHOT_LOG_BYTES: "65536" };
/** A snapshot counts once the next 1,000th index was compared. */
const WRITERS = 48;

async function compactingCluster() {
  const nodes = await RealNodes.make(5);
  onTestFinished(() => nodes.end());
  await Promise.all(nodes.names.map((name) => nodes.start(name, SMALL)));
  const people = await People.join(nodes.living);
  onTestFinished(() => people.close());
  people.write(WRITERS);
  return { nodes, people };
}

function snapshotsIn(nodes: RealNodes, name: string): readonly string[] {
  const folder = join(nodes.folder(name), "snapshots");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((file) => file.endsWith(".snapshot"));
}

/** Of the newest snapshot; 0 when there is none. Files come and go meanwhile. */
function snapshotIndex(nodes: RealNodes, name: string): number {
  const indices = snapshotsIn(nodes, name).map((file) => Number(file.split("-")[0]));
  return Math.max(0, ...indices);
}

const appliedOn = (node: RealNode): Promise<number> => metric("raft_applied_index", node);

function hasSnapshotBehind(nodes: RealNodes, index: number, names: readonly string[]) {
  const isBehind = (): boolean => names.every((name) => snapshotIndex(nodes, name) > index);
  return until(`snapshots behind ${index}`, isBehind, PATIENCE_MS);
}

async function levelledOut(nodes: RealNodes): Promise<void> {
  const isLevel = async (): Promise<boolean> => {
    const applied = await Promise.all(nodes.living.map(appliedOn));
    return applied.every((index) => index === applied[0]);
  };
  await until("all nodes have applied the same", isLevel, PATIENCE_MS);
}

/** Stops all in order; what each then holds on its disk. */
async function stopped(nodes: RealNodes) {
  const { living } = nodes;
  for (const node of living) node.kill("SIGTERM");
  for (const { ended } of living) expect(await ended).toMatchObject({ code: 0 });
  return living.map(({ name }) => {
    const db = openForJudging(join(nodes.folder(name), "state.db"));
    const facts = readFacts(db);
    db.close();
    return facts;
  });
}

async function baseIndexOf(nodes: RealNodes, name: string): Promise<number> {
  const store = openSqliteLogStore({ path: join(nodes.folder(name), "raft.db") });
  const { baseIndex } = await store.load();
  await store.close();
  return baseIndex;
}

function followerOf(nodes: RealNodes, leader: string): string {
  return nodes.names.find((name) => name !== leader) ?? "";
}

test(
  "five nodes compact their logs, and one that missed what is gone is filled while people write",
  { timeout: TIMEOUT_MS },
  async () => {
    const { nodes, people } = await compactingCluster();
    await hasSnapshotBehind(nodes, 0, nodes.names);
    const away = followerOf(nodes, await people.leader(nodes.living));
    const others = nodes.names.filter((name) => name !== away);
    const missed = await appliedOn(nodes.node(away));
    nodes.node(away).kill();
    await until("it is gone", () => nodes.living.length === 4, PATIENCE_MS);
    // Two snapshots on: a tail as long as the way to one is kept.
    for (let round = 0, behind = missed; round < 3; round += 1) {
      await hasSnapshotBehind(nodes, behind, others);
      behind = Math.max(...others.map((name) => snapshotIndex(nodes, name)));
    }

    // Killed when the first part has come: nothing of it is left at the next start.
    const folder = join(nodes.folder(away), "snapshots");
    const dies = nodes.start(away, { ...SMALL, [CRASH_VARIABLE]: "snapshot:part-written" });
    await dies.then(
      (node) => node.ended,
      () => undefined,
    );
    expect(readdirSync(folder).some((file) => file.endsWith(".receiving"))).toBe(true);
    const back = await nodes.start(away, SMALL);
    expect(readdirSync(folder).some((file) => file.endsWith(".receiving"))).toBe(false);
    const isBack = async (): Promise<boolean> => (await appliedOn(back)) > missed;
    await until("it has applied more than it missed", isBack, PATIENCE_MS);
    await people.more(50);
    await people.stop();
    await levelledOut(nodes);
    for (const node of nodes.living)
      expect(flaws(people.acknowledged, await people.history(node))).toEqual([]);
    expect(people.failures).toEqual([]);
    const facts = await stopped(nodes);
    expect(new Set(facts.map(({ hash }) => hash)).size).toBe(1);
    for (const name of nodes.names) expect(await baseIndexOf(nodes, name)).toBeGreaterThan(0);
    // What it lacked was gone everywhere: only a snapshot can have brought it.
    expect(await baseIndexOf(nodes, away)).toBeGreaterThan(missed);
  },
);

test(
  "a damaged snapshot is found at the start and set aside, a lost state made again from a sound one",
  { timeout: TIMEOUT_MS },
  async () => {
    const { nodes, people } = await compactingCluster();
    const name = followerOf(nodes, await people.leader(nodes.living));
    await hasSnapshotBehind(nodes, 0, nodes.names);
    const first = snapshotIndex(nodes, name);
    await hasSnapshotBehind(nodes, first, nodes.names);

    const stop = async (): Promise<void> => {
      const node = nodes.node(name);
      node.kill("SIGTERM");
      await node.ended;
    };
    await stop();
    const [file = ""] = snapshotsIn(nodes, name);
    const path = join(nodes.folder(name), "snapshots", file);
    const { index } = describeSnapshotFile(path).description.snapshot.base;
    rmSync(join(nodes.folder(name), "state.db"));
    const back = await nodes.start(name, SMALL);
    // From an older one, perhaps: a snapshot is believed once a state behind it was compared.
    await until(
      "it has applied what the snapshot held",
      async () => (await appliedOn(back)) >= index,
      20_000,
    );
    expect(logOf(nodes, name)).toContain("state.db is not there");

    await stop();
    for (const one of snapshotsIn(nodes, name)) {
      const damaged = join(nodes.folder(name), "snapshots", one);
      const bytes = readFileSync(damaged);
      bytes[9_000] = (bytes[9_000] ?? 0) ^ 1;
      writeFileSync(damaged, bytes);
    }
    await nodes.start(name, SMALL);
    expect(snapshotsIn(nodes, name)).toEqual([]);
    expect(logOf(nodes, name)).toMatch(
      /set aside as \S+\.damaged: its bytes from 0 on are damaged/,
    );
    // A node without any makes another one at once, for whoever needs it.
    await hasSnapshotBehind(nodes, 0, [name]);
    await people.stop();
    await levelledOut(nodes);
    expect(flaws(people.acknowledged, await people.history(nodes.node(name)))).toEqual([]);

    // Two losses at once: nothing here can bring back what the log let go of, and a start says so once.
    await stop();
    for (const one of ["state.db", "snapshots"])
      rmSync(join(nodes.folder(name), one), { recursive: true });
    await expect(nodes.start(name, SMALL)).rejects.toThrow(/code 2.*parley cluster replace/);
  },
);

test(
  "a state that rotted while its node was dead is found soon after the start, and made again",
  { timeout: TIMEOUT_MS },
  async () => {
    const nodes = await RealNodes.make(3);
    onTestFinished(() => nodes.end());
    await Promise.all(nodes.names.map((name) => nodes.start(name)));
    const people = await People.join(nodes.living);
    onTestFinished(() => people.close());
    people.write(WRITERS);
    await people.more(40);
    const name = followerOf(nodes, await people.leader(nodes.living));
    const [text = ""] = people.acknowledged;
    const holdsIt = async (): Promise<boolean> =>
      (await people.history(nodes.node(name))).includes(text);
    await until("the follower has the first message", holdsIt, PATIENCE_MS);
    nodes.node(name).kill("SIGTERM");
    await until("it is gone", () => nodes.living.length === 2, PATIENCE_MS);
    const file = join(nodes.folder(name), "state.db");
    // As after a kill: nothing says what its bytes were.
    rmSync(`${file}.seal`);
    const db = new Database(file);
    expect(
      db.prepare("UPDATE messages SET text = 'never said' WHERE text = ?").run(text).changes,
    ).toBe(1);
    db.close();

    const { ended } = await nodes.start(name);
    expect(await ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("the state is damaged and is made again"),
    });
    const back = await nodes.bringBack(name, PATIENCE_MS);
    await people.more(10);
    await people.stop();
    await levelledOut(nodes);
    expect(flaws(people.acknowledged, await people.history(back))).toEqual([]);
    expect(people.failures).toEqual([]);
  },
);

function logOf(nodes: RealNodes, name: string): string {
  return readFileSync(join(nodes.folder(name), "logs/node.log"), "utf8");
}
