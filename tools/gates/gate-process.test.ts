import { expect, test } from "vitest";
import { runGateProcess } from "./gate-process.mjs";

const never = new AbortController().signal;
const base = {
  command: process.execPath,
  env: process.env,
  stop: never,
  timeoutMs: 20_000,
  show: () => {},
};

test("a gate's exit code and the end of its output are answered", async () => {
  const args = ["-e", "console.log('7 passed, 1 failed'); process.exitCode = 3"];
  const ended = await runGateProcess({ ...base, args });
  expect(ended).toEqual({ code: 3, output: "7 passed, 1 failed\n", hasTimedOut: false });
});

test("a program that cannot be started is a failure, not a pass", async () => {
  const ended = await runGateProcess({ ...base, command: "/nowhere/program", args: [] });
  expect(ended.code).not.toBe(0);
});

// The grandchild holds the pipes: a gate whose group is not ended as a whole never answers, and this test times out.
test("a gate that runs too long is ended together with what it started", async () => {
  const child = "setInterval(() => {}, 1000)";
  const args = [
    "-e",
    `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}], { stdio: "inherit" });
     setInterval(() => {}, 1000);`,
  ];
  const ended = await runGateProcess({ ...base, args, timeoutMs: 500 });
  expect(ended.hasTimedOut).toBe(true);
  expect(ended.code).not.toBe(0);
});
