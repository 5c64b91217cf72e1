/** The only randomness of a simulation: integers from a seed, the same on every machine (sfc32). */
export class SeededRandom {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** `stream` keeps the draws of one part apart from another's, so that a change in one leaves the rest alone. */
  constructor(seed: number, stream: string) {
    let mixed = 0x811c9dc5;
    for (let at = 0; at < stream.length; at += 1) {
      mixed = Math.imul(mixed ^ stream.charCodeAt(at), 0x01000193);
    }
    this.#a = seed >>> 0;
    this.#b = Math.trunc(seed / 2 ** 32) >>> 0;
    this.#c = mixed >>> 0;
    for (let round = 0; round < 12; round += 1) this.uint32();
  }

  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** A whole number from 0 to below `bound`. */
  below(bound: number): number {
    return this.uint32() % bound;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True in `perMille` of 1000 cases. */
  chance(perMille: number): boolean {
    return perMille > 0 && this.below(1000) < perMille;
  }

  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T {
    const chosen = list[this.below(list.length)];
    if (chosen === undefined) throw new Error("nothing to pick from");
    return chosen;
  }

  /** `count` different ones, in a random order. */
  sample<T>(list: readonly T[], count: number): readonly T[] {
    const left = [...list];
    const chosen: T[] = [];
    while (chosen.length < count && left.length > 0) {
      chosen.push(...left.splice(this.below(left.length), 1));
    }
    return chosen;
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.below(256));
  }
}
