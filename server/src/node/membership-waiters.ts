/**
 * Who waits for a change of members or for a hand-over of leadership.
 *
 *   asked ─▶ begun at an index ─▶ a configuration from there on that is not joint is committed: done
 *
 * Until it has begun nothing happened, and the refusal says so. Afterwards the loss of leadership or a deadline
 * makes the outcome unknown: the next leader may finish it.
 */
import type { Configuration, Effect, Index, MembershipProblem, RaftId } from "../raft/types.ts";

export interface MembershipWaiter<T> {
  /** Monotone ms. */
  readonly deadlineAt: number;
  resolve(value: T): void;
  /** `about`: of whom the reason speaks. */
  reject(reason: MembershipProblem, about: readonly RaftId[]): void;
}

interface Change {
  readonly waiter: MembershipWaiter<Configuration>;
  /** Null until it stands in the log. */
  begunAt: Index | null;
}

export class MembershipWaiters {
  #nextId = 1;
  readonly #changes = new Map<number, Change>();
  #transfer: MembershipWaiter<string> | null = null;

  /** Its id in the core. */
  addChange(waiter: MembershipWaiter<Configuration>): number {
    const id = this.#nextId;
    this.#nextId += 1;
    this.#changes.set(id, { waiter, begunAt: null });
    return id;
  }

  /** What the core says of a change or a hand-over. */
  told(effect: Extract<Effect, { kind: "changeBegun" | "changeRefused" | "transferEnded" }>): void {
    switch (effect.kind) {
      case "changeBegun":
        return this.begun(effect.id, effect.index);
      case "changeRefused":
        return this.refused(effect.id, effect.reason, effect.about);
      case "transferEnded":
        return this.transferEnded(effect.reason, effect.to === null ? [] : [effect.to]);
    }
  }

  begun(id: number, index: Index): void {
    const change = this.#changes.get(id);
    if (change !== undefined) change.begunAt = index;
  }

  refused(id: number, reason: MembershipProblem, about: readonly RaftId[]): void {
    this.#changes.get(id)?.waiter.reject(reason, about);
    this.#changes.delete(id);
  }

  configured({
    index,
    configuration,
    isCommitted,
  }: Extract<Effect, { kind: "configuration" }>): void {
    if (!isCommitted || configuration.outgoing.length > 0) return;
    for (const [id, { begunAt, waiter }] of this.#changes) {
      if (begunAt === null || index < begunAt) continue;
      this.#changes.delete(id);
      waiter.resolve(configuration);
    }
  }

  /** False: another hand-over is waited for. */
  addTransfer(waiter: MembershipWaiter<string>): boolean {
    if (this.#transfer !== null) return false;
    this.#transfer = waiter;
    return true;
  }

  transferEnded(reason: MembershipProblem, about: readonly RaftId[]): void {
    this.#transfer?.reject(reason, about);
    this.#transfer = null;
  }

  /** Another term: who leads in it, if that is known. */
  leaderIs(name: string): void {
    if (name === "") return;
    this.#transfer?.resolve(name);
    this.#transfer = null;
  }

  /** What has not begun is answered by the core. */
  lostLeadership(): void {
    for (const [id, { begunAt }] of this.#changes) {
      if (begunAt !== null) this.refused(id, "OUTCOME_UNKNOWN", []);
    }
  }

  expire(now: number): void {
    for (const [id, { waiter }] of this.#changes) {
      if (now >= waiter.deadlineAt) this.refused(id, "OUTCOME_UNKNOWN", []);
    }
    if (this.#transfer !== null && now >= this.#transfer.deadlineAt)
      this.transferEnded("OUTCOME_UNKNOWN", []);
  }

  close(): void {
    this.expire(Number.MAX_SAFE_INTEGER);
  }
}
