/**
 * A copy of the state reads it as it was, and so keeps the write-ahead log from being used again; so does a checkpoint until it
 * is done. An apply that would make that log too long waits here for the end of both.
 */
import { assert } from "../lib/assert.ts";

export type LogHolder = "copy" | "checkpoint";

export class ApplyGate {
  readonly #isAtBound: () => boolean;
  readonly #holders = new Set<LogHolder>();
  /** One apply is outstanding at most. */
  #held: (() => void) | null = null;

  constructor(isAtBound: () => boolean) {
    this.#isAtBound = isAtBound;
  }

  pass(apply: () => void): void {
    assert(this.#held === null, "one apply job is outstanding");
    if (this.#holders.size > 0 && this.#isAtBound()) this.#held = apply;
    else apply();
  }

  /** From now on the log only grows, because of `holder`. */
  hold(holder: LogHolder): void {
    this.#holders.add(holder);
  }

  /** No longer because of `holder`. */
  release(holder: LogHolder): void {
    this.#holders.delete(holder);
    const held = this.#held;
    if (held === null || this.#holders.size > 0) return;
    this.#held = null;
    held();
  }
}
