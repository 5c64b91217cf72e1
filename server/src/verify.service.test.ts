/** `verify` on the folders of nodes that have really run. */
import { createHash } from "node:crypto";
import {
  cpSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { countStateHash } from "./chat/count-state-hash.ts";
import { inspectState } from "./chat/inspect-state.ts";
import { leaderOf, openRoom, say, startMembers, stopMembers } from "./chat-under-test.ts";
import { freshFolder, initCluster, runProgram } from "./node-under-test.ts";
import { recordDivergence } from "./storage/divergence-file.ts";
import { SLOT_BYTES } from "./storage/mark-codec.ts";
import { memberPaths, openMemberFolder } from "./storage/member-folder.ts";
import { verify } from "./storage/verify.ts";
import type { VerifyReport } from "./storage/verify-report.ts";

const MESSAGES = 40;
const PATIENCE_MS = 60_000;
/** Three members that have chatted and stopped in order, to copy from. */
let template: string;

beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), "parley-verify-"));
});

afterAll(() => rmSync(template, { recursive: true, force: true }));

function copied(): string {
  const data = join(freshFolder(), "data");
  cpSync(template, data, { recursive: true });
  return data;
}

const look = async (path: string): Promise<VerifyReport> => verify({ path, inspect: inspectState });

const unsound = ({ findings }: VerifyReport): readonly string[] =>
  findings
    .filter(({ level }) => level === "unsound")
    .map(({ about, sentence }) => `${about}: ${sentence}`);

/** Every name, byte, size and time of change below it. */
function printOf(path: string): string {
  const hash = createHash("sha256");
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const below = join(folder, entry.name);
      const { mtimeNs, size } = lstatSync(below, { bigint: true });
      hash.update(`${below} ${mtimeNs} ${size}\n`);
      if (entry.isDirectory()) walk(below);
      else hash.update(readFileSync(below));
    }
  };
  walk(path);
  return hash.digest("hex");
}

/** Looks, and nothing in the folder is another afterwards. */
async function lookOnly(path: string): Promise<VerifyReport> {
  const before = printOf(path);
  const report = await look(path);
  expect(printOf(path)).toBe(before);
  return report;
}

/** A byte somewhere in the text of a message, as it stands in this file. */
function flipMessage(path: string, text: string): void {
  const bytes = readFileSync(path);
  const at = bytes.lastIndexOf(text);
  expect(at).toBeGreaterThan(0);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

/** The same mark, in an envelope of the next version. */
function laterMark(path: string): void {
  const bytes = readFileSync(path);
  for (const slot of [bytes.subarray(0, SLOT_BYTES), bytes.subarray(SLOT_BYTES)]) {
    if (slot.readUInt32BE(0) === 0) continue;
    slot.writeUInt32BE(2, 4);
    const end = 16 + slot.readUInt32BE(8);
    slot.writeUInt32BE(crc32(slot.subarray(16, end), crc32(slot.subarray(0, 12))), 12);
  }
  writeFileSync(path, bytes);
}

describe("the folders of a cluster", () => {
  test("are made by nodes that chat and stop", { timeout: PATIENCE_MS }, async () => {
    const { data } = await initCluster(3);
    const running = await startMembers(data, 3);
    const leader = await leaderOf(running);
    const room = await openRoom(leader);
    for (let at = 0; at < MESSAGES; at += 1) await say(leader, room, `message number ${at}`);
    await expect(look(data)).rejects.toThrow(/in use by another process/);
    await stopMembers(running);
    cpSync(data, template, { recursive: true });
  });

  test("are sound after an orderly stop, every part is told, and looking changes nothing", async () => {
    const report = await lookOnly(copied());
    expect(unsound(report)).toEqual([]);
    expect(report).toMatchObject({ what: "data folder", isSound: true });
    for (const { log, state } of report.members) {
      expect(log?.lastIndex).toBeGreaterThan(MESSAGES);
      expect(state?.messages).toBeGreaterThan(0);
    }
    const abouts = report.findings.map(({ about }) => about);
    for (const about of ["cluster.json", "n1/identity.json", "n2/raft.db", "n3/state.db"])
      expect(abouts).toContain(about);
  });

  test("a member's folder can be looked at alone, in its place and out of it", async () => {
    const data = copied();
    expect(await lookOnly(join(data, "n2"))).toMatchObject({ what: "member", isSound: true });
    const elsewhere = join(freshFolder(), "n2");
    renameSync(join(data, "n2"), elsewhere);
    expect(await lookOnly(elsewhere)).toMatchObject({ what: "member", isSound: true });
  });

  test("a flipped bit in a log is found, and the others are not blamed", async () => {
    const data = copied();
    flipMessage(join(data, "n2", "raft.db"), "message number 3");
    const report = await lookOnly(data);
    expect(report.isSound).toBe(false);
    expect(unsound(report)).toHaveLength(1);
    expect(unsound(report)[0]).toMatch(/^n2\/raft\.db: .*check value of entries/);
  });

  test("a log that ends too early with every check value right is found by its mark", async () => {
    const data = copied();
    const db = new Database(join(data, "n2", "raft.db"));
    db.exec("DELETE FROM batch WHERE first_index > (SELECT max(first_index) - 4 FROM batch)");
    db.close();
    const report = await lookOnly(data);
    expect(unsound(report)).toHaveLength(1);
    expect(unsound(report)[0]).toMatch(
      /^n2\/raft\.db: The log may lack what it once held: it ends at entry \d+, but it once held entry \d+\. .*refilled/,
    );
  });

  test.each([
    ["is gone", (mark: string) => rmSync(mark), /mark: The mark .*missing.*replace/],
    [
      "cannot be read",
      (mark: string) => writeFileSync(mark, Buffer.alloc(8192, 7)),
      /mark: The mark .*neither of its slots.*replace/,
    ],
    [
      "was written by a later version",
      (mark: string) => laterMark(mark),
      /format 2.*newer version of Parley/,
    ],
  ])("a mark that %s is found", async (_what, harm, sentence) => {
    const data = copied();
    harm(join(data, "n1", "mark"));
    expect(unsound(await lookOnly(data)).join("\n")).toMatch(sentence);
  });

  test.each([
    ["was cut off", (log: string) => truncateSync(log, 8192)],
    ["is no database any more", (log: string) => writeFileSync(log, Buffer.alloc(8192, 7))],
  ])("a log that %s is found, and would be refilled", async (_what, harm) => {
    const data = copied();
    harm(join(data, "n1", "raft.db"));
    const found = unsound(await lookOnly(data));
    expect(found.join("\n")).toMatch(/^n1\/raft\.db: The log may lack what .* refilled it/m);
    expect(found).toHaveLength(1);
  });

  test("a changed row of a state is found by its hash although SQLite sees nothing, and what follows is said", async () => {
    const data = copied();
    const db = new Database(join(data, "n3", "state.db"));
    db.exec("UPDATE messages SET text = 'forged' WHERE seq = 2");
    db.close();
    const report = await lookOnly(data);
    expect(unsound(report)).toHaveLength(1);
    expect(unsound(report)[0]).toMatch(/^n3\/state\.db: .*have the hash .* makes it anew/);
  });

  test("two states that are each sound and differ at one index are held against each other", async () => {
    const data = copied();
    const db = new Database(join(data, "n3", "state.db"));
    db.exec("UPDATE messages SET text = 'forged' WHERE seq = 2");
    const hash = Buffer.from(countStateHash(db), "hex");
    db.prepare("UPDATE applied SET hash = ?").run(hash);
    db.close();
    const report = await lookOnly(data);
    expect(unsound(report)).toHaveLength(1);
    expect(unsound(report)[0]).toMatch(/^states: At index \d+ they differ.*n1 and n2 against n3/);
  });

  test("a state that is missing is no loss", async () => {
    const data = copied();
    for (const name of ["state.db", "state.db-wal", "state.db-shm"])
      rmSync(join(data, "n3", name), { force: true });
    const report = await lookOnly(data);
    expect(report.isSound).toBe(true);
    expect(report.findings).toContainEqual(
      expect.objectContaining({ level: "note", about: "n3/state.db" }),
    );
  });

  test("two folders that changed places are told apart", async () => {
    const data = copied();
    renameSync(join(data, "n1"), join(data, "aside"));
    renameSync(join(data, "n2"), join(data, "n1"));
    renameSync(join(data, "aside"), join(data, "n2"));
    const found = unsound(await lookOnly(data)).join("\n");
    expect(found).toMatch(/n1\/identity.json: It is the folder of n2 in the place of n1/);
    expect(found).toMatch(/n2\/identity.json: It is the folder of n1 in the place of n2/);
  });

  test("the folder of another cluster is named with both ids", async () => {
    const data = copied();
    const other = await initCluster(3);
    rmSync(join(data, "n1"), { recursive: true });
    cpSync(join(other.data, "n1"), join(data, "n1"), { recursive: true });
    expect(unsound(await lookOnly(data)).join()).toMatch(
      /n1\/identity.json: It belongs to cluster [0-9a-f]{32}, and cluster.json names cluster/,
    );
  });

  test.each([
    ["cluster.json", "cluster.json", /cluster.json: It is missing/],
    ["a member", "n2", /n2: The folder is missing or empty.*replace n2/],
    ["an identity", "n2/identity.json", /n2\/identity.json: It is missing/],
    ["a log", "n2/raft.db", /n2\/raft.db: It is missing, but the mark .* refilled/],
  ])("without %s are not sound", async (_what, name, sentence) => {
    const data = copied();
    rmSync(join(data, name), { recursive: true });
    expect(unsound(await lookOnly(data)).join()).toMatch(sentence);
  });

  test("in which a node has noted that its state differs say so", async () => {
    const data = copied();
    const paths = memberPaths(data, "n2");
    const found = {
      index: 8,
      agreedIndex: 4,
      own: "a".repeat(32),
      expected: "b".repeat(32),
      time: 1,
    };
    recordDivergence(paths, "n2", found);
    expect(unsound(await lookOnly(data)).join()).toMatch(/n2\/diverged.json: At index 8/);
    expect(() => recordDivergence(paths, "n2", found)).toThrow(/n2/);
    expect(unsound(await lookOnly(data)).join()).toMatch(/a second time.*cluster replace/);
  });

  test("are not looked at while a member runs, also one alone", async () => {
    const data = copied();
    const { lock } = openMemberFolder(data, "n2");
    await expect(look(data)).rejects.toThrow(/in use by another process/);
    await expect(look(join(data, "n2"))).rejects.toThrow(/in use by another process/);
    expect((await look(join(data, "n1"))).isSound).toBe(true);
    lock.release();
  });

  test("what is none of these is refused", async () => {
    const folder = freshFolder();
    await expect(look(folder)).rejects.toThrow(/neither a data folder nor/);
    await expect(look(join(folder, "none"))).rejects.toThrow(/nothing at/);
  });
});

test.each([
  ["a sound folder", () => copied(), 0],
  [
    "an unsound one",
    () => {
      const data = copied();
      rmSync(join(data, "n1"), { recursive: true });
      return data;
    },
    1,
  ],
  ["nothing", () => join(freshFolder(), "none"), 2],
])("the program ends by itself with the right code for %s", async (_what, make, expected) => {
  const { code, stderr } = await runProgram(["verify", "--path", make()]).ended;
  expect({ code, stderr }).toMatchObject({ code: expected });
});
