/**
 * Test support: the `Log` of one honest node without disks or peers. What is proposed is applied in order by the
 * real chat; who leads is what the test says.
 */
import type { Chat } from "../chat/chat-port.ts";
import { LogRefusal } from "../ports.ts";
import type { Applied, Index, Log, LogRefusalReason, LogStatus } from "../ports.ts";
import type { Configuration, Entry, RaftId } from "../raft/types.ts";

export const NODE = "n1";

export class MemoryLog implements Log {
  private readonly chat: Chat;
  private readonly listeners = new Set<(status: LogStatus) => void>();
  private readonly appliedListeners = new Set<(index: Index) => void>();
  private readonly waiting: { index: Index; resolve: () => void }[] = [];
  private term = 3;
  private leader = NODE;
  private lastIndex: Index = 0;
  private appliedIndex: Index = 0;
  private time = Date.now();
  /** Everything that was proposed, for tests that count. */
  readonly proposed: Uint8Array[] = [];
  /** What of it became entries, in their order. */
  entries: Entry[] = [];
  /** How long the last proposal was to be waited for, ms. */
  lastDeadlineMs = 0;
  /** Refuses every proposal so, before anything is executed. */
  refusal: LogRefusalReason | null = null;
  /** Takes proposals and never answers, as a log without a majority; the deadline ends them. */
  isStalled = false;
  private isRecovering = false;

  constructor(chat: Chat) {
    this.chat = chat;
  }

  /** "" for nobody. */
  lead(leader: string, term = this.term + 1): void {
    this.leader = leader;
    this.term = term;
    for (const listener of this.listeners) listener(this.status());
  }

  /** It lacks a part of its log, or does no longer. */
  recover(isRecovering: boolean): void {
    this.isRecovering = isRecovering;
    for (const listener of this.listeners) listener(this.status());
  }

  /** The chat goes on from a copy that was made at this index. Nothing is under way. */
  rewind(index: Index): void {
    this.lastIndex = index;
    this.appliedIndex = index;
    this.entries = this.entries.filter((entry) => entry.index <= index);
  }

  /** Log time runs on. */
  advance(byMs: number): void {
    this.time += byMs;
  }

  propose(data: Uint8Array, deadlineMs: number): Promise<Applied> {
    this.proposed.push(data);
    this.lastDeadlineMs = deadlineMs;
    if (this.refusal !== null) return this.refuse(this.refusal);
    if (this.leader !== NODE) return this.refuse(this.leader === "" ? "NO_LEADER" : "NOT_LEADER");
    if (this.isStalled) return this.refuseAfter(deadlineMs, "OUTCOME_UNKNOWN");
    this.lastIndex += 1;
    this.time = Math.max(this.time, Date.now());
    const { lastIndex: index, time, term } = this;
    const entry: Entry = { index, term, time, kind: "command", data };
    this.entries.push(entry);
    return new Promise((resolve) => {
      this.chat.apply([entry], true, ([result]) => {
        this.appliedIndex = index;
        resolve({ index, time, result: result ?? new Uint8Array() });
        this.settle();
      });
    });
  }

  readIndex(deadlineMs: number): Promise<{ readonly index: Index; readonly time: number }> {
    if (this.isRecovering) return this.refuse("CORRUPT");
    if (this.leader === "") return this.refuse("NO_LEADER");
    if (this.isStalled) return this.refuseAfter(deadlineMs, "NO_LEADER");
    const index = this.lastIndex;
    return this.waitApplied(index, deadlineMs).then(() => ({ index, time: this.time }));
  }

  waitApplied(index: Index, deadlineMs: number): Promise<void> {
    if (index <= this.appliedIndex) return Promise.resolve();
    const late = this.refuseAfter<void>(deadlineMs, "NO_LEADER");
    const applied = new Promise<void>((resolve) => {
      this.waiting.push({ index, resolve });
    });
    return Promise.race([applied, late]);
  }

  status(): LogStatus {
    const { term, leader, lastIndex, appliedIndex, time } = this;
    const role = leader === NODE ? "leader" : "follower";
    const commitIndex = appliedIndex;
    const hasQuorum = leader !== "";
    return {
      node: NODE,
      role,
      term,
      leader,
      lastIndex,
      commitIndex,
      appliedIndex,
      time,
      hasQuorum,
      isRecovering: this.isRecovering,
    };
  }

  configuration(): Configuration {
    return this.members();
  }

  /** Who belongs to the cluster: this node alone, unless told. */
  members = (): Configuration => {
    const id = "00000000000000a1" as RaftId;
    const address = "127.0.0.1:1";
    const member = { id, name: NODE, peer: address, client: address, http: address };
    return { members: [member], voters: [id], outgoing: [], learners: [] };
  };

  onLeaderChange(listener: (status: LogStatus) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onApplied(listener: (index: Index) => void): () => void {
    this.appliedListeners.add(listener);
    return () => this.appliedListeners.delete(listener);
  }

  private settle(): void {
    for (const { index, resolve } of this.waiting) if (index <= this.appliedIndex) resolve();
    for (const listener of this.appliedListeners) listener(this.appliedIndex);
  }

  private refuse<Value>(reason: LogRefusalReason): Promise<Value> {
    const { leader, term } = this;
    const retryMs = reason === "OVERLOADED" ? 100 : 0;
    return Promise.reject(new LogRefusal(reason, { leader, term, retryMs }));
  }

  private refuseAfter<Value>(deadlineMs: number, reason: LogRefusalReason): Promise<Value> {
    return new Promise((_resolve, reject) => {
      const refuse = () => void this.refuse(reason).catch(reject);
      setTimeout(refuse, deadlineMs).unref();
    });
  }
}
