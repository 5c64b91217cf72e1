/** `parley demo` to its end, and cut short. */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const TEST_MS = 200_000;
const POLL = { timeout: 60_000, interval: 50 };

function startDemo() {
  const folder = mkdtempSync(join(tmpdir(), "parley-demo-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const env = { ...process.env, TMPDIR: folder };
  const child = spawn(process.execPath, [MAIN, "demo", "--json"], { env });
  onTestFinished(() => void child.kill("SIGINT"));
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.err += text));
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.once("close", resolve);
  return { folder, child, said, code: promise };
}

/** Processes that were started on this folder and live. */
function processesOn(folder: string): readonly string[] {
  const pids = readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name));
  return pids.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder);
    } catch {
      return false; // It has ended meanwhile.
    }
  });
}

test("every step is checked and holds; nothing of it is left", { timeout: TEST_MS }, async () => {
  const { folder, said, code } = startDemo();
  expect([await code, said.err]).toEqual([0, ""]);
  const lines = said.out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>); // Our own lines.
  expect(lines.map(({ event, step }) => step ?? event)).toEqual([
    "start",
    "accounts",
    "messages",
    "followerKilled",
    "leaderKilled",
    "twoDead",
    "thirdKilled",
    "broughtBack",
    "stoppedAndStarted",
    "demo",
  ]);
  expect(lines.every(({ ok }) => ok === true)).toBe(true);
  expect(lines.at(-1)).toMatchObject({ failed: 0, gaps: { leaderKilled: expect.any(Number) } });
  expect(readdirSync(folder)).toEqual([]);
  expect(processesOn(folder)).toEqual([]);
});

test(
  "cut short it ends with 130 and leaves neither processes nor data",
  { timeout: TEST_MS },
  async () => {
    const { folder, child, said, code } = startDemo();
    await vi.waitUntil(() => said.out.includes('"accounts"'), POLL);
    expect(processesOn(folder).length).toBeGreaterThan(5);
    child.kill("SIGINT");
    expect([await code, said.err]).toEqual([130, ""]);
    expect(processesOn(folder)).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  },
);
