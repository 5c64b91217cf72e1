/**
 * This node's state is not that of the others, although its log is: a row has rotted, or a program does not do the
 * same everywhere. What it says can no longer be believed, so it must stop, and be given its state anew.
 */
import type { Divergence } from "../state-notes.ts";

export class StateDiverged extends Error {
  override readonly name = "StateDiverged";
  readonly code = "STATE_DIVERGED";
  readonly divergence: Divergence;
  constructor(divergence: Divergence) {
    const { index, agreedIndex, own, expected } = divergence;
    const before =
      agreedIndex === 0
        ? "they were never compared before."
        : `at index ${agreedIndex} they were equal.`;
    super(
      `diverged at index ${index}: the state hash here is ${own}, that of a majority ${expected}; ${before}`,
    );
    this.divergence = divergence;
  }
}
