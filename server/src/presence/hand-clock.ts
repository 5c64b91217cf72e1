/** Test support: a clock that goes when it is told to. */
/** Takes the place of a Clock; promises settle between two of its timers. */
export class HandClock {
  #now = 0;
  readonly #timers = new Map<number, { readonly atMs: number; readonly run: () => void }>();
  #ids = 0;

  now(): number {
    return this.#now;
  }

  wall(): number {
    return 1_000_000 + this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    const id = (this.#ids += 1);
    this.#timers.set(id, { atMs: this.#now + delayMs, run });
    return () => void this.#timers.delete(id);
  }

  soon(run: () => void): void {
    this.after(0, run);
  }

  /** Promises settle between two timers. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.#now + ms;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const due = [...this.#timers].filter(([, { atMs }]) => atMs <= untilMs);
      const [first] = due.toSorted(([, one], [, other]) => one.atMs - other.atMs);
      if (first === undefined) break;
      this.#timers.delete(first[0]);
      this.#now = Math.max(this.#now, first[1].atMs);
      first[1].run();
    }
    this.#now = untilMs;
  }
}
