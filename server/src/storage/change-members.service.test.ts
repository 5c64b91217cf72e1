import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { forgetMember, makeNewMember } from "./change-members.ts";
import { readCluster } from "./cluster-file.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import { hasJoined } from "./identity-file.ts";
import { initCluster } from "./init-cluster.ts";
import { openMemberFolder } from "./member-folder.ts";
import { openSqliteLogStore } from "./sqlite-log-store.ts";

let dataDir: string;
/** A cluster of three as init leaves it, to copy from. */
let template: string;

beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), "parley-change-"));
  await initCluster({ dataDir: template, nodes: 3, port: 8090 });
});
afterAll(() => rmSync(template, { recursive: true }));
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "parley-change-"));
  cpSync(template, dataDir, { recursive: true });
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const names = (): readonly string[] => readCluster(dataDir)?.members.map(({ name }) => name) ?? [];

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const refusal: unknown = await work.catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(FolderRefusal);
  return String(refusal);
}

describe("a new member's folder", () => {
  it("has the next name, its ports, the cluster's key, an id of its own and an empty log", async () => {
    const before = readCluster(dataDir);
    const member = await makeNewMember({ dataDir });
    expect(member).toMatchObject({
      name: "n4",
      client: "127.0.0.1:7114",
      peer: "127.0.0.1:7214",
      http: "127.0.0.1:7314",
    });
    expect(readCluster(dataDir)).toEqual({
      ...before,
      members: [...(before?.members ?? []), member],
    });
    const first = openMemberFolder(dataDir, "n1");
    const opened = openMemberFolder(dataDir, "n4");
    first.lock.release();
    opened.lock.release();
    const own = { id: member.id, name: "n4", isJoining: true };
    expect(opened.identity).toEqual({ ...first.identity, ...own });
    expect(before?.members.map(({ id }) => id)).not.toContain(member.id);
    const store = openSqliteLogStore({ path: opened.paths.log, mayBeEmpty: true });
    expect(await store.load()).toMatchObject({ lastIndex: 0, hardState: { term: 0, vote: null } });
    await store.close();
  });

  it("may have an empty log only until it has held something", async () => {
    await makeNewMember({ dataDir });
    const { paths, identity, lock } = openMemberFolder(dataDir, "n4");
    hasJoined(paths.identity, identity);
    lock.release();
    const again = openMemberFolder(dataDir, "n4");
    again.lock.release();
    expect(again.identity).toEqual({ ...identity, isJoining: false });
    const store = openSqliteLogStore({ path: paths.log, mayBeEmpty: again.identity.isJoining });
    expect(await store.load()).toMatchObject({ standing: { isRecovering: true } });
    await store.close();
  });

  it("can be made while the members run", async () => {
    const { lock } = openMemberFolder(dataDir, "n1");
    expect((await makeNewMember({ dataDir })).name).toBe("n4");
    lock.release();
  });

  it("can be for another machine", async () => {
    expect((await makeNewMember({ dataDir, host: "delta.example" })).peer).toBe(
      "delta.example:7214",
    );
    expect(await refusalOf(makeNewMember({ dataDir, host: "a b" }))).toContain(
      "not the name of a host",
    );
  });

  it("never takes a name again: not of a member that left, of a folder left behind, or one told", async () => {
    await makeNewMember({ dataDir });
    await forgetMember(dataDir, "n4");
    expect(names()).toEqual(["n1", "n2", "n3"]);
    expect((await makeNewMember({ dataDir })).name).toBe("n5");
    expect((await makeNewMember({ dataDir, taken: ["n9", "n2", "no name"] })).name).toBe("n10");
  });

  it("is refused where there is no cluster, and where no member tells the key", async () => {
    const empty = join(dataDir, "empty");
    expect(await refusalOf(makeNewMember({ dataDir: empty }))).toContain("holds no cluster");
    expect(existsSync(empty)).toBe(false);
    for (const name of ["n1", "n2", "n3"]) rmSync(join(dataDir, name), { recursive: true });
    expect(await refusalOf(makeNewMember({ dataDir }))).toContain("key is not known here");
    expect(names()).toEqual(["n1", "n2", "n3"]);
  });

  it("that was cut short before cluster.json named it is left behind, and its name with it", async () => {
    const before = readFileSync(join(dataDir, "cluster.json"), "utf8");
    await makeNewMember({ dataDir });
    writeFileSync(join(dataDir, "cluster.json"), before);
    expect((await makeNewMember({ dataDir })).name).toBe("n5");
    expect(names()).toEqual(["n1", "n2", "n3", "n5"]);
  });
});

describe("a member that has left", () => {
  it("is not in cluster.json any more, and its folder stays and does not open", async () => {
    await forgetMember(dataDir, "n2");
    expect(names()).toEqual(["n1", "n3"]);
    expect(existsSync(join(dataDir, "n2", "raft.db"))).toBe(true);
    expect(() => openMemberFolder(dataDir, "n2")).toThrow(/has no member "n2"/);
  });

  it("may be forgotten twice, and one that never was too; the last one may not", async () => {
    await forgetMember(dataDir, "n2");
    await forgetMember(dataDir, "n2");
    await forgetMember(dataDir, "n9");
    await forgetMember(dataDir, "n3");
    expect(await refusalOf(forgetMember(dataDir, "n1"))).toContain("last member");
    expect(names()).toEqual(["n1"]);
  });
});
