/** What a run must have seen before "no failure" means anything. */
import type { FaultKind } from "./dials.ts";
import { FAULTS } from "./dials.ts";
import type { Tally } from "./tally.ts";

/** Below this many seeds a run is a probe and proves nothing by its numbers. */
export const SEEDS_JUDGED_MIN = 100;
/** Of 1000 seeds, so many may get too little done. */
const IDLE_MAX_PER_MILLE = 50;
const FAULTS_MEDIAN_MIN = 200;
/** Of 1000 seeds, in so many each kind of fault must strike. */
const KIND_PER_MILLE = 10;
/** At least so often for each seed, on average. */
export const PER_SEED: readonly (readonly [string, number])[] = [
  ["commits", 120],
  ["elections", 3],
  ["traces validated", 0.1],
  ["leaders killed", 1],
  ["contested terms", 0.1],
  ["pre-votes", 3],
  ["truncations", 0.5],
  ["reads", 20],
  ["operations found linearizable", 90],
  ["changes begun", 3],
  ["changes committed", 3],
  ["changes reverted", 0.1],
  ["changes taken over", 0.1],
  ["joint configurations committed", 0.8],
  ["leaders removed", 0.2],
  ["change refused NOT_CAUGHT_UP", 0.2],
  ["change refused UNHEALTHY", 0.2],
  ["change machine lost", 0.05],
  ["fetches", 1],
  ["net lost", 10],
  ["net doubled", 10],
  ["net ghost", 1],
  ["net cut", 10],
  ["disk write lost", 0.2],
  ["disk write torn", 0.2],
  ["disk write kept", 0.2],
  ["disk write corrupt", 0.2],
  ["disks failed", 0.5],
  ["leaders whose disk failed", 0.1],
  ["logs copied", 0.5],
  ["client OUTCOME_UNKNOWN", 1],
  ["client OVERLOADED", 0.5],
  ["client answer lost", 5],
  ["state lost", 0.5],
  ["snapshots taken", 4],
  ["snapshots installed", 0.8],
  ["fault crash at a snapshot", 0.5],
  ["snapshots resumed", 0.1],
  ["snapshots ignored", 0.02],
  ["snapshot parts ignored", 0.3],
  ["entries compacted", 100],
  ["state older", 0.5],
  ["fault disk lies", 0.3],
  ["fault disk rots", 0.2],
  ["fault log lost", 0.3],
  ["fault write misdirected", 0.1],
  ["fault copy put back", 0.1],
  ["recovered", 0.5],
  ["recoveries by an old answer", 0.05],
  ["states found harmed", 0.1],
  ["leaders found harmed", 0.02],
  ["worlds of the real chat", 0.1],
  ["heard", 20],
];

export interface Run {
  readonly seeds: number;
  /** Seeds with too few commits to count. */
  readonly idle: number;
  readonly medianFaults: number;
  readonly total: Tally;
  /** How many seeds each kind of fault struck in. */
  readonly seedsWith: ReadonlyMap<FaultKind, number>;
}

/** What is missing, in words; nothing when the run counts. */
export function gapsOf({ seeds, idle, medianFaults, total, seedsWith }: Run): readonly string[] {
  if (seeds < SEEDS_JUDGED_MIN) return [];
  const gaps: string[] = [];
  if (idle * 1000 > seeds * IDLE_MAX_PER_MILLE) gaps.push(`${idle} seeds got too little done`);
  if (medianFaults < FAULTS_MEDIAN_MIN) gaps.push(`a median of only ${medianFaults} faults`);
  for (const kind of FAULTS) {
    const count = seedsWith.get(kind) ?? 0;
    if (count * 1000 < seeds * KIND_PER_MILLE) gaps.push(`${kind} in only ${count} seeds`);
  }
  for (const [name, least] of PER_SEED) {
    if (total.of(name) < seeds * least) gaps.push(`only ${total.of(name)} ${name}`);
  }
  return gaps;
}
