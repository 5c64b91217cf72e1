/**
 * Snapshots for readers outside of consensus: one that holds everything up to an index, made if there is none, and kept for
 * as long as somebody reads it. What is made for a reader serves the core as any other: its log may be let go of earlier.
 */
import type { Clock } from "../ports.ts";
import type { Index, SnapshotMeta, SnapshotPart } from "../raft/types.ts";
import { refusal } from "./proposals.ts";
import type { Snapshots } from "./snapshots.ts";

/** Another try, when a copy could not be made; so many in a row, and it will not be. */
const AGAIN_MS = 500;
const MOST_TRIES = 4;

export interface HeldSnapshot {
  readonly snapshot: SnapshotMeta;
  /** At most `maxBytes` from `offset` on; null when they are not to be had. */
  read(offset: number, maxBytes: number): Promise<SnapshotPart | null>;
  /** Once; nothing is read after it. */
  release(): void;
}

interface Waiter {
  readonly index: Index;
  readonly deadlineAt: number;
  readonly cancelDeadline: () => void;
  readonly resolve: (held: HeldSnapshot) => void;
  readonly reject: (error: Error) => void;
}

export class HeldSnapshots {
  readonly #snapshots: Snapshots;
  readonly #clock: Pick<Clock, "now" | "after">;
  readonly #take: () => void;
  #waiters: Waiter[] = [];
  #cancelAgain: (() => void) | null = null;
  /** A copy was asked for and is not there yet. */
  #isAsked = false;
  #failures = 0;

  /** `take`: a copy of the state as it is, as soon as may be; its end is heard of through `snapshots`. */
  constructor(snapshots: Snapshots, clock: Pick<Clock, "now" | "after">, take: () => void) {
    this.#snapshots = snapshots;
    this.#clock = clock;
    this.#take = take;
    snapshots.watch({ taken: (isMade) => this.#taken(isMade), closed: () => this.#closed() });
  }

  /** `index`: applied here. Rejects with LogRefusal when there is no such snapshot in time. */
  hold(index: Index, deadlineMs: number): Promise<HeldSnapshot> {
    if (!this.#snapshots.areKept) return Promise.reject(refusal("OVERLOADED", "", 0));
    return new Promise((resolve, reject) => {
      const deadlineAt = this.#clock.now() + deadlineMs;
      const cancelDeadline = this.#clock.after(deadlineMs, () => this.#serve());
      this.#waiters.push({ index, deadlineAt, cancelDeadline, resolve, reject });
      this.#serve();
    });
  }

  /** A snapshot was made, or could not be. */
  #taken(isMade: boolean): void {
    this.#isAsked = false;
    this.#failures = isMade || this.#waiters.length === 0 ? 0 : this.#failures + 1;
    if (this.#waiters.length === 0) return;
    if (isMade) return this.#serve();
    if (this.#failures >= MOST_TRIES) return this.#rejectAll("OVERLOADED");
    this.#cancelAgain ??= this.#clock.after(AGAIN_MS, () => this.#serve());
  }

  #closed(): void {
    this.#cancelAgain?.();
    this.#rejectAll("DRAINING");
  }

  #rejectAll(reason: "DRAINING" | "OVERLOADED"): void {
    this.#failures = 0;
    for (const { cancelDeadline, reject } of this.#waiters.splice(0)) {
      cancelDeadline();
      reject(refusal(reason, "", 0));
    }
  }

  #serve(): void {
    this.#cancelAgain?.();
    this.#cancelAgain = null;
    const now = this.#clock.now();
    this.#waiters = this.#waiters.filter((waiter) => {
      const snapshot = this.#snapshots.covering(waiter.index);
      if (snapshot === null && now < waiter.deadlineAt) return true;
      waiter.cancelDeadline();
      if (snapshot === null) waiter.reject(refusal("OVERLOADED", "", 0));
      else waiter.resolve(this.#held(snapshot));
      return false;
    });
    if (this.#waiters.length === 0 || this.#isAsked) return;
    this.#isAsked = true;
    this.#take();
  }

  #held(snapshot: SnapshotMeta): HeldSnapshot {
    const snapshots = this.#snapshots;
    const { id } = snapshot;
    snapshots.hold(id);
    let isReleased = false;
    return {
      snapshot,
      read: (offset, maxBytes) =>
        isReleased ? Promise.resolve(null) : snapshots.read(id, offset, maxBytes),
      release: () => {
        if (isReleased) return;
        isReleased = true;
        snapshots.letGo(id);
      },
    };
  }
}
