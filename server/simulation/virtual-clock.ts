/** The Clock of one process on virtual time: its own wall clock, and a loop that takes a moment to turn. */
import type { Clock } from "../src/ports.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Lifeline, VirtualTime } from "./virtual-time.ts";

export const US_PER_MS = 1000;
/** 2026-01-01, where every wall clock begins. */
const WALL_START_MS = 1_767_225_600_000;

export interface ClockFaults {
  /** Added to the wall clock of this machine, ms; jumps. */
  wallOffsetMs: number;
  /** Longest time until the loop turns, microseconds. */
  turnMaxUs: number;
  /** Longest lateness of a timer, microseconds. */
  timerLateMaxUs: number;
}

export class VirtualClock implements Clock {
  readonly #time: VirtualTime;
  readonly #lifeline: Lifeline;
  readonly #random: SeededRandom;
  readonly #faults: Readonly<ClockFaults>;

  constructor(
    time: VirtualTime,
    lifeline: Lifeline,
    random: SeededRandom,
    faults: Readonly<ClockFaults>,
  ) {
    this.#time = time;
    this.#lifeline = lifeline;
    this.#random = random;
    this.#faults = faults;
  }

  now(): number {
    return this.#time.nowUs / US_PER_MS;
  }

  wall(): number {
    return wallOf(this.#time) + this.#faults.wallOffsetMs;
  }

  after(delayMs: number, run: () => void): () => void {
    const lateUs = this.#random.below(this.#faults.timerLateMaxUs + 1);
    const delayUs = Math.trunc(delayMs * US_PER_MS) + lateUs;
    const occasion = this.#time.schedule(delayUs, this.#lifeline, run, "timer");
    return () => {
      occasion.isCancelled = true;
    };
  }

  soon(run: () => void): void {
    this.#time.schedule(this.#random.below(this.#faults.turnMaxUs + 1), this.#lifeline, run);
  }
}

/** A wall clock that is right, ms since 1970. */
export function wallOf(time: VirtualTime): number {
  return WALL_START_MS + Math.trunc(time.nowUs / US_PER_MS);
}
