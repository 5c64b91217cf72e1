/** Calls that wait and attempts under way, so that news of a leader can move all of them at once. */
import type { Clock } from "./clock.ts";
import type { Route } from "./transport.ts";

interface Mover {
  readonly route: Route | null;
  move(): void;
}

export class WaitingCalls {
  private readonly clock: Clock;
  private readonly movers = new Set<Mover>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Resolves after `delayMs`, on `wake` or `repin`, or when the signal aborts. */
  wait(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.movers.delete(mover);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const mover: Mover = { route: null, move: done };
      const cancel = this.clock.after(delayMs, done);
      this.movers.add(mover);
      signal?.addEventListener("abort", done);
    });
  }

  /** Calls `move` when the attempt should be given up. Returns the way to deregister. */
  underWay(route: Route, move: () => void): () => void {
    const mover: Mover = { route, move };
    this.movers.add(mover);
    return () => this.movers.delete(mover);
  }

  /** Ends every wait: something says that a try may succeed now. */
  wake(): void {
    for (const mover of this.movers) if (mover.route === null) mover.move();
  }

  /** Besides, gives up attempts pinned to another node than the new leader: theirs leads no more. */
  repin(leader: string): void {
    for (const mover of this.movers) {
      const isPinnedElsewhere =
        mover.route?.kind === "pin" && leader !== "" && mover.route.node !== leader;
      if (mover.route === null || isPinnedElsewhere) mover.move();
    }
  }
}
