import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { breaksOf, contractsSinceBreak } from "./breaking.mjs";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "parley-breaking-"));
  mkdirSync(join(root, "proto/parley"), { recursive: true });
  writeFileSync(join(root, "proto/buf.yaml"), "version: v2\nbreaking:\n  use: [WIRE_JSON]\n");
  git("init", "-q");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

test("a field that changes its number breaks the contract, a new field does not", async () => {
  commit("string text = 1;", "proto: begin");
  const [first = ""] = contractsSinceBreak(root);
  write("string text = 1; string more = 2;");
  expect(await breaksOf(root, first)).toBe("");
  write("string text = 3;");
  expect(await breaksOf(root, first)).toContain("message.proto");
});

test("contracts count back to the last declared break, and it counts too", () => {
  commit("string text = 1;", "proto: begin");
  commit("string text = 2;", "proto: renumber", "Breaking: nobody runs the first one");
  commit("string text = 2; string more = 3;", "proto: add");
  expect(contractsSinceBreak(root)).toHaveLength(2);
});

function write(fields: string): void {
  const text = `syntax = "proto3";\npackage parley;\nmessage M { ${fields} }\n`;
  writeFileSync(join(root, "proto/parley/message.proto"), text);
}

function commit(fields: string, ...paragraphs: readonly string[]): void {
  write(fields);
  git("add", "-A");
  git("commit", "-q", ...paragraphs.flatMap((paragraph) => ["-m", paragraph]));
}

function git(...args: readonly string[]): void {
  const who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
  execFileSync("git", [...who, ...args], { cwd: root });
}
