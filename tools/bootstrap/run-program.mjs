/** Runs a program to its end, keeping what it says. Never throws for a failing program: the caller judges. It throws when stopped. */
import { spawn } from "node:child_process";
import { accessSync, appendFileSync, constants, mkdirSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { CACHE, ROOT } from "./places.mjs";

/** The end of a program's output that is kept for its error message, characters. */
const KEPT_CHARACTERS = 64 * 1024;
/** The longest step, `npm ci` on a slow line, gets this long. */
const LONGEST_MS = 30 * 60_000;
/** After a polite end was asked for, this long until the program is killed. */
const GRACE_MS = 3_000;

/**
 * @typedef {{ code: number, output: string }} Ended `code` is 127 when it could not be started, 128 + n after a signal
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd] the repository's root unless said
 * @property {AbortSignal} [stop]
 * @property {number} [timeoutMs]
 * @property {(line: string) => void} [onLine] each line of its output, as it comes
 * @property {string} [log] name of the file below .cache/logs that receives all output
 */

/**
 * @param {string} command @param {readonly string[]} args @param {RunOptions} [options]
 * @returns {Promise<Ended>}
 */
export function runProgram(command, args, options = {}) {
  const keep = keepOutput(options);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? ROOT,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own: what the program started ends with it.
      detached: true,
    });
    child.stdout.setEncoding("utf8").on("data", keep.add);
    child.stderr.setEncoding("utf8").on("data", keep.add);
    child.once("error", (error) => {
      keep.add(`${error.message}\n`);
      if (child.pid === undefined) resolve({ code: 127, output: keep.text() });
    });
    const end = () => {
      signalGroup(child.pid, "SIGTERM");
      // npm goes on to its end after a SIGTERM; what it leaves half done is done again next time.
      setTimeout(() => signalGroup(child.pid, "SIGKILL"), GRACE_MS).unref();
    };
    // spawn's own timeout outlives a program that could not be started, and keeps this process from ending.
    const timer = setTimeout(end, options.timeoutMs ?? LONGEST_MS);
    options.stop?.addEventListener("abort", end);
    if (options.stop?.aborted === true) end();
    child.once("close", (code) => {
      clearTimeout(timer);
      options.stop?.removeEventListener("abort", end);
      if (options.stop?.aborted === true) reject(options.stop.reason);
      else resolve({ code: code ?? 128, output: keep.text() });
    });
  });
}

/** @param {RunOptions} options */
function keepOutput(options) {
  let kept = "";
  let partOfLine = "";
  const logFile = options.log === undefined ? null : join(CACHE, "logs", options.log);
  if (logFile !== null) mkdirSync(join(CACHE, "logs"), { recursive: true });
  return {
    add(/** @type {string} */ text) {
      kept = (kept + text).slice(-KEPT_CHARACTERS);
      if (logFile !== null) appendFileSync(logFile, text);
      const lines = (partOfLine + text).split("\n");
      partOfLine = lines.pop() ?? "";
      for (const line of lines) options.onLine?.(line);
    },
    text: () => kept,
  };
}

/**
 * Every executable of that name on the PATH, best first.
 * @param {NodeJS.ProcessEnv} env @param {string} name
 */
export function onPath(env, name) {
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).filter(isExecutable);
}

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there, or not ours to run.
    return false;
  }
}

/** Signals a program started with `detached` and all it started. @param {number | undefined} pid @param {NodeJS.Signals} signal */
export function signalGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The whole group has ended already.
  }
}

/** The last line that says something: what a program ends with is mostly why it failed. @param {string} output */
export function lastLine(output) {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return lines.at(-1)?.trim() ?? "it said nothing";
}
