import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { MembershipView, MemberView } from "../members/membership-view.ts";
import { startEdge, type Edge } from "./edge.ts";

let data = "";
let edge: Edge | undefined;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "parley-edge-"));
});
afterEach(() => {
  edge?.close();
  rmSync(data, { recursive: true });
});

function writeCluster(names: readonly string[], host = "127.0.0.1"): void {
  const members = names.map((name) => {
    const n = Number(name.slice(1));
    return {
      id: name,
      name,
      client: `${host}:${7100 + n}`,
      peer: `${host}:${7200 + n}`,
      http: `${host}:${7300 + n}`,
    };
  });
  const file = { version: 1, clusterId: "c", members, edge: { port: 8123, adminPort: 9944 } };
  writeFileSync(join(data, "cluster.tmp"), JSON.stringify(file));
  renameSync(join(data, "cluster.tmp"), join(data, "cluster.json"));
}

const published = (): string => readFileSync(join(data, "edge", "endpoints", "nodes.json"), "utf8");

/** Nobody answers, unless told: then cluster.json stands in. */
async function start(
  warnings: string[] = [],
  ask: () => Promise<MembershipView | null> = () => Promise.resolve(null),
): Promise<string[]> {
  const warn = (sentence: string): void => void warnings.push(sentence);
  edge = await startEdge({ data, watchMs: 10, warn, ask });
  return warnings;
}

test("the file carries the cluster's ports, and the members are published before it is used", async () => {
  writeCluster(["n1", "n2", "n3"]);
  await start();
  const rendered = readFileSync(join(data, "edge", "envoy.yaml"), "utf8");
  expect(rendered).toContain('address: "127.0.0.1", port_value: 8123');
  expect(rendered).toContain('address: "127.0.0.1", port_value: 9944');
  expect(published()).toContain('"n3"');
});

test("a member that joins is published", async () => {
  writeCluster(["n1", "n2", "n3"]);
  await start();
  writeCluster(["n1", "n2", "n3", "n4"]);
  await vi.waitUntil(() => published().includes('"n4"'), { timeout: 5_000, interval: 10 });
});

test("a list that drops a majority is refused with a sentence, and the old one stays", async () => {
  writeCluster(["n1", "n2", "n3"]);
  const warnings = await start();
  writeCluster(["n1"]);
  await vi.waitUntil(() => warnings.length > 0, { timeout: 5_000, interval: 10 });
  expect(warnings[0]).toMatch(/without n2, n3/);
  expect(published()).toContain('"n3"');
});

test("names become addresses, because Envoy's endpoint files take no names", async () => {
  writeCluster(["n1"], "localhost");
  await start();
  expect(published()).toContain('"address": "127.0.0.1"');
});

const view = (
  index: number,
  ...members: readonly (readonly [string, MemberView["standing"]])[]
) => ({
  clusterId: "c",
  node: "n1",
  term: 1,
  leader: "n1",
  index,
  commitIndex: index,
  changing: false,
  retired: [],
  members: members.map(([name, standing]) => {
    const n = Number(name.slice(1));
    const at = (base: number): string => `127.0.0.1:${base + n}`;
    const addresses = { client: at(7100), peer: at(7200), http: at(7300) };
    return {
      id: name,
      name,
      ...addresses,
      standing,
      reachable: true,
      lastIndex: 1,
      appliedIndex: 1,
      diskFreeBytes: 0,
      diskFull: false,
      agreedIndex: 0,
      divergedAt: 0,
      isRecovering: false,
    };
  }),
});

describe("once a node has answered", () => {
  const three = [
    ["n1", "voter"],
    ["n2", "voter"],
    ["n3", "voter"],
  ] as const;
  const names = (): readonly string[] =>
    [...published().matchAll(/"hostname": "(n\d+)"/g)].map((found) => found[1] ?? "");
  const eventually = (wanted: string): Promise<unknown> =>
    vi.waitUntil(() => names().join(" ") === wanted, { timeout: 5_000, interval: 10 });

  test("the committed members are published, whatever cluster.json says; a learner only when it votes", async () => {
    writeCluster(["n1", "n2"]);
    let answer = view(2, ...three, ["n4", "learner"]);
    await start([], () => Promise.resolve(answer));
    writeCluster(["n1", "n2", "n4"]);
    await eventually("n1 n2 n3");
    answer = view(4, ...three, ["n4", "voter"]);
    await eventually("n1 n2 n3 n4");
  });

  test("a majority may go, one committed change after the other, but never everybody", async () => {
    writeCluster(["n1", "n2", "n3"]);
    const warnings: string[] = [];
    let answer = view(2, ...three);
    await start(warnings, () => Promise.resolve(answer));
    answer = view(8, ["n3", "voter"]);
    await eventually("n3");
    answer = view(9);
    await vi.waitUntil(() => warnings.length > 0, { timeout: 5_000, interval: 10 });
    expect(names()).toEqual(["n3"]);
  });

  test("an older answer, or none, changes nothing", async () => {
    writeCluster(["n1", "n2", "n3"]);
    let answer: ReturnType<typeof view> | null = view(9, ...three, ["n5", "voter"]);
    let asked = 0;
    await start([], () => {
      asked += 1;
      return Promise.resolve(answer);
    });
    await eventually("n1 n2 n3 n5");
    for (const stale of [view(2, ...three), null]) {
      answer = stale;
      const before = asked;
      await vi.waitUntil(() => asked > before + 2, { timeout: 5_000, interval: 10 });
      expect(names()).toEqual(["n1", "n2", "n3", "n5"]);
    }
  });
});
