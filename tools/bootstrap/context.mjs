/** What every step is given, and the one place where a step's failure becomes an exit code. */
import { constants } from "node:os";
import { showProgress } from "./progress.mjs";
import { Sentence } from "./sentence.mjs";

const STOPPED_BY = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * @typedef {object} Context
 * @property {import("./progress.mjs").Progress} progress
 * @property {AbortSignal} stop aborted by Ctrl-C and its relatives: the running step's program is ended
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * Runs with Ctrl-C listened for; answers the exit code. A Sentence is printed alone and answers 2.
 * @param {(context: Context) => Promise<number>} run
 */
export async function withContext(run) {
  const controller = new AbortController();
  /** @type {number | null} */
  let stoppedCode = null;
  const listeners = STOPPED_BY.map((name) => {
    const listener = () => {
      stoppedCode ??= 128 + constants.signals[name];
      controller.abort();
    };
    process.on(name, listener);
    return /** @type {const} */ ([name, listener]);
  });
  try {
    return await run({
      progress: showProgress(process.stderr),
      stop: controller.signal,
      env: process.env,
    });
  } catch (error) {
    if (stoppedCode !== null) return stoppedCode;
    if (!(error instanceof Sentence)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  } finally {
    for (const [name, listener] of listeners) process.off(name, listener);
  }
}
