/**
 * `npm run mutants [-- --list | --only WORDS | --spec]`: plants each bug of mutant-list.ts and lets the normal
 * simulation hunt for it, with no more seeds than a normal run has. A survivor is a hole in the simulation and
 * fails the build; so does a canary that is "caught". With --spec nobody hunts but the specification, and only those
 * bugs that it has to find alone.
 */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { CANARY, MUTANTS } from "./mutant-list.ts";
import { FOUND_BY_SPEC } from "./mutants/found-by-spec.ts";
import type { Mutant } from "./mutant.ts";
import { NORMAL_SEEDS } from "./seeds.ts";

/** The canary runs at least so many seeds, and all that caught a mutant: those must be sound without it. */
const CANARY_SEEDS_MIN = 20;

interface Verdict {
  /** "unplanted": the hunt broke down, mostly because the patch no longer fits; as bad as a survivor. */
  readonly fate: "caught" | "survived" | "unplanted";
  /** By which seed and rule, or what went wrong. */
  readonly how: string;
}

const { values } = parseArgs({
  options: {
    list: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    spec: { type: "boolean", default: false },
  },
});
const chosen = MUTANTS.filter(
  ({ name }) => name.includes(values.only) && (!values.spec || FOUND_BY_SPEC.includes(name)),
);
process.exitCode = values.list ? list() : await gate(chosen);

function list(): number {
  for (const { bug, name, patches } of MUTANTS) {
    const files = [...new Set(patches.map(({ file }) => file))].join(", ");
    console.log(`${String(bug).padStart(2)}  ${name}  (${files})`);
  }
  return 0;
}

async function gate(mutants: readonly Mutant[]): Promise<number> {
  const startedAt = performance.now();
  let caught = 0;
  let canarySeeds = CANARY_SEEDS_MIN;
  const lanes = availableParallelism();
  const waiting = mutants.values();
  // The lanes share one iterator: each takes the next mutant that nobody hunts yet.
  const lane = async (): Promise<void> => {
    for (const mutant of waiting) {
      const { fate, how } = await hunt(mutant, NORMAL_SEEDS, 1);
      if (fate === "caught") {
        caught += 1;
        const seed = Number(/^seed (\d+) /.exec(how)?.[1] ?? 0);
        // A higher one is pinned, and every run begins with those.
        if (seed <= NORMAL_SEEDS) canarySeeds = Math.max(canarySeeds, seed);
      }
      console.log(`${fate === "caught" ? fate : fate.toUpperCase()}  ${mutant.name}: ${how}`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const canary = await hunt(CANARY, canarySeeds, lanes);
  const isAlarmSound = canary.fate === "survived";
  console.log(
    `${canary.fate}, ${isAlarmSound ? "as it must" : "WRONGLY"}  ${CANARY.name}: ${canary.how}`,
  );
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(
    `mutants: ${mutants.length} planted, ${caught} caught, ${mutants.length - caught} not caught, ` +
      `canary ${isAlarmSound ? "sound" : "dead"}, ${seconds} s`,
  );
  return caught === mutants.length && isAlarmSound ? 0 : 1;
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
    child.on("close", (code) => {
      const failed = output.split("\n").find((line) => /^seed \d+ failed: /.test(line));
      const summary = output.trimEnd().split("\n").at(-1) ?? "";
      if (code === 1 && failed !== undefined) return resolve({ fate: "caught", how: failed });
      if (code === 0) return resolve({ fate: "survived", how: summary });
      const reason = /^Error: (.*)$/m.exec(errors)?.[1] ?? errors;
      return resolve({ fate: "unplanted", how: `exit ${code}: ${reason}` });
    });
  });
}
