import { expect, test } from "vitest";
import { PER_SEED, SEEDS_JUDGED_MIN } from "./coverage.ts";
import { FAULTS } from "./dials.ts";
import { figuresOf } from "./figures.ts";
import type { SeedReport } from "./seed-report.ts";
import { COMMITS_MIN } from "./simulate.ts";

const PLENTY = 1_000;
const EFFORT = { jobs: 2, wallMs: 1_000 };

/** A seed in which everything happened, but for what is given. */
function busySeed(seed: number, counts: Readonly<Record<string, number>> = {}): SeedReport {
  const names = [...PER_SEED.map(([name]) => name), ...FAULTS.map((kind) => `fault ${kind}`)];
  const all = { ...Object.fromEntries(names.map((name) => [name, PLENTY])), ...counts };
  return {
    seed,
    failure: null,
    finder: null,
    digest: `digest ${seed}`,
    counts: Object.entries(all),
    virtualMs: 10_000,
    recoveryMs: seed,
    cpuMs: 20,
    tail: [],
  };
}

function run(counts: Readonly<Record<string, number>> = {}, seeds = SEEDS_JUDGED_MIN) {
  const reports = Array.from({ length: seeds }, (_, offset) => busySeed(offset + 1, counts));
  return figuresOf(reports, EFFORT);
}

test("a busy run counts", () => {
  expect(run().gaps).toEqual([]);
});

test.each([
  "leaders killed",
  "contested terms",
  "truncations",
  "elections",
  ...PER_SEED.map(([name]) => name),
])("a run without %s proves nothing", (name) => {
  const { gaps } = run({ [name]: 0 });
  expect(gaps).toContain(`only 0 ${name}`);
});

test.each(FAULTS)("a run that %s never struck proves nothing", (kind) => {
  expect(run({ [`fault ${kind}`]: 0 }).gaps).toEqual([`${kind} in only 0 seeds`]);
});

test("a run whose worlds committed too little proves nothing", () => {
  const gap = `${SEEDS_JUDGED_MIN} seeds got too little done`;
  expect(run({ commits: COMMITS_MIN - 1 }).gaps).toContain(gap);
});

test("a run of few seeds is a probe and is not judged", () => {
  expect(run({ elections: 0 }, SEEDS_JUDGED_MIN - 1).gaps).toEqual([]);
});

test("the closing line tells the rate on the wall clock and for each second of a core", () => {
  // 100 seeds of 10 s in one second, each having cost 20 ms of a core.
  expect(run().line).toMatch(/ 1\.0 s on 2 processes, 1000 x real time \(500 x for each second/);
});

test("the trace of a run depends on the order of the seeds", () => {
  const [one, other] = [busySeed(1), busySeed(2)];
  const traces = [
    [one, other],
    [other, one],
  ].map((reports) => figuresOf(reports, EFFORT).line);
  expect(traces[0]?.split("trace ")[1]).not.toBe(traces[1]?.split("trace ")[1]);
});

test("a failed seed is counted", () => {
  const failed = { ...busySeed(1), failure: "election safety" };
  expect(figuresOf([failed, busySeed(2)], EFFORT).failed).toEqual([failed]);
});
