/** What all parts of one simulated world share. */
import type { Dials } from "./dials.ts";
import type { PromiseHops } from "./promise-hops.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { TraceWatcher } from "./spec/spec-step.ts";
import type { Tally } from "./tally.ts";
import type { Trace } from "./trace.ts";
import type { VirtualTime } from "./virtual-time.ts";

export interface Phase {
  isHealed: boolean;
  /** So many times rarer than the dials say it breaks: more than 1 where it broke too often for anything to be done. */
  sparing: number;
}

export interface World {
  readonly seed: number;
  readonly time: VirtualTime;
  readonly dials: Dials;
  readonly trace: Trace;
  readonly tally: Tally;
  readonly phase: Phase;
  readonly hops: PromiseHops;
  /** Null in worlds whose traces are not validated. */
  readonly spec: TraceWatcher | null;
  /** A stream of randomness of its own for each part. */
  random(stream: string): SeededRandom;
}

/** How often out of 1000 something happens that the dials want so often. */
export function spared(perMille: number, { phase }: Pick<World, "phase">): number {
  return Math.trunc(perMille / phase.sparing);
}
