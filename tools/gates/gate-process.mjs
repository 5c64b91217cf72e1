/** Runs one gate's program in a process group of its own, so that whatever it started ends with it. */
import { spawn } from "node:child_process";
import { ROOT } from "../bootstrap/places.mjs";
import { signalGroup } from "../bootstrap/run-program.mjs";

/** After a polite end was asked for, this long until the group is killed. */
const GRACE_MS = 10_000;
const KEPT_CHARACTERS = 64 * 1024;

/**
 * @typedef {object} GateProcess
 * @property {string} command
 * @property {readonly string[]} args
 * @property {NodeJS.ProcessEnv} env
 * @property {number} timeoutMs
 * @property {AbortSignal} stop
 * @property {(text: string) => void} [show] where its output goes as it comes; stdout unless said
 */

/**
 * Its output is shown as it comes; the end of it is also answered.
 * @param {GateProcess} gate
 * @returns {Promise<{ code: number, output: string, hasTimedOut: boolean }>}
 */
export function runGateProcess({ command, args, env, timeoutMs, stop, show = toStdout }) {
  return new Promise((resolve) => {
    let output = "";
    let hasTimedOut = false;
    const child = spawn(command, args, {
      cwd: ROOT,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const take = (/** @type {string} */ text) => {
      output = (output + text).slice(-KEPT_CHARACTERS);
      show(text);
    };
    const end = () => {
      signalGroup(child.pid, "SIGTERM");
      setTimeout(() => signalGroup(child.pid, "SIGKILL"), GRACE_MS).unref();
    };
    const timer = setTimeout(() => {
      hasTimedOut = true;
      take(`stopped: it ran longer than ${timeoutMs / 1000} s\n`);
      end();
    }, timeoutMs);
    stop.addEventListener("abort", end);
    child.stdout.setEncoding("utf8").on("data", take);
    child.stderr.setEncoding("utf8").on("data", take);
    child.once("error", (error) => take(`${error.message}\n`));
    // A leftover child may hold the pipes open for ever, so the end is the program's own, not its pipes'.
    child.once("exit", () => setTimeout(() => signalGroup(child.pid, "SIGKILL"), 100).unref());
    child.once("close", (code) => {
      clearTimeout(timer);
      stop.removeEventListener("abort", end);
      resolve({ code: code ?? 128, output, hasTimedOut });
    });
  });
}

/** @param {string} text */
function toStdout(text) {
  process.stdout.write(text);
}
