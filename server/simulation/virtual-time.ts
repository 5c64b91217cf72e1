/**
 * Time as a heap of occasions, ordered by (moment, order of scheduling): nothing happens between two of them.
 * A moment is counted in whole microseconds from the start of the simulation.
 */
export interface Occasion {
  readonly at: number;
  readonly order: number;
  readonly owner: Lifeline | null;
  readonly kind: OccasionKind;
  readonly run: () => void;
  /** It only passes something on: no promise is settled by it. */
  readonly isQuiet: boolean;
  isCancelled: boolean;
}

/** A stopped process that goes on sees its timers before its input, as an event loop does. */
export type OccasionKind = "timer" | "input";

/** One incarnation of a process: what belongs to it stops with a pause and ends with its death. */
export class Lifeline {
  isDead = false;
  isPaused = false;
  readonly deferred: Occasion[] = [];
}

export class VirtualTime {
  #nowUs = 0;
  #order = 0;
  #wasQuiet = false;
  readonly #heap: Occasion[] = [];

  /** Microseconds since the start. */
  get nowUs(): number {
    return this.#nowUs;
  }

  /** The last occasion settled no promise. */
  get wasQuiet(): boolean {
    return this.#wasQuiet;
  }

  /** `owner`: whose pause defers and whose death cancels it; null for the world itself. */
  schedule(
    delayUs: number,
    owner: Lifeline | null,
    run: () => void,
    kind: OccasionKind = "input",
  ): Occasion {
    return this.#add(delayUs, { owner, kind, run, isQuiet: false });
  }

  /** For what only passes something on. */
  scheduleQuietly(delayUs: number, owner: Lifeline | null, run: () => void): void {
    this.#add(delayUs, { owner, kind: "input", run, isQuiet: true });
  }

  /** Goes to the next occasion and lets it happen. False when nothing is left. */
  runNext(): boolean {
    for (;;) {
      const next = this.#pop();
      if (next === undefined) return false;
      if (next.isCancelled || next.owner?.isDead === true) continue;
      this.#nowUs = next.at;
      if (next.owner?.isPaused === true) {
        next.owner.deferred.push(next);
        continue;
      }
      this.#wasQuiet = next.isQuiet;
      next.run();
      return true;
    }
  }

  pause(owner: Lifeline): void {
    owner.isPaused = true;
  }

  /** All that came due during the pause happens now, timers first, each kind in its old order. */
  resume(owner: Lifeline): void {
    owner.isPaused = false;
    const late = owner.deferred.splice(0);
    for (const kind of ["timer", "input"] as const) {
      for (const one of late) {
        if (one.kind !== kind || one.isCancelled) continue;
        this.#order += 1;
        // The same object, so that whoever holds it can still cancel it.
        this.#push(Object.assign(one, { at: this.#nowUs, order: this.#order }));
      }
    }
  }

  #add(
    delayUs: number,
    { owner, kind, run, isQuiet }: Pick<Occasion, "owner" | "kind" | "run" | "isQuiet">,
  ): Occasion {
    this.#order += 1;
    const at = this.#nowUs + Math.max(0, Math.trunc(delayUs));
    const occasion = { at, order: this.#order, owner, kind, run, isQuiet, isCancelled: false };
    this.#push(occasion);
    return occasion;
  }

  #push(occasion: Occasion): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(occasion);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || isBefore(above, occasion)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = occasion;
  }

  #pop(): Occasion | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || first === last) return first;
    let at = 0;
    for (;;) {
      const child = 2 * at + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      const isRight = right !== undefined && isBefore(right, left);
      const smaller = isRight ? right : left;
      if (isBefore(last, smaller)) break;
      heap[at] = smaller;
      at = isRight ? child + 1 : child;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(one: Occasion, other: Occasion): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
