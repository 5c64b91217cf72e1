/** Whether rows read "queued" before their time: offline at once, without a majority when the line says so too. */
import type { Clock } from "./clock.ts";
import { LINE_AFTER_MS } from "./connection-line.ts";

export interface StuckWatchOptions {
  readonly clock: Clock;
  changed(): void;
}

export class StuckWatch {
  isStuck = false;
  private readonly options: StuckWatchOptions;
  private cancel: () => void = () => {};

  constructor(options: StuckWatchOptions) {
    this.options = options;
  }

  /** `noQuorumSinceMs`: wall clock; null while there is a majority. An election is over before anybody is told. */
  note(isOffline: boolean, noQuorumSinceMs: number | null): void {
    this.cancel();
    const { clock } = this.options;
    const leftMs =
      noQuorumSinceMs === null ? Infinity : noQuorumSinceMs + LINE_AFTER_MS - clock.wall();
    this.turn(isOffline || leftMs <= 0);
    if (this.isStuck || noQuorumSinceMs === null) return;
    this.cancel = clock.after(leftMs, () => this.note(isOffline, noQuorumSinceMs));
  }

  close(): void {
    this.cancel();
  }

  private turn(isStuck: boolean): void {
    if (isStuck === this.isStuck) return;
    this.isStuck = isStuck;
    this.options.changed();
  }
}
