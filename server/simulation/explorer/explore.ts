/** `node server/simulation/explorer/explore.ts [--deep] [--only WORDS]`: explores, tells what was seen, fails on a broken rule. */
import { parseArgs } from "node:util";
import { EXPLORATIONS } from "./explorations.ts";
import { explore } from "./explorer.ts";

const { values } = parseArgs({
  options: { deep: { type: "boolean", default: false }, only: { type: "string", default: "" } },
});
for (const { name, quick, deep } of EXPLORATIONS) {
  if (!name.includes(values.only)) continue;
  const startedAt = performance.now();
  const outcome = explore(values.deep ? deep : quick);
  const { worlds, events, members, depth, isExhaustive, violation } = outcome;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const extent = isExhaustive ? "all" : "the nearest";
  console.log(
    `${name}: ${worlds} worlds, ${extent} within ${depth} events, ` +
      `${events} moves, ${members} states of a member, ${seconds} s`,
  );
  if (violation === null) continue;
  for (const step of violation.way) console.log(`  ${step}`);
  console.log(`broken after ${violation.way.length} events: ${violation.rule}`);
  process.exitCode = 1;
  break;
}
