/**
 * For how long a silent leader is waited for before it is suspected: longer than it was ever silent lately, by three
 * heartbeats (raft.md §2, adaptive timeout; the question is that of TigerBeetle's `fault_detector.zig`).
 *
 *   messages   · ·   · ···············    ·   ·        |----------- longest -----------|-- 150 ms --|
 *   gaps       50 50  1 under load     70   50         ▲ heard                                      ▲ suspected
 *
 * It is the longest gap that counts, not the mean: under load a leader speaks every ms, and a mean of that says nothing
 * of the next 50 ms without work. The longest is believed at once and forgotten slowly, so a machine with other programs
 * keeps its patience between two of their bursts. Nothing here is about safety: a vote is right whenever it is held.
 */
import { TIMING } from "./timing.ts";

const SIXTEENTHS = 16;

export class Suspicion {
  /** When the leader was heard last, monotone ms, moved on by the time for which this process was held up since. */
  #heardAt = 0;
  /** When the leader of this term was heard first; null before. */
  #since: number | null = null;
  #isKnown = false;
  /** Longest gaps, in sixteenths of a ms: the one that is remembered, and that of the window under way. */
  #longest16 = 0;
  #windowLongest16 = 0;
  #windowEndsAt = 0;

  /** Another term, another leader: nothing is known of its rhythm. */
  forget(): void {
    this.#since = null;
    this.#isKnown = false;
    this.#longest16 = 0;
    this.#windowLongest16 = 0;
  }

  /** A message of this term's leader came at `now`. */
  heard(now: number): void {
    if (this.#since === null) {
      this.#since = now;
      this.#windowEndsAt = now + TIMING.suspicionWindowMs;
    } else this.#measured(Math.min(now - this.#heardAt, TIMING.suspicionMaxMs), now);
    this.#heardAt = now;
    if (now - this.#since >= TIMING.suspicionLearnMs) this.#isKnown = true;
  }

  /** This process did not look for `ms` until `now`: in that time nobody was silent. */
  heldUp(ms: number, now: number): void {
    this.#heardAt = Math.min(this.#heardAt + ms, now);
  }

  /** It did not look for so long that all it knows is too old to judge by. */
  lookedAfresh(now: number): void {
    this.#heardAt = now;
  }

  /** Silence after which the leader may be replaced: a whole number of ms. */
  get ms(): number {
    const { heartbeatMs, suspicionMinMs, suspicionUnknownMs, suspicionMaxMs } = TIMING;
    const usual = Math.trunc(this.#longest16 / SIXTEENTHS) + 3 * heartbeatMs;
    const floor = this.#isKnown ? suspicionMinMs : suspicionUnknownMs;
    return Math.min(Math.max(usual, floor), suspicionMaxMs);
  }

  isOver(now: number): boolean {
    return now >= this.#heardAt + this.ms;
  }

  #measured(gap: number, now: number): void {
    const gap16 = gap * SIXTEENTHS;
    this.#longest16 = Math.max(this.#longest16, gap16);
    this.#windowLongest16 = Math.max(this.#windowLongest16, gap16);
    if (now < this.#windowEndsAt) return;
    const above = this.#longest16 - this.#windowLongest16;
    this.#longest16 -= Math.trunc(above / TIMING.suspicionForget);
    this.#windowLongest16 = 0;
    this.#windowEndsAt = now + TIMING.suspicionWindowMs;
  }
}
