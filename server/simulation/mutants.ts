/**
 * `npm run mutants [-- --list | --only WORDS | --spec | --canary]`: plants each bug of mutant-list.ts and lets the
 * normal simulation hunt for it, with no more seeds than a normal run has. A survivor is a hole in the simulation and
 * fails the build; so does a canary that is "caught". With --spec nobody hunts but the specification, and only those
 * bugs that it has to find alone. --canary hunts for a harmless change as if it were a bug: that has to fail.
 */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bugRows } from "./bug-rows.ts";
import { gateOf, lineOf, verdictOf } from "./gate.ts";
import type { Verdict } from "./gate.ts";
import { CANARY, MUTANTS } from "./mutant-list.ts";
import { FOUND_BY_SPEC } from "./mutants/found-by-spec.ts";
import type { Mutant } from "./mutant.ts";
import { NORMAL_SEEDS } from "./seeds.ts";

/** The canary runs at least so many seeds, and all that caught a mutant: those must be sound without it. */
const CANARY_SEEDS_MIN = 20;
/** Behind the pinned seeds: to see that the alarm rings, it need not be long. */
const PROBE_SEEDS = 2;

const { values } = parseArgs({
  options: {
    list: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    spec: { type: "boolean", default: false },
    canary: { type: "boolean", default: false },
  },
});
const chosen = MUTANTS.filter(
  ({ name }) => name.includes(values.only) && (!values.spec || FOUND_BY_SPEC.includes(name)),
);
if (values.list) list();
else if (values.canary)
  process.exitCode = await gate([CANARY], { seeds: PROBE_SEEDS, canarySeedsMin: PROBE_SEEDS });
else
  process.exitCode = await gate(chosen, { seeds: NORMAL_SEEDS, canarySeedsMin: CANARY_SEEDS_MIN });

function list(): void {
  for (const [row, bug] of bugRows()) {
    console.log(`${String(row).padStart(2)}  ${bug}`);
    for (const { name, patches } of MUTANTS.filter((one) => one.bug === row)) {
      const files = [...new Set(patches.map(({ file }) => file))].join(", ");
      console.log(`      ${name}  (${files})`);
    }
  }
  const rows = new Set(MUTANTS.map(({ bug }) => bug)).size;
  console.log(`${MUTANTS.length} planted bugs, of ${rows} rows`);
}

interface Effort {
  /** For each mutant. */
  readonly seeds: number;
  readonly canarySeedsMin: number;
}

async function gate(mutants: readonly Mutant[], { seeds, canarySeedsMin }: Effort): Promise<0 | 1> {
  const startedAt = performance.now();
  const lanes = availableParallelism();
  const verdicts: Verdict[] = [];
  const waiting = mutants.values();
  // The lanes share one iterator: each takes the next mutant that nobody hunts yet.
  const lane = async (): Promise<void> => {
    for (const mutant of waiting) {
      const verdict = await hunt(mutant, seeds, 1);
      verdicts.push(verdict);
      console.log(lineOf(verdict));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const canary = await hunt(CANARY, canarySeeds(verdicts, canarySeedsMin), lanes);
  const isSound = canary.fate === "survived";
  console.log(`canary, ${isSound ? "as it must" : "WRONGLY"}: ${lineOf(canary)}`);
  const seconds = (performance.now() - startedAt) / 1000;
  const isWhole = mutants.length === MUTANTS.length;
  const { line, exitCode } = gateOf({ verdicts, canary, isWhole, seconds });
  console.log(line);
  return exitCode;
}

function canarySeeds(verdicts: readonly Verdict[], least: number): number {
  const seeds = verdicts.map(({ how }) => Number(/^seed (\d+) /.exec(how)?.[1] ?? 0));
  // A higher one is pinned, and every run begins with those.
  return Math.max(least, ...seeds.filter((seed) => seed <= NORMAL_SEEDS));
}

/** Runs the simulation on the harmed program until it fails or the seeds are spent. */
function hunt(mutant: Mutant, seeds: number, jobs: number): Promise<Verdict> {
  const run = fileURLToPath(new URL("run.ts", import.meta.url));
  const plant = new URL("plant.ts", import.meta.url).href;
  const how = ["--seeds", String(seeds), "--until-failure", "--jobs", String(jobs)];
  const alone = values.spec ? ["--spec"] : [];
  const child = spawn(process.execPath, ["--import", plant, run, ...how, ...alone], {
    env: { ...process.env, PARLEY_MUTANT: mutant.name },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(verdictOf(mutant, { code, output, errors })));
  });
}
