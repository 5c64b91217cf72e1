/** How long nobody was answered. Pure. */

export interface Ack {
  /** performance.now(). */
  readonly at: number;
  /** Who answered. */
  readonly node: string;
}

/** The longest time between two neighbours of `acks` (ascending) of which the later lies in the window; ms. */
export function longestSilence(acks: readonly Ack[], fromMs: number, untilMs: number): number {
  let longest = 0;
  let previous: number | null = null;
  for (const { at } of acks) {
    if (at > untilMs) break;
    if (at >= fromMs) longest = Math.max(longest, at - Math.max(previous ?? fromMs, 0));
    previous = at;
  }
  // Nobody since: the silence lasts at least until the end of the window.
  return Math.max(longest, untilMs - Math.max(previous ?? fromMs, fromMs));
}

/** Ms from `fromMs` until another node than `dead` acknowledged a write; Infinity while none has. `acks` ascend. */
export function takeover(acks: readonly Ack[], dead: string, fromMs: number): number {
  const first = acks.find(({ at, node }) => at >= fromMs && node !== dead);
  return first === undefined ? Infinity : first.at - fromMs;
}

/** `share` from 0 to 1; the value that so many do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const ascending = values.toSorted((a, b) => a - b);
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? Number.NaN;
}
