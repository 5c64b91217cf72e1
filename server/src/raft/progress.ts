/**
 * What the leader knows of one other member (§5.3, nextIndex and matchIndex) and how fast it may send.
 *
 *   probe ── success ──▶ replicate          one append at a time while the match is unknown,
 *    ▲ │ ▲                    │             then a pipeline bounded in count and bytes
 *    │ │ └─ refusal, peer lost ┘
 *    │ └─ what it lacks is gone ─▶ snapshot   no appends; heartbeats go on
 *    └────── acknowledged ────────────┘
 */
import { assert } from "../lib/assert.ts";
import type { Index, SnapshotMeta } from "./types.ts";

/** Appends on their way to one peer, in number and in bytes (raft.md §4). */
export const IN_FLIGHT_MAX = 64;
export const IN_FLIGHT_MAX_BYTES = 4 * 1024 * 1024;

interface InFlight {
  readonly lastIndex: Index;
  readonly bytes: number;
  readonly sentAt: number;
}

/** A snapshot on its way to a peer. */
export interface Sending {
  snapshot: SnapshotMeta;
  /** Monotone ms: if nothing was pulled until then, it is offered again. */
  offerAt: number;
  /** Pulled and not read yet. */
  wanted: number | null;
  isReading: boolean;
  /** After a failure; 0 before the first. */
  retryMs: number;
}

/** A peer that recovers, and how far it must come (refill.ts). */
export interface Refill {
  /** The start in which it does. */
  readonly incarnation: number;
  /** A round of heartbeats is to confirm it, or does. */
  isAsked: boolean;
  /** Null until then. */
  goal: Index | null;
}

export class Progress {
  /** Highest index known to be equal and durable there, by an acknowledgement that counts. */
  match: Index = 0;
  /** The same by any acknowledgement: what follows may be sent. Never below match. */
  held: Index = 0;
  /** The start of its sender in which that was said last. */
  ackedIn = 0;
  /** The newest start that has answered at all. */
  heardIn = 0;
  /** The newest start that said that it does not recover, or not any more. */
  wholeIn = 0;
  /** What it said last is worth something: it is recognised, and its log is whole. */
  isCounted = true;
  /** Not null while it recovers. */
  refill: Refill | null = null;
  /** Next index to send; always above what it holds. */
  next: Index;
  state: "probe" | "replicate" | "snapshot" = "probe";
  /** Not null exactly in state `snapshot`. */
  sending: Sending | null = null;
  /** Probing: an append is out and nothing more goes before its answer or the next heartbeat. */
  isProbeSent = false;
  /** Entries for it are being read from the store. */
  isFetching = false;
  /** Monotone ms of its last message in this term; for check-quorum. */
  heardAt: number;
  /** The same, never made later after a pause of this process; null before the first. For the health of new voters. */
  answeredAt: number | null = null;
  /** The commit index it was last told. */
  sentCommit: Index = 0;
  /** The last read round that it confirmed. */
  confirmedRound = 0;
  #inFlight: InFlight[] = [];
  #inFlightBytes = 0;

  constructor(next: Index, now: number) {
    this.next = next;
    this.heardAt = now;
  }

  get isPaused(): boolean {
    if (this.isFetching || this.state === "snapshot") return true;
    if (this.state === "probe") return this.isProbeSent;
    return this.#inFlight.length >= IN_FLIGHT_MAX || this.#inFlightBytes >= IN_FLIGHT_MAX_BYTES;
  }

  /** An append with entries up to `lastIndex` has left. */
  sent(lastIndex: Index, bytes: number, now: number): void {
    if (this.state === "probe") {
      this.isProbeSent = true;
      return;
    }
    assert(lastIndex >= this.next, "a pipelined append moves next forward");
    this.next = lastIndex + 1;
    this.#inFlight.push({ lastIndex, bytes, sentAt: now });
    this.#inFlightBytes += bytes;
  }

  /** The peer holds everything up to `index`, durably. True when more is known to match. */
  acknowledged(index: Index): boolean {
    this.isProbeSent = false;
    let freed = 0;
    while ((this.#inFlight[freed]?.lastIndex ?? Number.MAX_SAFE_INTEGER) <= index) {
      this.#inFlightBytes -= this.#inFlight[freed]?.bytes ?? 0;
      freed += 1;
    }
    if (freed > 0) this.#inFlight = this.#inFlight.slice(freed);
    this.held = Math.max(this.held, index);
    if (this.state === "probe") this.#enter("replicate", this.held + 1);
    this.next = Math.max(this.next, this.held + 1);
    return this.countHeld();
  }

  /** A node that counts is counted with all that it holds. True when that is news. */
  countHeld(): boolean {
    if (!this.isCounted || this.held <= this.match) return false;
    this.match = this.held;
    return true;
  }

  /** What it acknowledged is void: its log lost something. From the end of the leader's log it is asked anew. */
  beginRefill(incarnation: number, next: Index): void {
    this.refill = { incarnation, isAsked: false, goal: null };
    this.match = 0;
    this.held = 0;
    this.#enter("probe", next);
  }

  /** The peer lacks or contradicts `refusedIndex`; try again behind `tryIndex`. False when the refusal is stale. */
  refused(refusedIndex: Index, tryIndex: Index): boolean {
    if (refusedIndex <= this.held || this.state === "snapshot") return false;
    if (this.state === "probe" && refusedIndex !== this.next - 1) return false;
    const lower = Math.min(refusedIndex, tryIndex + 1);
    this.#enter("probe", Math.max(this.held + 1, lower));
    return true;
  }

  /**
   * The pipeline may have lost something: start from what is known, or from the oldest that the log can still
   * prove; only a refusal there shows that the peer needs a snapshot.
   */
  probe(baseIndex: Index): void {
    this.#enter("probe", Math.max(this.held, baseIndex) + 1);
  }

  /** What this peer lacks is not in the log any more. */
  beginSnapshot(snapshot: SnapshotMeta): void {
    this.#enter("snapshot", this.next);
    this.sending = { snapshot, offerAt: 0, wanted: null, isReading: false, retryMs: 0 };
  }

  /** Something sent more than `ageMs` ago has no answer. */
  isStalled(now: number, ageMs: number): boolean {
    const oldest = this.#inFlight[0];
    return oldest !== undefined && now - oldest.sentAt >= ageMs;
  }

  #enter(state: Progress["state"], next: Index): void {
    this.state = state;
    this.sending = null;
    this.next = next;
    this.isProbeSent = false;
    this.isFetching = false;
    this.#inFlight = [];
    this.#inFlightBytes = 0;
  }
}
