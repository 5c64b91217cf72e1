/** `npm run types`: tsc over every workspace and the tools. A workspace without a tsconfig or without a file is an error. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withToolFolder } from "./bootstrap/node-and-npm.mjs";
import { ROOT } from "./bootstrap/places.mjs";
import { runProgram } from "./bootstrap/run-program.mjs";

const { workspaces } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

for (const folder of [...workspaces, "tools"]) {
  const options = { env: withToolFolder(process.env) };
  const args = ["--pretty", String(process.stdout.isTTY === true), "-p", folder];
  const { code, output } = await runProgram("tsc", args, options);
  process.stdout.write(output);
  if (code === 0) continue;
  process.stdout.write(`types: ${folder} has errors\n`);
  process.exitCode = 1;
}
