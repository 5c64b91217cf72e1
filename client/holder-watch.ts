/**
 * Whether the tab that sends is at work. It says so about once a second while a request is under way; a visible tab
 * whose row has not moved for two seconds takes the lock from it (product.md 4.1).
 */
import type { Clock } from "./clock.ts";

const STEAL_AFTER_MS = 2_000;
const MOVING_EVERY_MS = 1_000;

export interface HolderWatchOptions {
  readonly clock: Clock;
  /** Rows of this tab wait for another one to send them. */
  isWaiting(): boolean;
  isVisible(): boolean;
  takeOver(): void;
  /** Tells the other tabs that this one is at work. */
  announceMoving(): void;
}

export class HolderWatch {
  private readonly options: HolderWatchOptions;
  private movedMs: number;
  private cancelLook: () => void = () => {};
  private cancelMoving: () => void = () => {};

  constructor(options: HolderWatchOptions) {
    this.options = options;
    this.movedMs = options.clock.now();
  }

  /** Something was heard of the holder, or there is a new one. */
  moved(): void {
    this.movedMs = this.options.clock.now();
  }

  /** A row of this tab waits for the holder. */
  watch(): void {
    const { clock, isWaiting, isVisible, takeOver } = this.options;
    this.cancelLook();
    this.cancelLook = clock.after(STEAL_AFTER_MS, () => {
      if (!isWaiting()) return;
      const isStill = clock.now() - this.movedMs >= STEAL_AFTER_MS;
      if (isStill && isVisible()) takeOver();
      else this.watch();
    });
  }

  rest(): void {
    this.cancelLook();
  }

  /** This tab is at work until the returned function is called. */
  working(): () => void {
    const { clock, announceMoving } = this.options;
    const tell = (): void => {
      announceMoving();
      this.cancelMoving = clock.after(MOVING_EVERY_MS, tell);
    };
    tell();
    return () => this.cancelMoving();
  }
}
