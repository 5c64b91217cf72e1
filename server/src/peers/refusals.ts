/**
 * Why callers were turned away at the peer port: every one is counted, and each reason is logged when it is new and
 * then once a minute. A member that was removed and still runs knocks for ever; its knocking must not fill the disk.
 */
import type { Logger } from "../lib/logger.ts";

export const PEER_REFUSALS = [
  "OTHER_CLUSTER",
  "OTHER_NODE",
  "NOT_A_MEMBER",
  "REMOVED",
  "WRONG_KEY",
  "UNKNOWN_VERSION",
  "OUT_OF_TURN",
  "MALFORMED",
  "LATE",
  "TOO_MANY",
] as const;

export type PeerRefusal = (typeof PEER_REFUSALS)[number];

/** One line for each reason and caller in this time, ms; at most so many different ones. */
const AGAIN_MS = 60_000;
const LINES_AT_ONCE = 16;

export class Refusals {
  private readonly logger: Logger;
  private readonly counts = new Map<PeerRefusal, number>();
  /** Reason and whom it was said to; when the present minute began. */
  private readonly said = new Set<string>();
  private sinceMs = 0;

  constructor(logger: Logger) {
    this.logger = logger;
  }

  /** `caller`: as far as it is known, its claimed id. `from` is its address, whose port differs each time. */
  add(reason: PeerRefusal, sentence: string, caller: { from: string; claims: string }): void {
    const times = (this.counts.get(reason) ?? 0) + 1;
    this.counts.set(reason, times);
    const nowMs = performance.now();
    if (nowMs - this.sinceMs > AGAIN_MS) {
      this.said.clear();
      this.sinceMs = nowMs;
    }
    const line = `${reason} ${caller.claims}`;
    if (this.said.has(line) || this.said.size >= LINES_AT_ONCE) return;
    this.said.add(line);
    this.logger.warn({ ...caller, reason, times }, `peer port: turned a caller away: ${sentence}`);
  }

  /** Since the start, by reason; those that never happened are 0. */
  count(reason: PeerRefusal): number {
    return this.counts.get(reason) ?? 0;
  }
}
