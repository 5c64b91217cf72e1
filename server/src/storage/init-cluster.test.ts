import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import type { LogStore } from "../ports.ts";
import { decodeConfiguration } from "../raft/configuration.ts";
import type { Entry, StoredLog } from "../raft/types.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import { initCluster, type InitOptions } from "./init-cluster.ts";
import { openMemberFolder } from "./member-folder.ts";
import { openSqliteLogStore } from "./sqlite-log-store.ts";

let folder: string;
let dataDir: string;
/** A cluster of three as init leaves it, to copy from. */
let template: string;

beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), "parley-init-"));
  await initCluster({ dataDir: template, nodes: 3 });
});

afterAll(() => rmSync(template, { recursive: true }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-init-"));
  dataDir = join(folder, "data");
});

afterEach(() => rmSync(folder, { recursive: true }));

function copyTemplate(): void {
  cpSync(template, dataDir, { recursive: true });
}

async function withLog<Result>(
  name: string,
  use: (store: LogStore, stored: StoredLog) => Promise<Result>,
): Promise<Result> {
  const store = openSqliteLogStore({ path: join(dataDir, name, "raft.db") });
  const stored = await store.load();
  try {
    return await use(store, stored);
  } finally {
    await store.close();
  }
}

/** Lets a member live on a little, so that its log is no longer that of a new cluster. */
async function addHistory(name: string): Promise<void> {
  const noop: Entry = { index: 2, term: 2, time: Date.now(), kind: "noop", data: new Uint8Array() };
  await withLog(name, async (store) => {
    await new Promise<void>((resolve) => {
      const hardState = { term: 2, vote: null };
      store.write([{ truncateFrom: null, hardState, entries: [noop] }], resolve);
    });
  });
}

async function refusalOf(options: Omit<InitOptions, "dataDir">): Promise<string> {
  const refusal: unknown = await initCluster({ dataDir, ...options }).catch(
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(FolderRefusal);
  return String(refusal);
}

const clusterFile = (): string => join(dataDir, "cluster.json");

describe("a new cluster", () => {
  it("on several machines carries the host of each node", async () => {
    const hosts = ["alpha", "beta.example", "10.0.0.3"];
    const { cluster } = await initCluster({ dataDir, nodes: 3, hosts });
    expect(cluster.members.map((member) => member.client)).toEqual([
      "alpha:7101",
      "beta.example:7102",
      "10.0.0.3:7103",
    ]);
  });

  it("wants one host for each node, and each a name", async () => {
    expect(await refusalOf({ nodes: 3, hosts: ["a", "b"] })).toContain("give one for each");
    expect(await refusalOf({ nodes: 1, hosts: ["a b"] })).toContain("not the name of a host");
  });

  it("has the same first entry in every log, and each member its own identity", async () => {
    const { cluster, outcome } = await initCluster({ dataDir, nodes: 3 });
    expect(outcome).toBe("created");
    const firstEntries = [];
    for (const member of cluster.members) {
      const { identity, lock } = openMemberFolder(dataDir, member.name);
      lock.release();
      expect(identity).toMatchObject({ id: member.id, name: member.name });
      const stored = await withLog(member.name, async (_store, found) => found);
      expect(stored).toMatchObject({ hardState: { term: 1, vote: null }, lastIndex: 1 });
      firstEntries.push(...stored.configurations);
    }
    const [first] = firstEntries;
    expect(firstEntries).toEqual([first, first, first]);
    expect(decodeConfiguration(first?.data ?? new Uint8Array())).toEqual({
      members: cluster.members,
      voters: cluster.members.map((member) => member.id),
      outgoing: [],
      learners: [],
    });
    expect(new Set(cluster.members.map((member) => member.id)).size).toBe(3);
  });

  it("listens on the ports people expect, all moved together by --port", async () => {
    const { cluster } = await initCluster({ dataDir, nodes: 2, port: 8090 });
    expect(cluster.edge).toEqual({ port: 8090, adminPort: 9911 });
    expect(cluster.members[1]).toMatchObject({
      name: "n2",
      client: "127.0.0.1:7112",
      peer: "127.0.0.1:7212",
      http: "127.0.0.1:7312",
    });
  });

  it("keeps its secrets from other users of the machine", async () => {
    await initCluster({ dataDir, nodes: 1 });
    for (const file of ["operator-token", "n1/identity.json"]) {
      expect(statSync(join(dataDir, file)).mode & 0o777).toBe(0o600);
    }
    const { identity, lock } = openMemberFolder(dataDir, "n1");
    lock.release();
    expect(identity.clusterKey).toHaveLength(32);
    expect(readFileSync(clusterFile(), "utf8")).not.toContain(
      Buffer.from(identity.clusterKey).toString("hex"),
    );
  });

  it.each([
    [{ nodes: 0 }, /--nodes must be a whole number from 1 to 9/],
    [{ nodes: 2.5 }, /--nodes must be/],
    [{ nodes: 10 }, /--nodes must be/],
    [{ port: 80 }, /--port must be a whole number from 2003 to 63714/],
    [{ port: 63_715 }, /--port must be/],
    [{ port: Number.NaN }, /--port must be/],
  ])("is refused with %j", async (options, sentence) => {
    expect(await refusalOf(options)).toMatch(sentence);
    expect(existsSync(dataDir)).toBe(false);
  });

  it("is refused where the folder cannot be written", async () => {
    writeFileSync(dataDir, "a file");
    expect(await refusalOf({})).toMatch(/cannot be used.*Check its permissions/);
  });
});

describe("an init that was cut short", () => {
  it.each([
    ["before cluster.json was there", () => undefined],
    ["in the middle of a log", () => rmSync(join(dataDir, "n2", "raft.db"))],
    ["before a member had its identity", () => rmSync(join(dataDir, "n2", "identity.json"))],
    [
      "in the middle of the first log's creation",
      () => writeFileSync(join(dataDir, "n1", "raft.db"), ""),
    ],
  ])("%s is made anew", async (_when, undo) => {
    copyTemplate();
    const before = readFileSync(clusterFile(), "utf8");
    rmSync(clusterFile());
    undo();
    const after = await initCluster({ dataDir, nodes: 1 });
    expect(after.outcome).toBe("created");
    expect(before).not.toContain(after.cluster.clusterId);
    expect(existsSync(join(dataDir, "n3"))).toBe(false);
    openMemberFolder(dataDir, "n1").lock.release();
  });

  it("is not assumed when some log holds more than the first entry", async () => {
    copyTemplate();
    await addHistory("n2");
    rmSync(clusterFile());
    expect(await refusalOf({ nodes: 3 })).toMatch(
      /members with history \(n2\) but no cluster.json/,
    );
    await withLog("n2", async (_store, stored) => expect(stored.lastIndex).toBe(2));
  });

  it("is not assumed while a member runs", async () => {
    copyTemplate();
    const { lock } = openMemberFolder(dataDir, "n3");
    rmSync(clusterFile());
    expect(await refusalOf({})).toMatch(/n3 is in use by another process/);
    lock.release();
  });
});

describe("a cluster that exists", () => {
  beforeEach(copyTemplate);

  it.each([[{}], [{ nodes: 3 }], [{ nodes: 3, port: 8080 }]])(
    "is left as it is by init with %j",
    async (options) => {
      const before = readFileSync(clusterFile(), "utf8");
      expect((await initCluster({ dataDir, ...options })).outcome).toBe("unchanged");
      expect(readFileSync(clusterFile(), "utf8")).toBe(before);
    },
  );

  it("is not resized by --nodes", async () => {
    expect(await refusalOf({ nodes: 5 })).toMatch(
      /a cluster of 3, not of 5.*"parley cluster add" and "parley cluster remove"/,
    );
  });

  it.each([
    ["its folder", (folder: string) => rmSync(folder, { recursive: true })],
    [
      "its log and its mark",
      (folder: string) => {
        rmSync(join(folder, "raft.db"));
        rmSync(join(folder, "mark"));
      },
    ],
    ["its identity", (folder: string) => rmSync(join(folder, "identity.json"))],
  ])("is refused when a member lost %s, naming the way out", async (_what, lose) => {
    lose(join(dataDir, "n2"));
    expect(await refusalOf({})).toMatch(/data of n2 is missing.*"parley cluster replace n2"/);
    expect(() => openMemberFolder(dataDir, "n2")).toThrow(/"parley cluster replace n2"/);
    openMemberFolder(dataDir, "n1").lock.release();
  });

  it("is taken for whole when a member lost its log alone: its mark knows that it must recover", async () => {
    rmSync(join(dataDir, "n2", "raft.db"));
    expect((await initCluster({ dataDir })).outcome).toBe("unchanged");
    await withLog("n2", (_store, stored) => {
      expect(stored).toMatchObject({ lastIndex: 0, standing: { isRecovering: true } });
      return Promise.resolve();
    });
  });

  it("is refused when every member lost its folder", async () => {
    for (const name of ["n1", "n2", "n3"]) rmSync(join(dataDir, name), { recursive: true });
    expect(await refusalOf({})).toMatch(/data of all its members is missing.*remove cluster.json/);
  });

  it("moves its ports when asked, and its members follow", async () => {
    const { cluster, outcome } = await initCluster({ dataDir, port: 9080 });
    expect(outcome).toBe("portsMoved");
    expect(cluster.edge).toEqual({ port: 9080, adminPort: 10_901 });
    const { member, lock } = openMemberFolder(dataDir, "n3");
    lock.release();
    expect(member).toMatchObject({ client: "127.0.0.1:8103", http: "127.0.0.1:8303" });
  });

  it("does not move its ports while a member runs", async () => {
    const before = readFileSync(clusterFile(), "utf8");
    const { lock } = openMemberFolder(dataDir, "n2");
    expect(await refusalOf({ port: 9080 })).toMatch(/n2 is in use by another process/);
    lock.release();
    expect(readFileSync(clusterFile(), "utf8")).toBe(before);
  });

  it("starts, refuses nothing and locks nothing while its members run", async () => {
    const { lock } = openMemberFolder(dataDir, "n2");
    expect((await initCluster({ dataDir })).outcome).toBe("unchanged");
    lock.release();
  });

  it.each([
    ["no JSON", "{", /it is not JSON/],
    ["a list", "[]", /no JSON object/],
    ["no version", "{}", /it has no version/],
    ["a later version", '{"version":2}', /has format 2.*Start the newer version/],
    ["no cluster id", '{"version":1}', /it has no cluster id/],
  ])("is refused when cluster.json holds %s", async (_what, text, sentence) => {
    writeFileSync(clusterFile(), text);
    expect(await refusalOf({})).toMatch(sentence);
  });

  it.each([
    ["members", [], /it lists no members/],
    ["members", [{ id: "1" }], /a member's id is not 16 hexadecimal digits/],
    ["edge", { port: "8080" }, /where the edge listens/],
  ])("is refused when the %s of cluster.json are unsound", async (field, value, sentence) => {
    const fields: unknown = JSON.parse(readFileSync(clusterFile(), "utf8"));
    writeFileSync(clusterFile(), JSON.stringify({ ...Object(fields), [field]: value }));
    expect(await refusalOf({})).toMatch(sentence);
  });
});
