/**
 * Counts what was refused, by reason, and says each line when it is new and then once a minute at most: whoever is
 * refused may try for ever, and must not fill the disk with it.
 */

/** One and the same line again after this, ms. */
const AGAIN_MS = 60_000;

export interface RefusalLogOptions {
  /** Monotone ms. */
  readonly now: () => number;
  /** So many different lines in that time; what is more is only counted. */
  readonly linesAtOnce: number;
}

export class RefusalLog<Reason extends string> {
  readonly #options: RefusalLogOptions;
  readonly #counts = new Map<Reason, number>();
  readonly #saidAt = new Map<string, number>();

  constructor(options: RefusalLogOptions) {
    this.#options = options;
  }

  /** `line`: what makes it another line than those said before. `say` hears how often this reason was given so far. */
  add(reason: Reason, line: string, say: (times: number) => void): void {
    const times = this.count(reason) + 1;
    this.#counts.set(reason, times);
    if (this.#mayBeSaid(line)) say(times);
  }

  /** Since the start; 0 for what never happened. */
  count(reason: Reason): number {
    return this.#counts.get(reason) ?? 0;
  }

  #mayBeSaid(line: string): boolean {
    const now = this.#options.now();
    const isOver = (saidAt: number): boolean => now - saidAt >= AGAIN_MS;
    const saidAt = this.#saidAt.get(line);
    if (saidAt !== undefined && !isOver(saidAt)) return false;
    if (this.#saidAt.size >= this.#options.linesAtOnce) {
      for (const [other, at] of this.#saidAt) if (isOver(at)) this.#saidAt.delete(other);
    }
    if (saidAt === undefined && this.#saidAt.size >= this.#options.linesAtOnce) return false;
    this.#saidAt.set(line, now);
    return true;
  }
}
