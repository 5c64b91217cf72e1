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

test("a stopped program ends and is not taken for a success", async () => {
  const controller = new AbortController();
  const running = runProgram(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
    stop: controller.signal,
  });
  controller.abort();
  expect((await running).code).not.toBe(0);
});

test("the last line that says something is the reason", () => {
  expect(lastLine("one\ntwo\n\n  \n")).toBe("two");
  expect(lastLine("")).toBe("it said nothing");
});

test("a PATH without the program finds nothing", () => {
  expect(onPath({ PATH: "/nowhere" }, "node")).toEqual([]);
  expect(onPath({}, "node")).toEqual([]);
});
