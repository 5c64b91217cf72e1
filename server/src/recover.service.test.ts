/** A majority is lost for good, and a new cluster is made of what is left. */
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  mkdirSync,
} from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { inspectState } from "./chat/inspect-state.ts";
import {
  freshKey,
  leaderOf,
  openRoom,
  say,
  startMember,
  startMembers,
  stopMembers,
  textsOn,
} from "./chat-under-test.ts";
import { freshFolder, initCluster, runProgram } from "./node-under-test.ts";
import { initCluster as initFolders } from "./storage/init-cluster.ts";
import { openMemberFolder } from "./storage/member-folder.ts";
import { openSqliteLogStore } from "./storage/sqlite-log-store.ts";
import { planRecovery, recoverCluster } from "./storage/recover-cluster.ts";
import { unfinishedRecoveryPath } from "./storage/unfinished.ts";
import { verify } from "./storage/verify.ts";

const PATIENCE_MS = 90_000;

async function restart(data: string, names: readonly string[]) {
  return Promise.all(names.map((name) => startMember(data, name)));
}

const clusterIdIn = (data: string): string =>
  (JSON.parse(readFileSync(join(data, "cluster.json"), "utf8")) as { clusterId: string }).clusterId;

describe("a cluster of five that lost three for good", () => {
  test(
    "goes on as another cluster of the two that are left, with all that they held, each write once",
    { timeout: PATIENCE_MS },
    async () => {
      const { data } = await initCluster(5);
      const running = await startMembers(data, 5);
      const leader = await leaderOf(running);
      const room = await openRoom(leader);
      const key = freshKey();
      const first = await say(leader, room, "once", key);
      for (let at = 1; at <= 20; at += 1) await say(leader, room, `message ${at}`);
      for (const { client } of running) await textsOn({ ...leader, client }, room);
      expect(() => planRecovery({ dataDir: data, inspect: inspectState })).toThrow(
        /in use by another process/,
      );
      await stopMembers(running);
      expect(() => planRecovery({ dataDir: data, inspect: inspectState })).toThrow(
        /n1, n2, n3, n4, n5 of 5 voters are sound.*parley node start/,
      );
      const oldId = clusterIdIn(data);
      const elsewhere = join(freshFolder(), "data");
      cpSync(data, elsewhere, { recursive: true });
      for (const name of ["n3", "n4", "n5"]) rmSync(join(data, name), { recursive: true });

      const survey = planRecovery({ dataDir: data, inspect: inspectState });
      expect(survey?.members.map(({ log }) => log !== null)).toEqual([
        true,
        true,
        false,
        false,
        false,
      ]);
      expect(survey?.warnings.join("\n")).toMatch(/What only n3, n4, n5 held is lost for good/);
      const recovered = await recoverCluster({ dataDir: data, inspect: inspectState });
      expect(recovered.nodes).toEqual(["n1", "n2"]);
      expect(clusterIdIn(data)).toBe(recovered.clusterId);
      expect(recovered.clusterId).not.toBe(oldId);
      // Nothing is deleted: what was there is beside it, as it was.
      const kept = readdirSync(data).filter((name) => name.includes(recovered.aside));
      expect(kept.toSorted()).toEqual(
        ["cluster.json", "n1", "n2"].map((name) => `${name}.${recovered.aside}`),
      );
      const report = verify({ path: data, inspect: inspectState });
      expect(report.findings.filter(({ level }) => level === "unsound")).toEqual([]);

      const again = await restart(data, ["n1", "n2"]);
      const heir = await leaderOf(again);
      const expected = ["once", ...Array.from({ length: 20 }, (_, at) => `message ${at + 1}`)];
      for (const one of again) expect(await textsOn(one, room)).toEqual(expected);
      expect(await say(heir, room, "once", key)).toEqual(first);
      expect((await say(heir, room, "new"))?.case).toBe("messageSent");
      for (const one of again) expect(await textsOn(one, room)).toEqual([...expected, "new"]);

      // A member of the old cluster comes back on its own address, and is a stranger to the new one.
      const stray = await startMember(elsewhere, "n3");
      await expect
        .poll(() => readFileSync(join(data, heir.name, "logs", "node.log"), "utf8"), {
          timeout: 20_000,
        })
        .toContain("OTHER_CLUSTER");
      expect((await say(heir, room, "still"))?.case).toBe("messageSent");
      await stopMembers([...again, stray]);
    },
  );
});

test(
  "of one node whose disk lost the end of its log the rest goes on, and what is gone is said",
  { timeout: PATIENCE_MS },
  async () => {
    const { data } = await initCluster(1);
    const inspect = inspectState;
    expect(() => planRecovery({ dataDir: data, inspect })).toThrow(/loses nothing/);
    const node = await startMember(data, "n1");
    const leader = await leaderOf([node]);
    const room = await openRoom(leader);
    for (let at = 1; at <= 8; at += 1) await say(leader, room, `message ${at}`);
    await stopMembers([node]);
    const db = new Database(join(data, "n1", "raft.db"));
    const end = Number(db.prepare("SELECT max(last_index) FROM batch").pluck().get());
    db.prepare("DELETE FROM batch WHERE first_index > ?").run(end - 3);
    db.close();

    const survey = planRecovery({ dataDir: data, inspect });
    expect(survey?.best).toMatchObject({ name: "n1", isSound: false });
    const warnings = survey?.warnings.join("\n") ?? "";
    expect(warnings).toMatch(/No log is whole.*it once held more.*once held entry/);
    expect(warnings).toMatch(/were executed by some member and are in no log any more/);
    const { nodes } = await recoverCluster({ dataDir: data, inspect });
    expect(nodes).toEqual(["n1"]);
    const again = await startMember(data, "n1");
    const heir = await leaderOf([again]);
    const texts = await textsOn(heir, room);
    expect(texts).toEqual(Array.from({ length: texts.length }, (_, at) => `message ${at + 1}`));
    expect(texts.length).toBeGreaterThan(3);
    expect((await say(heir, room, "new"))?.case).toBe("messageSent");
    await stopMembers([again]);
    expect(verify({ path: data, inspect }).isSound).toBe(true);
  },
);

/** One member's log goes on, as a leader of that term would have written it. */
async function grow(dataDir: string, name: string, term: number, entries: number): Promise<void> {
  const store = openSqliteLogStore({ path: join(dataDir, name, "raft.db") });
  const { lastIndex, lastTime: time } = await store.load();
  const data = new Uint8Array();
  const noops = Array.from({ length: entries }, (_, at) => {
    return { index: lastIndex + 1 + at, term, time, kind: "noop", data } as const;
  });
  await new Promise<void>((resolve) => {
    store.write([{ truncateFrom: null, hardState: { term, vote: null }, entries: noops }], resolve);
  });
  await store.close();
}

test("the best log is the one that voters would elect: the newest last term, then the longest; a broken one only if there is no other", async () => {
  const dataDir = join(freshFolder(), "data");
  await initFolders({ dataDir, nodes: 5 });
  await grow(dataDir, "n1", 2, 9);
  await grow(dataDir, "n2", 3, 4);
  await grow(dataDir, "n3", 3, 6);
  // The newest term, and still so without its end.
  await grow(dataDir, "n4", 4, 2);
  await grow(dataDir, "n4", 4, 2);
  rmSync(join(dataDir, "n5"), { recursive: true });
  const bestOf = (): string | undefined =>
    planRecovery({ dataDir, inspect: inspectState })?.best?.name;
  const breakLog = (name: string): void => {
    const db = new Database(join(dataDir, name, "raft.db"));
    db.exec("DELETE FROM batch WHERE first_index = (SELECT max(first_index) FROM batch)");
    db.close();
  };
  breakLog("n4");
  // Longer than all others, and of an older term.
  const first = join(freshFolder(), "n1");
  renameSync(join(dataDir, "n1"), first);
  expect(bestOf()).toBe("n3");
  cpSync(first, join(dataDir, "n1"), { recursive: true });
  breakLog("n3");
  expect(bestOf()).toBe("n2");
  breakLog("n2");
  expect(bestOf()).toBe("n1");
  breakLog("n1");
  const plan = planRecovery({ dataDir, inspect: inspectState });
  expect(plan?.best?.name).toBe("n4");
  expect(plan?.warnings.join()).toMatch(/No log is whole/);
});

test("a recovery says which snapshot it leaves out, and keeps it", async () => {
  const dataDir = join(freshFolder(), "data");
  await initFolders({ dataDir, nodes: 3 });
  for (const lost of ["n2", "n3"]) rmSync(join(dataDir, lost), { recursive: true });
  const later = readFileSync(join(import.meta.dirname, "storage/fixtures/format-1.snapshot"));
  const footer = later.subarray(-32);
  footer.writeUInt32BE(99, 4);
  footer.writeUInt32BE(crc32(footer.subarray(0, 12)), 12);
  mkdirSync(join(dataDir, "n1", "snapshots"), { recursive: true });
  writeFileSync(join(dataDir, "n1", "snapshots", "42-00ff.snapshot"), later);
  const said: string[] = [];
  const step = (sentence: string): void => void said.push(sentence);
  const { aside } = await recoverCluster({ dataDir, inspect: inspectState, step });
  expect(said.join("\n")).toMatch(/42-00ff\.snapshot is left out: it has format 99/);
  expect(existsSync(join(dataDir, `n1.${aside}`, "snapshots", "42-00ff.snapshot"))).toBe(true);
});

test("a recovery that was cut short is refused by everybody else, and finished by the same command", async () => {
  const dataDir = join(freshFolder(), "data");
  await initFolders({ dataDir, nodes: 3 });
  rmSync(join(dataDir, "n3"), { recursive: true });
  rmSync(join(dataDir, "n2", "raft.db"));
  const before = readFileSync(join(dataDir, "cluster.json"), "utf8");
  const { aside, clusterId } = await recoverCluster({ dataDir, inspect: inspectState });
  const after = readFileSync(join(dataDir, "cluster.json"), "utf8");
  // Back to the moment at which n1 had made room and nothing had come into its place.
  const staging = join(dataDir, "recover-staging");
  cpSync(join(dataDir, "n1"), join(staging, "n1"), { recursive: true });
  writeFileSync(join(staging, "cluster.json"), after);
  rmSync(join(dataDir, "n1"), { recursive: true });
  cpSync(join(dataDir, `n2.${aside}`), join(dataDir, "n2"), { recursive: true });
  rmSync(join(dataDir, `n2.${aside}`), { recursive: true });
  rmSync(join(dataDir, `cluster.json.${aside}`));
  writeFileSync(join(dataDir, "cluster.json"), before);
  writeFileSync(unfinishedRecoveryPath(dataDir), JSON.stringify({ version: 1, aside, clusterId }));
  expect(() => openMemberFolder(dataDir, "n1")).toThrow(/recover.*cut short/);
  await expect(initFolders({ dataDir })).rejects.toThrow(/recover.*cut short/);
  expect(planRecovery({ dataDir, inspect: inspectState })).toBeNull();

  const recovered = await recoverCluster({ dataDir, inspect: inspectState });
  expect(recovered).toEqual({ aside, clusterId, nodes: ["n1"] });
  expect(readFileSync(join(dataDir, "cluster.json"), "utf8")).toBe(after);
  expect(existsSync(staging)).toBe(false);
  expect(existsSync(join(dataDir, `n2.${aside}`))).toBe(true);
  expect(existsSync(join(dataDir, "n2"))).toBe(false);
  openMemberFolder(dataDir, "n1").lock.release();
});

test.each([
  [["n9"], /no member n9/],
  [["n1", "n1"], /Name each member/],
])("with the names %j it is refused and changes nothing", async (names, sentence) => {
  const dataDir = join(freshFolder(), "data");
  await initFolders({ dataDir, nodes: 3 });
  for (const name of ["n2", "n3"]) rmSync(join(dataDir, name), { recursive: true });
  const before = readdirSync(dataDir);
  await expect(recoverCluster({ dataDir, names, inspect: inspectState })).rejects.toThrow(sentence);
  expect(readdirSync(dataDir)).toEqual(before);
});

test("the program only tells what it found until it is told that it is meant", async () => {
  const dataDir = join(freshFolder(), "data");
  await initFolders({ dataDir, nodes: 3 });
  for (const name of ["n2", "n3"]) rmSync(join(dataDir, name), { recursive: true });
  const before = readFileSync(join(dataDir, "cluster.json"), "utf8");
  const told = await runProgram(["recover", "--data", dataDir]).ended;
  expect({ code: told.code, stderr: told.stderr }).toEqual({ code: 0, stderr: "" });
  expect(readFileSync(join(dataDir, "cluster.json"), "utf8")).toBe(before);
  const done = await runProgram(["recover", "--data", dataDir, "--yes", "--names", "n1"]).ended;
  expect(done.stdout.at(-1)).toContain('"nodes":["n1"]');
});
