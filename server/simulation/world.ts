/** What all parts of one simulated world share. */
import type { Dials } from "./dials.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { TraceWatcher } from "./spec/spec-step.ts";
import type { Tally } from "./tally.ts";
import type { Trace } from "./trace.ts";
import type { VirtualTime } from "./virtual-time.ts";

export interface World {
  readonly seed: number;
  readonly time: VirtualTime;
  readonly dials: Dials;
  readonly trace: Trace;
  readonly tally: Tally;
  readonly phase: { isHealed: boolean };
  /** Null in worlds whose traces are not validated. */
  readonly spec: TraceWatcher | null;
  /** A stream of randomness of its own for each part. */
  random(stream: string): SeededRandom;
}
