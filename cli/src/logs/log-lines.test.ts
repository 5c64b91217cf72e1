import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { LogFollower } from "./log-follower.ts";
import { Chosen, type LogLine, logWords, parseLogLine } from "./log-lines.ts";

const line = (node: string, time: number, more: object = {}): string =>
  JSON.stringify({ level: 30, time, node, pid: 1, msg: `${node} at ${time}`, ...more });
const parsed = (...texts: readonly string[]): readonly LogLine[] =>
  texts.map((text) => parseLogLine(text, "n9")).filter((one) => one !== null);
const ALL = { level: "debug", nodes: [], requestId: "" } as const;

test("lines of several nodes are one log, by time", () => {
  const lines = parsed(line("n1", 5), line("n2", 3), line("n1", 1));
  expect(new Chosen(ALL).choose(lines).map(({ time }) => time)).toEqual([1, 3, 5]);
});

test("a level means this one and worse, and nodes are chosen by name", () => {
  const lines = parsed(line("n1", 1), line("n2", 2, { level: 50 }), line("n3", 3, { level: 50 }));
  const chosen = new Chosen({ ...ALL, level: "warn", nodes: ["n1", "n3"] }).choose(lines);
  expect(chosen.map(({ node }) => node)).toEqual(["n3"]);
});

test("a request is followed from its line by its index to every node that applied it, also when that comes later", () => {
  const chosen = new Chosen({ ...ALL, requestId: "abc" });
  const first = parsed(
    line("n1", 1, { from: 7, to: 9, msg: "applied" }),
    line("n1", 2, { requestId: "abc", index: 8 }),
    line("n1", 3, { requestId: "other", index: 10 }),
  );
  expect(chosen.choose(first).map(({ time }) => time)).toEqual([1, 2]);
  const later = parsed(line("n2", 4, { from: 8, to: 8 }), line("n3", 5, { from: 9, to: 12 }));
  expect(chosen.choose(later).map(({ node }) => node)).toEqual(["n2"]);
});

test("a line is put into words with all that it says", () => {
  const [one] = parsed(
    line("n1", Date.UTC(2026, 0, 2), { msg: "call", requestId: "abc", ms: 1.5, said: "a b" }),
  );
  expect(one === undefined ? "" : logWords(one)).toBe(
    '2026-01-02 00:00:00.000 n1  info  call requestId=abc ms=1.5 said="a b"',
  );
});

test.each(["", "{", "[]", '"text"', "{}"])("%o is no line of a log", (text) => {
  expect(parseLogLine(text, "n1")).toBeNull();
});

test("what is added is read once, torn lines when they are whole, and a file that was put aside is begun anew", () => {
  const data = mkdtempSync(join(tmpdir(), "parley-logs-"));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  mkdirSync(join(data, "n1", "logs"), { recursive: true });
  mkdirSync(join(data, "edge"));
  const file = join(data, "n1", "logs", "node.log");
  const follower = new LogFollower(data);
  const read = (): readonly number[] => follower.read().map(({ time }) => time);
  expect(read()).toEqual([]);
  const torn = line("n1", 2);
  writeFileSync(file, `${line("n1", 1)}\n${torn.slice(0, 9)}`);
  expect(read()).toEqual([1]);
  appendFileSync(file, `${torn.slice(9)}\n`);
  expect(read()).toEqual([2]);
  renameSync(file, `${file}.1`);
  writeFileSync(file, `${line("n1", 3)}\n`);
  expect(read()).toEqual([3]);
  expect(read()).toEqual([]);
});
