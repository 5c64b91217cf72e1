/** Linearizable reads on their way: asked, confirmed at an index, and served once that index is applied here. */
import { LIMITS } from "../limits.ts";
import type { LogRefusalReason } from "../ports.ts";
import type { Index } from "../raft/types.ts";

export interface ReadWaiter {
  /** Monotone ms. */
  readonly deadlineAt: number;
  resolve(index: Index, time: number): void;
  reject(reason: LogRefusalReason): void;
}

interface Confirmed {
  readonly index: Index;
  readonly time: number;
  readonly waiter: ReadWaiter;
}

export class ReadWaiters {
  #nextId = 1;
  /** Not handed to the core yet. */
  #fresh: number[] = [];
  /** Null: given up at its deadline. The core still has the id, so it keeps its place until it is answered. */
  readonly #asked = new Map<number, ReadWaiter | null>();
  /** Without a leader: kept for a moment, hoping for news. */
  #held: { readonly waiter: ReadWaiter; readonly heldUntil: number }[] = [];
  #confirmed: Confirmed[] = [];

  get isAwaited(): boolean {
    return this.#confirmed.length > 0;
  }

  add(waiter: ReadWaiter): void {
    if (this.#isFull) return waiter.reject("OVERLOADED");
    this.#ask(waiter);
  }

  /** Waits for an index that is known already. */
  addConfirmed(index: Index, waiter: ReadWaiter): void {
    if (this.#isFull) return waiter.reject("OVERLOADED");
    this.#confirmed.push({ index, time: 0, waiter });
  }

  takeFresh(): readonly number[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }

  confirmed(ids: readonly number[], index: Index, time: number): void {
    for (const id of ids) {
      const waiter = this.#answered(id);
      if (waiter !== null) this.#confirmed.push({ index, time, waiter });
    }
  }

  /** NO_LEADER: perhaps there is one in a moment. RECOVERING: not here, and not soon. */
  rejected(ids: readonly number[], reason: "NO_LEADER" | "RECOVERING", now: number): void {
    for (const id of ids) {
      const waiter = this.#answered(id);
      if (waiter === null) continue;
      if (reason === "RECOVERING") waiter.reject("CORRUPT");
      else this.#held.push({ waiter, heldUntil: now + LIMITS.leaderWaitMs });
    }
  }

  /** A leader is known: what was held is asked anew. */
  leaderKnown(): void {
    const held = this.#held;
    this.#held = [];
    for (const { waiter } of held) this.#ask(waiter);
  }

  applied(index: Index): void {
    if (this.#confirmed.length === 0) return;
    const ready = this.#confirmed.filter((one) => one.index <= index);
    if (ready.length === 0) return;
    this.#confirmed = this.#confirmed.filter((one) => one.index > index);
    for (const one of ready) one.waiter.resolve(one.index, one.time);
  }

  expire(now: number): void {
    const isLate = (waiter: ReadWaiter): boolean => now >= waiter.deadlineAt;
    for (const [id, waiter] of this.#asked) {
      if (waiter === null || !isLate(waiter)) continue;
      this.#asked.set(id, null);
      waiter.reject("NO_LEADER");
    }
    const late = this.#held
      .filter((one) => now >= one.heldUntil || isLate(one.waiter))
      .map((one) => one.waiter);
    this.#held = this.#held.filter((one) => now < one.heldUntil && !isLate(one.waiter));
    late.push(...this.#confirmed.filter((one) => isLate(one.waiter)).map((one) => one.waiter));
    this.#confirmed = this.#confirmed.filter((one) => !isLate(one.waiter));
    for (const waiter of late) waiter.reject("NO_LEADER");
  }

  close(): void {
    const all = [
      ...this.#asked.values(),
      ...this.#held.map((one) => one.waiter),
      ...this.#confirmed.map((one) => one.waiter),
    ];
    this.#asked.clear();
    this.#held = [];
    this.#confirmed = [];
    this.#fresh = [];
    for (const waiter of all) waiter?.reject("DRAINING");
  }

  /** Whoever was let in keeps a place on all of its way: what is full turns away only those who come. */
  get #isFull(): boolean {
    return this.#asked.size + this.#held.length + this.#confirmed.length >= LIMITS.waitingReads;
  }

  #ask(waiter: ReadWaiter): void {
    const id = this.#nextId;
    this.#nextId += 1;
    this.#asked.set(id, waiter);
    this.#fresh.push(id);
  }

  /** Who still waits for it. */
  #answered(id: number): ReadWaiter | null {
    const waiter = this.#asked.get(id) ?? null;
    this.#asked.delete(id);
    return waiter;
  }
}
