import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import type { Member } from "../cluster/cluster-file.ts";
import { openRoster } from "./roster.ts";

const POLL = { timeout: 5_000, interval: 5 };

let data = "";
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "parley-roster-"));
  onTestFinished(() => rmSync(data, { recursive: true }));
});

function member(name: string, host = "127.0.0.1"): Member {
  const at = (base: number): string => `${host}:${base + Number(name.slice(1))}`;
  return { id: name, name, client: at(7100), peer: at(7200), http: at(7300) };
}

function write(text: string): void {
  writeFileSync(join(data, "cluster.tmp"), text);
  renameSync(join(data, "cluster.tmp"), join(data, "cluster.json"));
}

function writeMembers(...members: readonly Member[]): void {
  const edge = { port: 8123, adminPort: 9944 };
  write(JSON.stringify({ version: 1, clusterId: "c", members, edge }));
}

/** A roster whose nodes only write down what becomes of them. */
async function open(...members: readonly Member[]) {
  writeMembers(...members);
  const events: string[] = [];
  const said: string[] = [];
  const start = ({ name }: Member) => {
    events.push(`start ${name}`);
    const stop = (): Promise<void> => {
      events.push(`stop ${name}`);
      return Promise.resolve();
    };
    return { name, supervised: { stop, hurry: () => void events.push(`kill ${name}`) } };
  };
  const say = (line: string): void => void said.push(line);
  const roster = openRoster(members, { data, start, say, watchMs: 5 });
  roster.follow();
  onTestFinished(() => roster.stop());
  return { roster, events, said };
}

test("a new member's node is started, and one that left is ended; the others are left alone", async () => {
  const { roster, events } = await open(member("n1"), member("n2"));
  writeMembers(member("n1"), member("n2"), member("n3"));
  await vi.waitUntil(() => events.includes("start n3"), POLL);
  writeMembers(member("n1"), member("n3"));
  await vi.waitUntil(() => events.includes("stop n2"), POLL);
  expect(events).toEqual(["start n1", "start n2", "start n3", "stop n2"]);
  expect(roster.nodes.map(({ name }) => name)).toEqual(["n1", "n3"]);
});

test("a member on another machine is none of ours", async () => {
  const { events } = await open(member("n1"));
  writeMembers(member("n1"), member("n2", "delta.example"), member("n3"));
  await vi.waitUntil(() => events.includes("start n3"), POLL);
  expect(events).not.toContain("start n2");
});

test("a file that cannot be used ends nobody, and is complained of once", async () => {
  const { events, said } = await open(member("n1"));
  write("{");
  await vi.waitUntil(() => said.length > 0, POLL);
  rmSync(join(data, "cluster.json"));
  writeMembers(member("n1"), member("n2"));
  await vi.waitUntil(() => events.includes("start n2"), POLL);
  expect(said.filter((line) => line.includes("not a cluster file"))).toHaveLength(1);
  expect(events).toEqual(["start n1", "start n2"]);
});

test("all that run are ended together, and killed when it hurries", async () => {
  const { roster, events } = await open(member("n1"), member("n2"));
  roster.hurry();
  await roster.stop();
  expect(events.slice(2)).toEqual(["kill n1", "kill n2", "stop n1", "stop n2"]);
});
