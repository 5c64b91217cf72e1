/** How long nobody was answered. Pure. */

/** The longest time between two neighbours of `ackTimes` (ascending ms) of which the later lies in the window. */
export function longestSilence(
  ackTimes: readonly number[],
  fromMs: number,
  untilMs: number,
): number {
  let longest = 0;
  let previous: number | null = null;
  for (const at of ackTimes) {
    if (at > untilMs) break;
    if (at >= fromMs) longest = Math.max(longest, at - Math.max(previous ?? fromMs, 0));
    previous = at;
  }
  // Nobody since: the silence lasts at least until the end of the window.
  return Math.max(longest, untilMs - Math.max(previous ?? fromMs, fromMs));
}

/** `share` from 0 to 1; the value that so many do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const ascending = values.toSorted((a, b) => a - b);
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? Number.NaN;
}
