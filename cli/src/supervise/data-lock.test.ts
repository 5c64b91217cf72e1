import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { takeDataLock } from "./data-lock.ts";
import { startMark } from "./process-identity.ts";

let data = "";
const lockPath = (): string => join(data, "edge", "up.lock");
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "parley-lock-"));
  mkdirSync(join(data, "edge"));
});
afterEach(() => rmSync(data, { recursive: true }));

test("a second start on the same data is refused with the first one's process id", () => {
  const lock = takeDataLock(data);
  expect(() => takeDataLock(data)).toThrow(
    `Parley already runs on ${data} (process ${process.pid})`,
  );
  lock.release();
  takeDataLock(data).release();
  expect(existsSync(lockPath())).toBe(false);
});

test("the lock of a process that died is taken over", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  const pid = child.pid ?? 0;
  writeFileSync(lockPath(), JSON.stringify({ pid, started: startMark(pid) }));
  expect(() => takeDataLock(data)).toThrow(/already runs/);
  child.kill("SIGKILL");
  await once(child, "exit");
  takeDataLock(data).release();
});

test("a process id given to somebody else meanwhile does not hold the lock", () => {
  writeFileSync(lockPath(), JSON.stringify({ pid: process.ppid, started: "another start" }));
  takeDataLock(data).release();
});

test("a broken lock file does not lock anybody out", () => {
  writeFileSync(lockPath(), "{");
  takeDataLock(data).release();
});

test("releasing never removes another one's lock", () => {
  const lock = takeDataLock(data);
  writeFileSync(
    lockPath(),
    JSON.stringify({ pid: process.ppid, started: startMark(process.ppid) }),
  );
  lock.release();
  expect(existsSync(lockPath())).toBe(true);
});
