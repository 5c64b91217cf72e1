/** What the demonstration tells: each step in plain words with its checks, or as JSON, and the sum at the end. */

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was found; for people only when it is not as it should be. */
  readonly found: string;
}

export interface StepDone {
  readonly words: string;
  readonly checks: readonly Check[];
  /** The longest time without an acknowledgement, ms; null where nobody wrote. */
  readonly gapMs: number | null;
}

export interface StepReport extends StepDone {
  readonly step: string;
  readonly number: number;
  readonly ok: boolean;
  readonly tookMs: number;
}

export const check = (name: string, ok: boolean, found: string | number): Check => ({
  name,
  ok,
  found: String(found),
});

export function stepWords({ number, words, checks, gapMs, ok, tookMs }: StepReport): string {
  const gap = gapMs === null ? "" : `, longest gap ${gapMs} ms`;
  const head = `  ${ok ? "✓" : "✗"} ${String(number).padStart(2)}  ${words}`;
  const good = checks.filter((one) => one.ok).length;
  const tail = `        ${good} of ${checks.length} checks hold${gap}; ${(tookMs / 1000).toFixed(1)} s`;
  const bad = checks.filter((one) => !one.ok).map((one) => `        ✗ ${one.name}: ${one.found}`);
  return [head, tail, ...bad].join("\n");
}

export const stepJson = (step: StepReport): string => JSON.stringify({ event: "step", ...step });
