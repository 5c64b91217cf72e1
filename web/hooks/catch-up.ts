/**
 * Holds what a resumed feed tells until it has told all: rows come by the index of their last change, so half
 * of them would show a timeline with holes in it. A feed that is live passes straight through.
 */
import type { Change } from "@parley/client/model.ts";

/** Longer than this nobody waits: then half a story is better than none. */
export const CATCH_UP_HOLD_MS = 1_000;

export class CatchUp {
  readonly #apply: (changes: readonly Change[]) => void;
  #held: Change[] = [];
  #isLive = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(apply: (changes: readonly Change[]) => void) {
    this.#apply = apply;
  }

  hear(changes: readonly Change[]): void {
    if (this.#isLive) {
      this.#apply(changes);
      return;
    }
    this.#held.push(...changes);
    this.#timer ??= setTimeout(() => this.#release(), CATCH_UP_HOLD_MS);
  }

  /** All of it has been told; what follows is live. */
  end(): void {
    this.#release();
    this.#isLive = true;
  }

  /** The feed broke: what comes next is a catch-up again. */
  begin(): void {
    this.#isLive = false;
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const held = this.#held;
    this.#held = [];
    if (held.length > 0) this.#apply(held);
  }
}
