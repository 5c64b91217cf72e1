/**
 * The file of the state machine of one machine, over crashes: a killed process leaves its last transaction, a
 * power cut an older one (the state is written without sync), a lost file nothing.
 */
import type { SeededRandom } from "./seeded-random.ts";
import type { Tally } from "./tally.ts";

const COPIES_KEPT = 3;
/** Of 1000 starts, so many find no state at all. */
const LOST_PER_MILLE = 60;

export class StateCopies {
  #copies: readonly Uint8Array[] = [];

  add(copy: Uint8Array): void {
    this.#copies = [...this.#copies.slice(1 - COPIES_KEPT), copy];
  }

  get newest(): Uint8Array | null {
    return this.#copies.at(-1) ?? null;
  }

  /** An older folder was put in the place of this one. */
  putBack(copy: Uint8Array | null): void {
    this.#copies = copy === null ? [] : [copy];
  }

  /** Put aside: nothing of it is used again. */
  clear(): void {
    this.#copies = [];
  }

  /** A power cut takes some of the newest. True when it did. */
  powerCut(random: SeededRandom): boolean {
    const before = this.#copies.length;
    this.#copies = this.#copies.slice(0, random.below(before + 1));
    return this.#copies.length < before;
  }

  /** What the next start finds. */
  forStart(random: SeededRandom, tally: Tally): Uint8Array | null {
    if (this.#copies.length > 0 && random.chance(LOST_PER_MILLE)) {
      tally.add("state lost");
      this.#copies = [];
    }
    return this.#copies.at(-1) ?? null;
  }
}
