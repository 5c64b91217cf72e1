/**
 * Why callers were turned away at the peer port, counted and told by reason and caller: a member that was removed and
 * still runs knocks for ever.
 */
import type { Logger } from "../lib/logger.ts";
import { RefusalLog } from "../lib/refusal-log.ts";

export const PEER_REFUSALS = [
  "OTHER_CLUSTER",
  "OTHER_NODE",
  "NOT_A_MEMBER",
  "REMOVED",
  "WRONG_KEY",
  "UNKNOWN_VERSION",
  "OUT_OF_TURN",
  "MALFORMED",
  "TOO_LARGE",
  "LATE",
  "TOO_MANY",
] as const;

export type PeerRefusal = (typeof PEER_REFUSALS)[number];

/** So many different reasons and callers a minute are logged. */
const LINES_AT_ONCE = 16;

export class Refusals {
  private readonly logger: Logger;
  private readonly log = new RefusalLog<PeerRefusal>({
    now: () => performance.now(),
    linesAtOnce: LINES_AT_ONCE,
  });

  constructor(logger: Logger) {
    this.logger = logger;
  }

  /** `caller`: as far as it is known, its claimed id. `from` is its address, whose port differs each time. */
  add(reason: PeerRefusal, sentence: string, caller: { from: string; claims: string }): void {
    this.log.add(reason, `${reason} ${caller.claims}`, (times) =>
      this.logger.warn(
        { ...caller, reason, times },
        `peer port: turned a caller away: ${sentence}`,
      ),
    );
  }

  /** Since the start, by reason; those that never happened are 0. */
  count(reason: PeerRefusal): number {
    return this.log.count(reason);
  }
}
