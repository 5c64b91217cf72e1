/**
 * `npm run sim -- --seeds N [--seed S] [--replay] [--jobs J] [--spec]`: simulates N worlds from seed S on (the pinned
 * seeds go first, unless --seed is given), on J processes, by default one for each core, and ends with one line
 * of figures. --replay prints all that happens in one. --spec validates every trace, and nobody else fails a seed.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { figuresOf } from "./figures.ts";
import { PINNED_SEEDS } from "./pinned-seeds.ts";
import { runSeeds } from "./seed-pool.ts";
import type { SeedReport } from "./seed-report.ts";
import { NORMAL_SEEDS } from "./seeds.ts";
import { simulate } from "./simulate.ts";

const FAILURES_SHOWN = 5;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: String(NORMAL_SEEDS) },
    seed: { type: "string" },
    jobs: { type: "string", default: String(availableParallelism()) },
    replay: { type: "boolean", default: false },
    "until-failure": { type: "boolean", default: false },
    spec: { type: "boolean", default: false },
  },
});

const [seeds, first, jobs] = [values.seeds, values.seed ?? "1", values.jobs].map(Number);
if (!isCount(seeds, 1) || !isCount(first, 0) || !isCount(jobs, 1)) {
  console.error("--seeds, --seed and --jobs take whole numbers.");
  process.exit(2);
}
process.exit(await (values.replay ? replay(first) : runMany(first, seeds, jobs)));

function isCount(value: number | undefined, least: number): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value >= least;
}

async function replay(seed: number): Promise<number> {
  const print = (line: string): void => console.log(line);
  const outcome = await simulate(seed, { print, isSpecAlone: values.spec });
  const { failure, tally, digest } = outcome;
  if (failure === null) {
    for (const line of tally.lines()) console.log(`  ${line}`);
    console.log(`seed ${seed} is sound`);
    console.log(`trace ${digest}`);
    return 0;
  }
  report({ ...outcome, tail: [] });
  return 1;
}

async function runMany(from: number, count: number, processes: number): Promise<number> {
  const startedAt = performance.now();
  const pinned = values.seed === undefined ? PINNED_SEEDS.map(({ seed }) => seed) : [];
  const all = [...pinned, ...Array.from({ length: count }, (_, offset) => from + offset)];
  const untilFailure = values["until-failure"];
  const isEnough = ({ failure }: SeedReport): boolean => untilFailure && failure !== null;
  const { spec: isSpecAlone } = values;
  const reports = await runSeeds({ seeds: all, jobs: processes, isSpecAlone, isEnough });
  const effort = { jobs: processes, wallMs: performance.now() - startedAt };
  const { total, gaps, failed, line } = figuresOf(reports, effort);
  for (const one of failed.slice(0, FAILURES_SHOWN)) report(one);
  for (const count of total.lines()) console.log(`  ${count}`);
  if (!untilFailure)
    for (const gap of gaps) console.log(`too little happened to prove anything: ${gap}`);
  console.log(line);
  return failed.length === 0 && (untilFailure || gaps.length === 0) ? 0 : 1;
}

function report({
  seed,
  failure,
  finder,
  digest,
  tail,
}: Omit<SeedReport, "counts" | "cpuMs">): void {
  console.log(`seed ${seed} failed (${finder ?? "nobody"}): ${failure ?? ""}`);
  for (const line of tail) console.log(`  ${line}`);
  console.log(`replay: npm run sim -- --seed ${seed} --replay`);
  console.log(`trace ${digest}`);
}
