/** What happened in a run, counted by name, so that an idle simulation cannot pass for a good one. */
export class Tally {
  readonly #counts: Map<string, number>;

  constructor(counts: readonly (readonly [string, number])[] = []) {
    this.#counts = new Map(counts);
  }

  add(name: string, count = 1): void {
    this.#counts.set(name, this.of(name) + count);
  }

  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  /** The sum of all counts whose name begins so. */
  sum(prefix: string): number {
    let sum = 0;
    for (const [name, count] of this.#counts) if (name.startsWith(prefix)) sum += count;
    return sum;
  }

  addAll(other: Tally): void {
    for (const [name, count] of other.#counts) this.add(name, count);
  }

  counts(): readonly (readonly [string, number])[] {
    return [...this.#counts];
  }

  lines(): readonly string[] {
    return [...this.#counts]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => `${name} ${count}`);
  }
}
