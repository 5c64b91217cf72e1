import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import { expect, it } from "vitest";

import { CRASH_POINTS, CRASH_VARIABLE } from "./crash-points.ts";

const MODULE = fileURLToPath(new URL("./crash-points.ts", import.meta.url));

interface Ended {
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
  readonly said: string;
}

/** A process that passes one point three times and says so after each. */
function passing(plan: string): Promise<Ended> {
  const program = `
    const { crashPoint } = await import(${JSON.stringify(MODULE)});
    const { writeSync } = await import("node:fs");
    for (const time of [1, 2, 3]) {
      crashPoint("file:created");
      crashPoint("file:written");
      writeSync(1, String(time));
    }`;
  const env = { PATH: process.env["PATH"], [CRASH_VARIABLE]: plan };
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  return new Promise((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal, said }));
  });
}

it("does nothing when no crash is planned", async () => {
  expect(await passing("")).toEqual({ code: 0, signal: null, said: "123" });
});

it("kills the process at the planned passing of the planned point, and at no other", async () => {
  expect(await passing("file:written#3")).toEqual({ code: null, signal: "SIGKILL", said: "12" });
  expect(await passing("file:created")).toEqual({ code: null, signal: "SIGKILL", said: "" });
  expect(await passing("file:renamed#1")).toEqual({ code: 0, signal: null, said: "123" });
});

it.each(["file:writen", "file:written#0", "file:written#x"])(
  "refuses to run with a plan that could never be carried out: %s",
  async (plan) => {
    expect((await passing(plan)).code).toBe(1);
  },
);

it("says of each point what has happened there", () => {
  for (const [name, words] of Object.entries(CRASH_POINTS)) {
    expect(name).toMatch(/^[a-z]+:[a-z-]+$/);
    expect(words).not.toBe("");
  }
});
