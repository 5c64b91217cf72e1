/**
 * A copy of the state reads it as it was, and so keeps the write-ahead log from being used again. An apply that would make
 * that log too long waits here for the end of the copy.
 */
import { assert } from "../lib/assert.ts";

export class ApplyGate {
  readonly #isAtBound: () => boolean;
  #isCopied = false;
  /** One apply is outstanding at most. */
  #held: (() => void) | null = null;

  constructor(isAtBound: () => boolean) {
    this.#isAtBound = isAtBound;
  }

  pass(apply: () => void): void {
    assert(this.#held === null, "one apply job is outstanding");
    if (this.#isCopied && this.#isAtBound()) this.#held = apply;
    else apply();
  }

  /** A copy is being made from now on, or no longer. */
  copying(isCopied: boolean): void {
    this.#isCopied = isCopied;
    const held = this.#held;
    if (isCopied || held === null) return;
    this.#held = null;
    held();
  }
}
