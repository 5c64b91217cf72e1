/** Prepares the machine, then is the thin parent of the supervisor: same output, same signals, same exit code. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { withContext } from "./context.mjs";
import { CACHE, ROOT } from "./places.mjs";
import { prepare } from "./prepare.mjs";

const PASSED_ON = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/** @param {readonly string[]} args of `parley up` @returns {Promise<number>} the exit code */
export async function start(args) {
  /** @type {{ node: string, envoy: string } | undefined} */
  let ready;
  const code = await withContext(async (context) => {
    ready = await prepare(context);
    return 0;
  });
  return ready === undefined ? code : supervise(ready, args);
}

/** @param {{ node: string, envoy: string }} ready @param {readonly string[]} args @returns {Promise<number>} */
function supervise({ node, envoy }, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [join(ROOT, "cli", "src", "main.ts"), "up", ...args], {
      stdio: "inherit",
      env: { ...process.env, NODE_COMPILE_CACHE: join(CACHE, "v8"), ENVOY_BIN: envoy },
    });
    // At a terminal Ctrl-C reaches the supervisor twice, once from here: it counts one press once.
    for (const name of PASSED_ON) process.on(name, () => child.kill(name));
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      resolve(code ?? 128 + constants.signals[signal ?? "SIGTERM"]),
    );
  });
}
