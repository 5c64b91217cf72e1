/** What happened, in order: the last moments in words, all of it as a hash. */
const LAST_KEPT = 50;

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
  readonly #hashes = new Map<string, number>();
  #hash = 0x811c9dc5;
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
    this.#hash = Math.imul(this.#hash ^ (value & 0xffffffff), 0x01000193);
    this.#hash = (this.#hash << 13) | (this.#hash >>> 19);
  }

  mixText(text: string): void {
    let hash = this.#hashes.get(text);
    if (hash === undefined) {
      hash = 0;
      for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash, 31) + text.charCodeAt(at);
      this.#hashes.set(text, hash);
    }
    this.mix(hash);
  }

  /** Equal for equal runs: 8 hexadecimal digits and the number of lines. */
  get digest(): string {
    return `${(this.#hash >>> 0).toString(16).padStart(8, "0")}-${this.#count}`;
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
