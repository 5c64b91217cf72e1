/**
 * `npm run sim -- --seeds N [--seed S] [--replay]`: simulates N worlds from seed S on (the pinned seeds go
 * first, unless --seed is given) and ends with one line of figures. --replay prints all that happens in one.
 */
import { setImmediate } from "node:timers/promises";
import { parseArgs } from "node:util";
import { crc32 } from "node:zlib";
import { gapsOf } from "./coverage.ts";
import { FAULTS } from "./dials.ts";
import type { FaultKind } from "./dials.ts";
import { PINNED_SEEDS } from "./pinned-seeds.ts";
import { NORMAL_SEEDS } from "./seeds.ts";
import { COMMITS_MIN, simulate } from "./simulate.ts";
import type { Outcome } from "./simulate.ts";
import { Tally } from "./tally.ts";

const FAILURES_SHOWN = 5;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: String(NORMAL_SEEDS) },
    seed: { type: "string" },
    replay: { type: "boolean", default: false },
    "until-failure": { type: "boolean", default: false },
  },
});

const seeds = Number(values.seeds);
const first = Number(values.seed ?? 1);
if (!Number.isSafeInteger(seeds) || seeds < 1 || !Number.isSafeInteger(first) || first < 0) {
  console.error("--seeds and --seed take whole numbers.");
  process.exit(2);
}
process.exit(await (values.replay ? replay(first) : runSeeds()));

async function replay(seed: number): Promise<number> {
  const outcome = await simulate(seed, { print: (line) => console.log(line) });
  report(outcome, []);
  return outcome.failure === null ? 0 : 1;
}

async function runSeeds(): Promise<number> {
  const startedAt = performance.now();
  const pinned = values.seed === undefined ? PINNED_SEEDS.map(({ seed }) => seed) : [];
  const total = new Tally();
  let failed = 0;
  let idle = 0;
  let virtualMs = 0;
  let trace = 0;
  const faults: number[] = [];
  const recoveries: number[] = [];
  const seedsWith = new Map<FaultKind, number>();
  const all = [...pinned, ...Array.from({ length: seeds }, (_, offset) => first + offset)];
  for (const seed of all) {
    const outcome = await simulate(seed);
    // Native memory of closed databases is only given back between two turns of the real loop.
    await setImmediate();
    virtualMs += outcome.virtualMs;
    trace = crc32(outcome.digest, trace);
    total.addAll(outcome.tally);
    recoveries.push(outcome.recoveryMs);
    faults.push(faultsOf(outcome.tally));
    for (const kind of FAULTS) {
      if (outcome.tally.of(`fault ${kind}`) > 0)
        seedsWith.set(kind, (seedsWith.get(kind) ?? 0) + 1);
    }
    if (outcome.tally.of("commits") < COMMITS_MIN) idle += 1;
    if (outcome.failure === null) continue;
    failed += 1;
    if (failed <= FAILURES_SHOWN) report(outcome, outcome.tail);
    if (values["until-failure"]) break;
  }
  for (const line of total.lines()) console.log(`  ${line}`);
  const seconds = (performance.now() - startedAt) / 1000;
  const median = medianOf(faults);
  const run = { seeds: all.length, idle, medianFaults: median, total, seedsWith };
  const gaps = values["until-failure"] ? [] : gapsOf(run);
  for (const gap of gaps) console.log(`too little happened to prove anything: ${gap}`);
  const rate = Math.trunc(virtualMs / 1000 / seconds);
  console.log(
    `simulation: ${all.length} seeds, ${failed} failed, ${idle} with under ${COMMITS_MIN} commits, ` +
      `median ${median} faults, ${total.of("commits")} commits, ${total.of("elections")} elections, ` +
      `recovery median ${Math.trunc(medianOf(recoveries))} max ${Math.trunc(Math.max(...recoveries))} ms, ` +
      `${seconds.toFixed(1)} s, ${rate} x real time, trace ${trace.toString(16)}`,
  );
  return failed === 0 && gaps.length === 0 ? 0 : 1;
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.trunc(values.length / 2)] ?? 0;
}

function faultsOf(tally: Tally): number {
  return tally.sum("fault ") + tally.sum("net ") + tally.sum("disk write lost");
}

function report({ seed, failure, digest, tally }: Outcome, tail: readonly string[]): void {
  if (failure !== null) {
    console.log(`seed ${seed} failed: ${failure}`);
    for (const line of tail) console.log(`  ${line}`);
    console.log(`replay: npm run sim -- --seed ${seed} --replay`);
  } else {
    for (const line of tally.lines()) console.log(`  ${line}`);
    console.log(`seed ${seed} is sound`);
  }
  console.log(`trace ${digest}`);
}
