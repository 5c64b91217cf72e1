import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Sentence } from "../sentence.ts";
import {
  majorityOf,
  parseClusterFile,
  readClusterFile,
  requireClusterFile,
  splitAddress,
} from "./cluster-file.ts";

const member = {
  id: "17",
  name: "n1",
  client: "127.0.0.1:7101",
  peer: "127.0.0.1:7201",
  http: "127.0.0.1:7301",
};
const file = {
  version: 1,
  clusterId: "c1",
  members: [member],
  edge: { port: 8080, adminPort: 9901 },
};

test("a whole file is read; what is not known is ignored, so that a newer one can still be read", () => {
  expect(parseClusterFile(JSON.stringify({ ...file, later: true }))).toEqual({
    clusterId: "c1",
    members: [member],
    edge: file.edge,
  });
});

test.each([
  ["no JSON", "{"],
  ["no object", "[]"],
  ["no members", JSON.stringify({ ...file, members: [] })],
  [
    "a name that is no node's",
    JSON.stringify({ ...file, members: [{ ...member, name: "../n1" }] }),
  ],
  [
    "an address without port",
    JSON.stringify({ ...file, members: [{ ...member, http: "127.0.0.1" }] }),
  ],
  ["the same name twice", JSON.stringify({ ...file, members: [member, member] })],
  ["no ports of the edge", JSON.stringify({ ...file, edge: {} })],
  ["a port out of range", JSON.stringify({ ...file, edge: { port: 70_000, adminPort: 9901 } })],
])("%s is not a cluster file", (_what, text) => {
  expect(parseClusterFile(text)).toBeNull();
});

test("no file, and a file that is none, are two different sentences", () => {
  const data = mkdtempSync(join(tmpdir(), "parley-cluster-"));
  try {
    expect(readClusterFile(data)).toBeNull();
    expect(() => requireClusterFile(data)).toThrow(/There is no cluster in/);
    writeFileSync(join(data, "cluster.json"), "{}");
    expect(() => readClusterFile(data)).toThrow(Sentence);
  } finally {
    rmSync(data, { recursive: true });
  }
});

test.each([
  ["127.0.0.1:7101", "127.0.0.1", 7101],
  ["node-1:7101", "node-1", 7101],
  ["[::1]:7101", "::1", 7101],
])("%s is host %s and port %i", (address, host, port) => {
  expect(splitAddress(address)).toEqual({ host, port });
});

test("a majority is more than half", () => {
  expect([1, 2, 3, 4, 5].map(majorityOf)).toEqual([1, 2, 2, 3, 3]);
});
