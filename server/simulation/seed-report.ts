/** What came of one seed, as it travels between processes. */
import { setImmediate } from "node:timers/promises";
import { simulate } from "./simulate.ts";
import type { Outcome } from "./simulate.ts";

export interface SeedReport extends Omit<Outcome, "tally"> {
  readonly counts: readonly (readonly [string, number])[];
  /** Processor time that it took, all threads of its process, ms. */
  readonly cpuMs: number;
}

export async function runSeed(seed: number): Promise<SeedReport> {
  const before = process.cpuUsage();
  const { tally, ...outcome } = await simulate(seed);
  // Native memory of closed databases is only given back between two turns of the real loop.
  await setImmediate();
  const { user, system } = process.cpuUsage(before);
  return { ...outcome, counts: tally.counts(), cpuMs: (user + system) / 1000 };
}
