/** How long attempts took of late, to tell a slow node from a dead one. Pure. */

export interface Latencies {
  /** Newest last. */
  readonly recentMs: readonly number[];
}

export const NO_LATENCIES: Latencies = { recentMs: [] };
const KEPT = 128;
/** Fewer say nothing about the 99th percentile. */
const ENOUGH = 16;
export const ATTEMPT_MIN_MS = 500;
const ATTEMPT_P99_FACTOR = 5;

export function noteLatency({ recentMs }: Latencies, tookMs: number): Latencies {
  return { recentMs: [...recentMs, tookMs].slice(-KEPT) };
}

/** max(500 ms, 5 x own p99); doubled for each time-out this call has seen already. */
export function attemptMs({ recentMs }: Latencies, timeouts: number, capMs: number): number {
  const sorted = recentMs.toSorted((a, b) => a - b);
  const p99 = sorted.length < ENOUGH ? 0 : (sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0);
  return Math.min(
    capMs,
    Math.max(ATTEMPT_MIN_MS, ATTEMPT_P99_FACTOR * p99) * 2 ** Math.min(timeouts, 8),
  );
}
