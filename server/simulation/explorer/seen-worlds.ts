/**
 * Which worlds were met, and how each came about: 20 bytes a world, so that tens of millions can be told apart. A world
 * is known by 64 bits of the SHA-256 of its description; two that shared them would be taken for one, which for ten million worlds
 * happens once in some 370,000 explorations.
 */
import { hash } from "node:crypto";
import { assert } from "../../src/lib/assert.ts";

const FIRST_SIZE = 1 << 16;
/** Of the table, before it is made larger. */
const FULL = 0.5;
const START = 0xffffffff;

export class SeenWorlds {
  /** Open addressing: the two halves of a key, and the world's number + 1; 0 is a free place. */
  #high = new Uint32Array(FIRST_SIZE);
  #low = new Uint32Array(FIRST_SIZE);
  #numbers = new Uint32Array(FIRST_SIZE);
  /** By a world's number: the one before it, and what happened in between. */
  #from = new Uint32Array(FIRST_SIZE);
  #by = new Uint32Array(FIRST_SIZE);
  readonly #texts: string[] = [];
  readonly #textNumbers = new Map<string, number>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** The number of a world that is new; null when it was met before. `from` null: nothing came before it. */
  add(description: string, from: number | null, by: string): number | null {
    const digest = Buffer.from(hash("sha256", description, "buffer"));
    const place = this.#placeOf(digest.readUInt32BE(0), digest.readUInt32BE(4));
    if (place === null) return null;
    const number = this.#count;
    this.#high[place] = digest.readUInt32BE(0);
    this.#low[place] = digest.readUInt32BE(4);
    this.#numbers[place] = number + 1;
    this.#from[number] = from ?? START;
    this.#by[number] = this.#numberOf(by);
    this.#count += 1;
    if (this.#count > this.#numbers.length * FULL) this.#grow();
    return number;
  }

  /** What happened from the start to this world. */
  wayTo(number: number): readonly string[] {
    const way: string[] = [];
    for (let at = number; at !== START; at = this.#from[at] ?? START)
      way.push(this.#texts[this.#by[at] ?? 0] ?? "");
    return way.toReversed();
  }

  /** Null when the key is there. */
  #placeOf(high: number, low: number): number | null {
    const mask = this.#numbers.length - 1;
    for (let place = low & mask; ; place = (place + 1) & mask) {
      if (this.#numbers[place] === 0) return place;
      if (this.#high[place] === high && this.#low[place] === low) return null;
    }
  }

  #grow(): void {
    const [high, low, numbers] = [this.#high, this.#low, this.#numbers];
    const size = numbers.length * 2;
    this.#high = new Uint32Array(size);
    this.#low = new Uint32Array(size);
    this.#numbers = new Uint32Array(size);
    for (let old = 0; old < numbers.length; old += 1) {
      if (numbers[old] === 0) continue;
      const place = this.#placeOf(high[old] ?? 0, low[old] ?? 0);
      assert(place !== null, "keys in the table differ");
      this.#high[place] = high[old] ?? 0;
      this.#low[place] = low[old] ?? 0;
      this.#numbers[place] = numbers[old] ?? 0;
    }
    this.#from = grown(this.#from, size);
    this.#by = grown(this.#by, size);
  }

  #numberOf(text: string): number {
    const known = this.#textNumbers.get(text);
    if (known !== undefined) return known;
    this.#textNumbers.set(text, this.#texts.length);
    this.#texts.push(text);
    return this.#texts.length - 1;
  }
}

function grown(old: Uint32Array, size: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(size);
  larger.set(old);
  return larger;
}
