/** What happened, in order: the last moments in words, all of it as a hash. */
import { createHash } from "node:crypto";

const LAST_KEPT = 50;
/** Hashed at once: a call for each number would cost more than all the rest of the trace. */
const BUFFER_BYTES = 1 << 16;
const NUMBER_BYTES = 8;
/** Of the hash, in hexadecimal digits: 96 bits. */
const DIGEST_DIGITS = 24;

interface Line {
  readonly atUs: number;
  readonly who: string;
  readonly what: string;
  /** Words are made only when somebody reads them. */
  readonly words: () => string;
}

export class Trace {
  readonly #print: ((line: string) => void) | null;
  readonly #last: Line[] = [];
  readonly #hash = createHash("sha256");
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  #filled = 0;
  /** Words that were hashed in full before: now their number does. */
  readonly #known = new Map<string, number>();
  #count = 0;

  /** `print`: gets every line at once, for a replay. */
  constructor(print: ((line: string) => void) | null) {
    this.#print = print;
  }

  note(atUs: number, who: string, what: string, words: () => string = () => ""): void {
    this.#count += 1;
    this.mix(atUs);
    this.mixText(who);
    this.mixText(what);
    const line = { atUs, who, what, words };
    if (this.#print !== null) this.#print(inWords(line));
    this.#last[this.#count % LAST_KEPT] = line;
  }

  /** Takes a number into the hash. */
  mix(value: number): void {
    if (this.#filled + NUMBER_BYTES > BUFFER_BYTES) this.#flush();
    this.#filled = this.#buffer.writeDoubleLE(value, this.#filled);
  }

  mixText(text: string): void {
    const known = this.#known.get(text);
    if (known !== undefined) return this.mix(known);
    this.#known.set(text, this.#known.size);
    this.mixBytes(Buffer.from(text));
  }

  /** All of them, and how many. */
  mixBytes(bytes: Uint8Array): void {
    this.mix(bytes.length);
    if (this.#filled + bytes.length > BUFFER_BYTES) this.#flush();
    if (bytes.length > BUFFER_BYTES) return void this.#hash.update(bytes);
    this.#buffer.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  /** Equal for equal runs: 24 hexadecimal digits of a SHA-256 and the number of lines. */
  get digest(): string {
    this.#flush();
    const hash = this.#hash.copy().digest("hex").slice(0, DIGEST_DIGITS);
    return `${hash}-${this.#count}`;
  }

  #flush(): void {
    this.#hash.update(this.#buffer.subarray(0, this.#filled));
    this.#filled = 0;
  }

  /** The last lines, oldest first. */
  tail(): readonly string[] {
    const first = (this.#count % LAST_KEPT) + 1;
    const lines = [...this.#last.slice(first), ...this.#last.slice(0, first)];
    return lines.filter((line) => line !== undefined).map(inWords);
  }
}

function inWords({ atUs, who, what, words }: Line): string {
  const ms = (atUs / 1000).toFixed(3).padStart(10);
  return `${ms} ms  ${who.padEnd(8)} ${what.padEnd(14)} ${words()}`.trimEnd();
}
