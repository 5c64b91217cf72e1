/** How long this page has known each row, and a word when one is old enough to read "queued". */
import type { Clock } from "./clock.ts";
import { QUEUED_AFTER_MS } from "./pending-rows.ts";

export class RowAges {
  private readonly clock: Clock;
  private readonly changed: () => void;
  private readonly ages = new Map<
    string,
    { readonly seenMs: number; readonly cancel: () => void }
  >();

  constructor(clock: Clock, changed: () => void) {
    this.clock = clock;
    this.changed = changed;
  }

  /** From now on the row ages; noting it again changes nothing. */
  note(id: string): void {
    if (this.ages.has(id)) return;
    const cancel = this.clock.after(QUEUED_AFTER_MS, () => this.changed());
    this.ages.set(id, { seenMs: this.clock.now(), cancel });
  }

  /** 0 for a row that nobody noted. */
  ageMs(id: string): number {
    const nowMs = this.clock.now();
    return nowMs - (this.ages.get(id)?.seenMs ?? nowMs);
  }

  forget(id: string): void {
    this.ages.get(id)?.cancel();
    this.ages.delete(id);
  }

  close(): void {
    for (const id of this.ages.keys()) this.forget(id);
  }
}
