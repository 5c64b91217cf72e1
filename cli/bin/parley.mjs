#!/usr/bin/env node
// Runs the command line on the Node the repository pins. Plain JavaScript: it may be started by an older Node.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";

const NODE_MAJOR_MIN = 24;
const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

const cache = fileURLToPath(new URL("../../.cache/v8", import.meta.url));

if (Number(process.versions.node.split(".")[0]) >= NODE_MAJOR_MIN) {
  module.enableCompileCache(process.env["NODE_COMPILE_CACHE"] ?? cache);
  await import("../src/main.ts");
} else {
  const pinned = fileURLToPath(new URL("../../node_modules/.bin/node", import.meta.url));
  if (!existsSync(pinned)) {
    process.stderr.write(
      `parley needs Node ${NODE_MAJOR_MIN}: run "npm ci" here first, or put a newer Node on the PATH.\n`,
    );
    process.exit(2);
  }
  const child = spawn(pinned, [main, ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
}
