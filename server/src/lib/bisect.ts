/**
 * The largest whole number from `low` to `high` for which `holds`, by halves. `holds` must be true for `low`, and
 * false for everything above a number for which it is false.
 */
export function lastThatHolds(low: number, high: number, holds: (at: number) => boolean): number {
  let best = low;
  let most = high;
  while (best < most) {
    const middle = Math.trunc((best + most + 1) / 2);
    if (holds(middle)) best = middle;
    else most = middle - 1;
  }
  return best;
}
