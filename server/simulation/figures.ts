/** What a run of many seeds comes to: sums, what is missing, and the line that closes it. */
import { createHash } from "node:crypto";
import { gapsOf } from "./coverage.ts";
import { FAULTS } from "./dials.ts";
import type { FaultKind } from "./dials.ts";
import type { SeedReport } from "./seed-report.ts";
import { COMMITS_MIN } from "./simulate.ts";
import { Tally } from "./tally.ts";

/** Of the hash of all traces, in hexadecimal digits: 64 bits. */
const TRACE_DIGITS = 16;

export interface Figures {
  readonly total: Tally;
  /** Why this run proves too little; nothing when it counts. */
  readonly gaps: readonly string[];
  readonly failed: readonly SeedReport[];
  readonly line: string;
}

export interface Effort {
  readonly jobs: number;
  readonly wallMs: number;
}

/** `reports`: in the order of the seeds, on which the common trace depends. */
export function figuresOf(reports: readonly SeedReport[], { jobs, wallMs }: Effort): Figures {
  const total = new Tally();
  const faults: number[] = [];
  const seedsWith = new Map<FaultKind, number>();
  const trace = createHash("sha256");
  let idle = 0;
  for (const { digest, counts } of reports) {
    trace.update(`${digest}\n`);
    const tally = new Tally(counts);
    total.addAll(tally);
    faults.push(faultsOf(tally));
    for (const kind of FAULTS) {
      if (tally.of(`fault ${kind}`) > 0) seedsWith.set(kind, (seedsWith.get(kind) ?? 0) + 1);
    }
    if (tally.of("commits") < COMMITS_MIN) idle += 1;
  }
  const medianFaults = medianOf(faults);
  const seeds = reports.length;
  const gaps = gapsOf({ seeds, idle, medianFaults, total, seedsWith });
  const failed = reports.filter(({ failure }) => failure !== null);
  const recoveries = reports.map(({ recoveryMs }) => recoveryMs);
  const virtualMs = sumOf(reports.map((one) => one.virtualMs));
  const cpuMs = sumOf(reports.map((one) => one.cpuMs));
  const line =
    `simulation: ${seeds} seeds, ${failed.length} failed, ${idle} with under ${COMMITS_MIN} commits, ` +
    `median ${medianFaults} faults, ${total.of("commits")} commits, ${total.of("elections")} elections, ` +
    `${total.of("changes committed")} changes of members committed and ${total.of("changes reverted")} reverted, ` +
    `${total.of("leaders removed")} leaders removed, ` +
    `${total.of("traces validated")} traces of ${total.of("events validated")} events validated, ` +
    `recovery median ${Math.trunc(medianOf(recoveries))} max ${Math.trunc(Math.max(...recoveries))} ms, ` +
    `${(wallMs / 1000).toFixed(1)} s on ${jobs} processes, ${Math.trunc(virtualMs / wallMs)} x real time ` +
    `(${Math.trunc(virtualMs / cpuMs)} x for each second of a core), trace ${trace.digest("hex").slice(0, TRACE_DIGITS)}`;
  return { total, gaps, failed, line };
}

function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.trunc(values.length / 2)] ?? 0;
}

function faultsOf(tally: Tally): number {
  return tally.sum("fault ") + tally.sum("net ") + tally.sum("disk write lost");
}
