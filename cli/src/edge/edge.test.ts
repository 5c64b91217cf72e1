import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
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

async function start(warnings: string[] = []): Promise<string[]> {
  edge = await startEdge({ data, watchMs: 10, warn: (sentence) => void warnings.push(sentence) });
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
