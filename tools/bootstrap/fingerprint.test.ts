import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fingerprint } from "./fingerprint.mjs";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "parley-fingerprint-"));
  mkdirSync(join(root, "web/app"), { recursive: true });
  writeFileSync(join(root, "web/app/page.tsx"), "page");
  writeFileSync(join(root, "web/a.css"), "a");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const hash = () => fingerprint(root, ["web", "absent"], (path) => path.endsWith(".ignored"));

test("the same files give the same hash", () => {
  expect(hash()).toBe(hash());
});

test.each<[string, () => void]>([
  ["a changed byte", () => writeFileSync(join(root, "web/a.css"), "b")],
  ["a new file", () => writeFileSync(join(root, "web/b.css"), "")],
  ["a new name", () => renameSync(join(root, "web/a.css"), join(root, "web/z.css"))],
  ["a file gone", () => rmSync(join(root, "web/a.css"))],
])("%s gives another hash", (_, change) => {
  const before = hash();
  change();
  expect(hash()).not.toBe(before);
});

test("an ignored file changes nothing", () => {
  const before = hash();
  writeFileSync(join(root, "web/page.ignored"), "x");
  expect(hash()).toBe(before);
});
