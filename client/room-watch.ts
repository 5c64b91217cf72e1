/** Since when the leader refuses writes because the disks are full: for the line that tells people why theirs wait. */
import type { Clock } from "./clock.ts";
import type { Problem } from "./errors.ts";

export class RoomWatch {
  /** Wall clock; null while writes are taken. */
  fullSinceMs: number | null = null;
  private readonly clock: Clock;
  private readonly changed: () => void;

  constructor(clock: Clock, changed: () => void) {
    this.clock = clock;
    this.changed = changed;
  }

  /** An attempt failed. A redirect meanwhile says nothing: the next leader may have no room either. */
  failed({ reason }: Problem): void {
    if (reason !== "DISK_FULL" || this.fullSinceMs !== null) return;
    this.fullSinceMs = this.clock.wall();
    this.changed();
  }

  /** A write was executed. */
  taken(): void {
    if (this.fullSinceMs === null) return;
    this.fullSinceMs = null;
    this.changed();
  }
}
