/** How long the disk of one machine takes, as the dials and the nemesis say. */
import type { DiskDials } from "./dials.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { US_PER_MS } from "./virtual-clock.ts";

/** A slow phase multiplies every latency by this. */
const SLOW_FACTOR = 40;
const READ_MAX_US = 500;

export class DiskPace {
  dials: DiskDials;
  isSlow = false;
  /** Nothing that is asked for before this moment is done before it. */
  hangsUntilUs = 0;
  /** The next write ends with an error, once: nobody can tell what of it is on the disk. */
  failsNextSync = false;
  readonly #random: SeededRandom;
  readonly #nowUs: () => number;

  constructor(dials: DiskDials, random: SeededRandom, nowUs: () => number) {
    this.dials = dials;
    this.#random = random;
    this.#nowUs = nowUs;
  }

  latencyMs(what: "write" | "read"): number {
    return this.#workMs(what) + Math.max(0, this.hangsUntilUs - this.#nowUs()) / US_PER_MS;
  }

  /** What became of a write whose time is up: null when it is durable. */
  syncFailure(): Error | null {
    if (!this.failsNextSync) return null;
    this.failsNextSync = false;
    return new Error("EIO: i/o error, fsync");
  }

  #workMs(what: "write" | "read"): number {
    const factor = this.isSlow ? SLOW_FACTOR : 1;
    if (what === "read") return (this.#random.below(READ_MAX_US) * factor) / US_PER_MS;
    const { syncMinUs, syncMaxUs, hiccupPerMille, hiccupMaxUs } = this.dials;
    const hiccupUs = this.#random.chance(hiccupPerMille) ? this.#random.below(hiccupMaxUs + 1) : 0;
    return (this.#random.between(syncMinUs, syncMaxUs) * factor + hiccupUs) / US_PER_MS;
  }
}
