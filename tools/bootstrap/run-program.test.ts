import { expect, test } from "vitest";
import { lastLine, onPath, runProgram } from "./run-program.mjs";

test("a program's code, output and lines are answered", async () => {
  const lines: string[] = [];
  const args = ["-e", "console.log('one'); console.error('two'); process.exitCode = 4"];
  const ended = await runProgram(process.execPath, args, { onLine: (line) => lines.push(line) });
  expect(ended.code).toBe(4);
  expect(lines.toSorted()).toEqual(["one", "two"]);
});

test("a program that is not there is code 127 with a reason", async () => {
  const ended = await runProgram("/nowhere/program", []);
  expect(ended.code).toBe(127);
  expect(ended.output).toContain("ENOENT");
});

test.each([
  ["listens to a polite end", ""],
  ["does not", "process.on('SIGTERM', () => {}); "],
])("a stopped program that %s is ended, and is no result", async (_, deaf) => {
  const controller = new AbortController();
  const running = runProgram(
    process.execPath,
    ["-e", `${deaf}console.log("up"); setInterval(() => {}, 1000)`],
    { stop: controller.signal, onLine: () => controller.abort() },
  );
  await expect(running).rejects.toThrow("aborted");
});

test("the last line that says something is the reason", () => {
  expect(lastLine("one\ntwo\n\n  \n")).toBe("two");
  expect(lastLine("")).toBe("it said nothing");
});

test("a PATH without the program finds nothing", () => {
  expect(onPath({ PATH: "/nowhere" }, "node")).toEqual([]);
  expect(onPath({}, "node")).toEqual([]);
});
