/** Holds a steady worker to so many bytes a second, with a burst of what a moment allows. */
import { setTimeout as sleep } from "node:timers/promises";

/** Shorter waits are saved up: a timer is no finer. */
const SHORTEST_WAIT_MS = 4;

export class Pace {
  readonly #bytesPerMs: number;
  readonly #now: () => number;
  readonly #wait: (ms: number) => Promise<unknown>;
  /** When all that was spent so far may have been spent. */
  #paidUntil = 0;

  constructor(
    bytesPerSecond: number,
    time: { now(): number; wait(ms: number): Promise<unknown> } = {
      now: () => performance.now(),
      wait: (ms) => sleep(ms),
    },
  ) {
    this.#bytesPerMs = bytesPerSecond / 1000;
    this.#now = time.now;
    this.#wait = time.wait;
  }

  /** Resolves when the next bytes may be spent. */
  async spent(bytes: number): Promise<void> {
    const now = this.#now();
    this.#paidUntil = Math.max(this.#paidUntil, now) + bytes / this.#bytesPerMs;
    const early = this.#paidUntil - now;
    if (early >= SHORTEST_WAIT_MS) await this.#wait(early);
  }
}
