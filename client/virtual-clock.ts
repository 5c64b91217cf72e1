/** A clock that a test moves by hand, and chance that repeats. */
import type { Chance, Clock } from "./clock.ts";

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

export class VirtualClock implements Clock {
  private timeMs = 0;
  private readonly timers = new Set<Timer>();

  now(): number {
    return this.timeMs;
  }

  wall(): number {
    return 1_000_000_000_000 + this.timeMs;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.timeMs + Math.max(0, delayMs), run };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Lets `ms` pass, running what falls due in order, and every promise between. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.timeMs + ms;
    await settled();
    for (let next = this.due(untilMs); next !== null; next = this.due(untilMs)) {
      this.timers.delete(next);
      this.timeMs = Math.max(this.timeMs, next.atMs);
      next.run();
      await settled();
    }
    this.timeMs = untilMs;
  }

  private due(untilMs: number): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.timers) {
      if (timer.atMs <= untilMs && (next === null || timer.atMs < next.atMs)) next = timer;
    }
    return next;
  }
}

/** One turn of the real event loop: every promise that could settle has settled. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export function repeatableChance(): Chance {
  let ids = 0;
  return {
    fraction: () => 0.5,
    clientId() {
      ids += 1;
      return `client-id-${ids}`;
    },
  };
}
