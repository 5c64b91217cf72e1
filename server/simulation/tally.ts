/** What happened in a run, counted by name, so that an idle simulation cannot pass for a good one. */
interface Counter {
  count: number;
}

export class Tally {
  readonly #counters = new Map<string, Counter>();

  constructor(counts: readonly (readonly [string, number])[] = []) {
    for (const [name, count] of counts) this.add(name, count);
  }

  add(name: string, count = 1): void {
    const counter = this.#counters.get(name);
    if (counter === undefined) this.#counters.set(name, { count });
    else counter.count += count;
  }

  of(name: string): number {
    return this.#counters.get(name)?.count ?? 0;
  }

  /** The sum of all counts whose name begins so. */
  sum(prefix: string): number {
    let sum = 0;
    for (const [name, { count }] of this.#counters) if (name.startsWith(prefix)) sum += count;
    return sum;
  }

  addAll(other: Tally): void {
    for (const [name, { count }] of other.#counters) this.add(name, count);
  }

  counts(): readonly (readonly [string, number])[] {
    return [...this.#counters].map(([name, { count }]) => [name, count]);
  }

  lines(): readonly string[] {
    return this.counts()
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => `${name} ${count}`);
  }
}
