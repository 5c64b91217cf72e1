import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { FolderRefusal } from "./folder-refusal.ts";
import { initCluster } from "./init-cluster.ts";
import { openMemberFolder } from "./member-folder.ts";

let dataDir: string;
/** A cluster of two as init leaves it, to copy from. */
let template: string;

beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), "parley-member-"));
  await initCluster({ dataDir: template, nodes: 2 });
});

afterAll(() => rmSync(template, { recursive: true }));

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "parley-member-"));
  cpSync(template, dataDir, { recursive: true });
});

afterEach(() => rmSync(dataDir, { recursive: true }));

function refusalOf(name: string): string {
  try {
    openMemberFolder(dataDir, name).lock.release();
  } catch (error) {
    if (error instanceof FolderRefusal) return error.message;
    throw error;
  }
  return "opened";
}

describe("a member's folder", () => {
  it("opens once at a time, and again after it was let go", () => {
    const { lock } = openMemberFolder(dataDir, "n1");
    expect(refusalOf("n1")).toMatch(/n1 is in use by another process\. Stop that one first/);
    expect(refusalOf("n2")).toBe("opened");
    lock.release();
    expect(refusalOf("n1")).toBe("opened");
  });

  it("lets go of the lock when it is refused", () => {
    const path = join(dataDir, "n1", "identity.json");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, "{}");
    expect(refusalOf("n1")).toMatch(/identity.json cannot be used: it has no version/);
    writeFileSync(path, text);
    expect(refusalOf("n1")).toBe("opened");
  });

  it("is refused where there is no cluster", () => {
    rmSync(join(dataDir, "cluster.json"));
    expect(refusalOf("n1")).toMatch(/holds no cluster\. Make one with "parley up"/);
  });

  it.each(["n3", "n0", "../n1", ""])("is refused for %j, which is no member", (name) => {
    expect(refusalOf(name)).toMatch(/has no member.*its members are n1, n2/);
  });

  it("is refused when it is another member's", () => {
    renameSync(join(dataDir, "n1"), join(dataDir, "other"));
    cpSync(join(dataDir, "n2"), join(dataDir, "n1"), { recursive: true });
    expect(refusalOf("n1")).toMatch(/belongs to n2 of cluster .* expects n1/);
  });

  it("is refused when it is another cluster's", async () => {
    const other = mkdtempSync(join(tmpdir(), "parley-member-"));
    await initCluster({ dataDir: other, nodes: 2 });
    rmSync(join(dataDir, "n1"), { recursive: true });
    cpSync(join(other, "n1"), join(dataDir, "n1"), { recursive: true });
    expect(refusalOf("n1")).toMatch(/belongs to n1 of cluster .*Put back the folder/);
    rmSync(other, { recursive: true });
  });

  it.each([
    ["formatVersion", 2, /has format 2; this program knows formats up to 1/],
    ["clusterId", "x", /it has no cluster id/],
    ["id", "x", /it has no raft id/],
    ["name", "x", /it has no name/],
    ["clusterKey", "x", /it has no cluster key/],
  ])("is refused when %s of its identity is %j", (field, value, sentence) => {
    const path = join(dataDir, "n1", "identity.json");
    const fields: unknown = JSON.parse(readFileSync(path, "utf8"));
    writeFileSync(path, JSON.stringify({ ...Object(fields), [field]: value }));
    expect(refusalOf("n1")).toMatch(sentence);
  });
});
