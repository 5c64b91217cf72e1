/** The gates of `npm test`, in their order. `npm run check` runs the quick ones. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { findNpm, withToolFolder } from "../bootstrap/node-and-npm.mjs";
import { CACHE } from "../bootstrap/places.mjs";
import { countCheck, countClosingLine, countPlaywright, countVitest } from "./count.mjs";
import { runGateProcess } from "./gate-process.mjs";

const CHECK_MS = 120_000;
const UNIT_MS = 10 * 60_000;
const LONG_MS = 25 * 60_000;

/**
 * @typedef {object} Surroundings
 * @property {NodeJS.ProcessEnv} env
 * @property {AbortSignal} stop
 * @typedef {object} Gate
 * @property {string} name
 * @property {boolean} isQuick
 * @property {(around: Surroundings) => Promise<import("./count.mjs").Count>} run
 */

/** @type {readonly Gate[]} */
export const GATES = [
  { name: "format", isQuick: true, run: tool("oxfmt", ["--check", "."]) },
  { name: "lint", isQuick: true, run: tool("oxlint", ["--type-aware", "--deny-warnings", "."]) },
  { name: "types", isQuick: true, run: tool("node", ["tools/types.mjs"]) },
  { name: "tidy", isQuick: true, run: vitest("tidy", CHECK_MS) },
  { name: "proto lint", isQuick: true, run: tool("buf", ["lint", "proto"]) },
  { name: "proto breaking", isQuick: true, run: tool("node", ["tools/proto/breaking.mjs"]) },
  { name: "proto freshness", isQuick: true, run: vitest("proto", CHECK_MS) },
  { name: "unit", isQuick: true, run: vitest("unit", UNIT_MS) },
  { name: "simulation", isQuick: false, run: script("sim", []) },
  { name: "mutants", isQuick: false, run: script("mutants", []) },
  { name: "service", isQuick: false, run: vitest("service", UNIT_MS) },
  { name: "faults", isQuick: false, run: vitest("faults", LONG_MS, ["--no-file-parallelism"]) },
  { name: "browser", isQuick: false, run: playwright() },
];

/** @param {string} name @param {readonly string[]} args @returns {Gate["run"]} */
function tool(name, args) {
  return async ({ env, stop }) => {
    const around = { env: withToolFolder(env), stop, timeoutMs: CHECK_MS };
    return countCheck((await runGateProcess({ command: name, args, ...around })).code);
  };
}

/** @param {string} project @param {number} timeoutMs @param {readonly string[]} options @returns {Gate["run"]} */
function vitest(project, timeoutMs, options = []) {
  return async ({ env, stop }) => {
    const report = freshReport(project);
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const { code } = await runGateProcess({
      command: "vitest",
      args: ["run", "--project", project, ...options, ...reporters],
      env: withToolFolder(env),
      timeoutMs,
      stop,
    });
    return countVitest(report, code);
  };
}

/** @param {string} name @param {readonly string[]} args @returns {Gate["run"]} */
function script(name, args) {
  return async ({ env, stop }) => {
    const npm = findNpm(env);
    const { code, output } = await runGateProcess({
      command: npm.command,
      args: [...npm.args, "run", "--silent", name, "--", ...args],
      env: npm.env,
      timeoutMs: LONG_MS,
      stop,
    });
    return countClosingLine(output, code);
  };
}

/** @returns {Gate["run"]} */
function playwright() {
  return async ({ env, stop }) => {
    const report = freshReport("browser");
    const { code } = await runGateProcess({
      command: "playwright",
      args: ["test", "--reporter=list,json"],
      env: { ...withToolFolder(env), PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      timeoutMs: LONG_MS,
      stop,
    });
    return countPlaywright(report, code);
  };
}

/** Where a report will be; an older one is removed, so that it cannot be taken for this run's. @param {string} name */
function freshReport(name) {
  const path = join(CACHE, "reports", `${name}.json`);
  rmSync(path, { force: true });
  return path;
}
