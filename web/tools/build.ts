/**
 * `npm run build -w web`: exports the app and makes the export ready to be served by a node: gate, policies
 * (csp.json), compressed twins, and the figures of the budget. Fails loudly; leaves nothing half done unsaid.
 */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

import { measureFirstLoad } from "./budget.ts";
import { compressExport } from "./compress.ts";
import { readPages } from "./exported-page.ts";
import { styleFaults } from "./style-gate.ts";
import { writePolicies } from "./policies.ts";

const web = join(import.meta.dirname, "..");
const out = join(web, "out");

/** Everything a modern browser fetches before the chat can be used, gzip, 1000 bytes each. */
const FIRST_LOAD_MAX_KB = 250;

runNext();
const pages = readPages(out);
const faults = pages.flatMap(styleFaults);
if (faults.length > 0) fail(`Styles that the policy would drop:\n${faults.join("\n")}`);
writePolicies(pages, join(web, "csp.json"));
compressExport(out);
for (const page of pages) {
  const kilobytes = measureFirstLoad(page, out) / 1000;
  console.log(
    `first load ${page.path.padEnd(14)} ${kilobytes.toFixed(1).padStart(6)} kB of JavaScript, gzip`,
  );
  if (kilobytes > FIRST_LOAD_MAX_KB) {
    fail(`${page.path} is over the budget of ${String(FIRST_LOAD_MAX_KB)} kB.`);
  }
}

/** Next itself, run by the Node that runs this. */
function runNext(): void {
  const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
  const { status } = spawnSync(process.execPath, [next, "build"], {
    cwd: web,
    stdio: "inherit",
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (status !== 0) fail("next build failed; its own message is above.");
}

function fail(why: string): never {
  console.error(why);
  process.exit(1);
}
