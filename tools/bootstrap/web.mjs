/** Step 3: the web app as static files, built again when anything it is made of changed. */
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { fingerprint } from "./fingerprint.mjs";
import { findNpm } from "./node-and-npm.mjs";
import { ROOT } from "./places.mjs";
import { runProgram } from "./run-program.mjs";
import { Sentence } from "./sentence.mjs";
import { clearStamp, readStamp, writeStamp } from "./stamp.mjs";

const SOURCES = ["web", "client", "proto/gen", "package-lock.json", "tsconfig.base.json"];
const PRODUCTS = ["web/out/index.html", "web/csp.json"];
const NOT_SOURCE = new Set(["node_modules", ".next", "out", "csp.json", "next-env.d.ts"]);

export function isWebReady() {
  const isWhole = PRODUCTS.every((path) => existsSync(join(ROOT, path)));
  return isWhole && readStamp("web") === sourceHash();
}

/** @param {import("./context.mjs").Context} context */
export async function buildWeb({ progress, stop, env }) {
  const npm = findNpm(env);
  const hash = sourceHash();
  clearStamp("web");
  await progress.step("Web app", async (note) => {
    const args = [...npm.args, "run", "build", "-w", "web"];
    const ended = await runProgram(npm.command, args, {
      env: { ...npm.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
      stop,
      onLine: (line) => note(line.trim()),
      log: "web.log",
    });
    if (ended.code !== 0) {
      process.stderr.write(`\n${ended.output.trim()}\n`);
      throw new Sentence("The web app could not be built: see above.");
    }
    const missing = PRODUCTS.find((path) => !existsSync(join(ROOT, path)));
    if (missing !== undefined)
      throw new Sentence(`The web build ended well but wrote no ${missing}.`);
  });
  writeStamp("web", hash);
}

function sourceHash() {
  return fingerprint(ROOT, SOURCES, (path) => {
    const name = basename(path);
    return NOT_SOURCE.has(name) || /\.(test\.tsx?|tsbuildinfo)$/.test(name);
  });
}
