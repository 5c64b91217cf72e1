/** `npm run soak -- --part NAME …`: the long tests, part by part. What follows goes to the part's own program. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./bootstrap/places.mjs";

const PARTS = /** @type {const} */ ({ storage: "server/faults/soak.ts" });

const { name, rest } = split(process.argv.slice(2));
const program = Object.entries(PARTS).find(([part]) => part === name)?.[1];
if (program === undefined) {
  process.stderr.write(`Name a part: --part ${Object.keys(PARTS).join("|")}.\n`);
  process.exitCode = 2;
} else {
  const child = spawn(process.execPath, [join(ROOT, program), ...rest], { stdio: "inherit" });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
    process.on(signal, () => child.kill(signal));
  }
  child.once("exit", (code) => (process.exitCode = code ?? 1));
}

/** @param {readonly string[]} args */
function split(args) {
  const at = args.indexOf("--part");
  if (at === -1) return { name: "", rest: args };
  return { name: args[at + 1] ?? "", rest: args.toSpliced(at, 2) };
}
