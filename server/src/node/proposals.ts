/**
 * Commands on their way through the log, and who waits for each.
 *
 *   held (no leader known) ─▶ queued (this node leads) ─▶ appended at (index, term) ─▶ applied: answered
 *
 * Until it is appended a command was not executed, and its refusal says so. Once appended, a change of
 * leader or a deadline makes the outcome unknown: neither success nor failure would be true (raft.md 21).
 */
import { assert } from "../lib/assert.ts";
import { LIMITS } from "../limits.ts";
import { LogRefusal } from "../ports.ts";
import type { Applied, LogRefusalReason } from "../ports.ts";
import type { Entry, Index, Proposal, Term } from "../raft/types.ts";

export interface Waiter {
  /** Monotone ms. */
  readonly deadlineAt: number;
  resolve(applied: Applied): void;
  reject(reason: LogRefusalReason): void;
}

interface Waiting extends Proposal {
  readonly waiter: Waiter;
  /** Held no longer than this, hoping for a leader. */
  readonly heldUntil: number;
}

export class Proposals {
  #nextId = 1;
  #held: Waiting[] = [];
  #queued: Waiting[] = [];
  #queuedBytes = 0;
  readonly #proposed = new Map<number, Waiting>();
  readonly #appended = new Map<Index, { readonly term: Term; readonly waiter: Waiter }>();

  get hasQueued(): boolean {
    return this.#queued.length > 0;
  }

  get hasAppended(): boolean {
    return this.#appended.size > 0;
  }

  /** `isLeader`: into the queue; else held for news of a leader. */
  add(data: Uint8Array, waiter: Waiter, isLeader: boolean, now: number): void {
    const count = this.#queued.length + this.#held.length;
    const isFull =
      count >= LIMITS.queuedProposals ||
      this.#queuedBytes + data.length > LIMITS.queuedProposalBytes;
    if (isFull) return waiter.reject("OVERLOADED");
    const waiting = { id: this.#nextId, data, waiter, heldUntil: now + LIMITS.leaderWaitMs };
    this.#nextId += 1;
    this.#queuedBytes += data.length;
    if (isLeader) this.#queued.push(waiting);
    else this.#held.push(waiting);
  }

  /** The next batch for the core: what queued while the last log write ran. */
  takeBatch(maxBytes: number): readonly Proposal[] {
    let bytes = 0;
    let count = 0;
    for (const one of this.#queued) {
      bytes += one.data.length;
      if (count > 0 && bytes > maxBytes) break;
      count += 1;
    }
    const batch = this.#queued.slice(0, count);
    this.#queued = this.#queued.slice(count);
    for (const one of batch) {
      this.#queuedBytes -= one.data.length;
      this.#proposed.set(one.id, one);
    }
    return batch;
  }

  appended(ids: readonly number[], first: Index, term: Term): void {
    for (const [offset, id] of ids.entries()) {
      const waiting = this.#proposed.get(id);
      assert(waiting !== undefined, "only proposed commands are appended");
      this.#proposed.delete(id);
      this.#appended.set(first + offset, { term, waiter: waiting.waiter });
    }
  }

  rejected(ids: readonly number[], reason: LogRefusalReason): void {
    for (const id of ids) {
      this.#proposed.get(id)?.waiter.reject(reason);
      this.#proposed.delete(id);
    }
  }

  applied(entries: readonly Entry[], results: readonly Uint8Array[]): void {
    if (this.#appended.size === 0) return;
    for (const [offset, entry] of entries.entries()) {
      const waiting = this.#appended.get(entry.index);
      if (waiting === undefined) continue;
      this.#appended.delete(entry.index);
      const result = results[offset];
      // Another entry took this place: ours may or may not have been executed elsewhere.
      if (waiting.term !== entry.term || result === undefined)
        waiting.waiter.reject("OUTCOME_UNKNOWN");
      else waiting.waiter.resolve({ index: entry.index, time: entry.time, result });
    }
  }

  /** This node leads: what was held may be proposed. */
  becameLeader(): void {
    this.#queued.push(...this.#held);
    this.#held = [];
  }

  /** Another node leads, or nobody: fenced by term, nothing accepted before enters a later term's log. */
  lostLeadership(isLeaderKnown: boolean): void {
    for (const { waiter } of this.#appended.values()) waiter.reject("OUTCOME_UNKNOWN");
    this.#appended.clear();
    const stranded = this.#queued;
    this.#queued = [];
    if (!isLeaderKnown) {
      this.#held.push(...stranded);
      return;
    }
    this.#refuse([...this.#held, ...stranded], "NOT_LEADER");
    this.#held = [];
  }

  /** Drops what nobody waits for any more. */
  expire(now: number): void {
    const late = this.#held.filter((one) => now >= one.heldUntil || now >= one.waiter.deadlineAt);
    if (late.length > 0) {
      this.#held = this.#held.filter((one) => !late.includes(one));
      this.#refuse(late, "NO_LEADER");
    }
    if (this.#queued.some((one) => now >= one.waiter.deadlineAt)) {
      const expired = this.#queued.filter((one) => now >= one.waiter.deadlineAt);
      this.#queued = this.#queued.filter((one) => now < one.waiter.deadlineAt);
      this.#refuse(expired, "OVERLOADED");
    }
    for (const [index, { waiter }] of this.#appended) {
      if (now < waiter.deadlineAt) continue;
      this.#appended.delete(index);
      waiter.reject("OUTCOME_UNKNOWN");
    }
  }

  close(): void {
    this.lostLeadership(false);
    this.#refuse(this.#held, "DRAINING");
    this.#held = [];
  }

  #refuse(waiting: readonly Waiting[], reason: LogRefusalReason): void {
    for (const one of waiting) {
      this.#queuedBytes -= one.data.length;
      one.waiter.reject(reason);
    }
  }
}

/** For callers that hold a promise. */
export function refusal(reason: LogRefusalReason, leader: string, term: Term): LogRefusal {
  const retryMs = reason === "OVERLOADED" ? 100 : 0;
  return new LogRefusal(reason, { leader, term, retryMs });
}
