/** What came of one seed, as it travels between processes. */
import { setImmediate } from "node:timers/promises";
import { simulate } from "./simulate.ts";
import type { Outcome } from "./simulate.ts";
import { OFF_SPEC } from "./spec/allow.ts";

export interface SeedReport extends Omit<Outcome, "tally"> {
  readonly counts: readonly (readonly [string, number])[];
  /** Processor time that it took, all threads of its process, ms. */
  readonly cpuMs: number;
}

export interface SeedTask {
  readonly seed: number;
  readonly isSpecAlone: boolean;
}

export async function runSeed({ seed, isSpecAlone }: SeedTask): Promise<SeedReport> {
  const before = process.cpuUsage();
  const { tally, ...found } = await simulate(seed, { isSpecAlone });
  const isCounted = !isSpecAlone || found.failure?.startsWith(OFF_SPEC) === true;
  const outcome = isCounted ? found : { ...found, failure: null, finder: null };
  // Native memory of closed databases is only given back between two turns of the real loop.
  await setImmediate();
  const { user, system } = process.cpuUsage(before);
  return { ...outcome, counts: tally.counts(), cpuMs: (user + system) / 1000 };
}
