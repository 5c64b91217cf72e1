/**
 * A leader whose disk hangs must not stay in office while a quorum does without it (raft.md §2, abdication). The
 * only rule about a leader that is alive and heard and yet of no use.
 */
import { TIMING } from "../src/raft/timing.ts";
import type { RaftId } from "../src/raft/types.ts";
import type { NodeView } from "./node-view.ts";
import { US_PER_MS } from "./virtual-clock.ts";
import { must } from "./violation.ts";
import type { World } from "./world.ts";

/** Noticed after the limit and two checks, given up after a hand-over in vain; the rest is for late timers. */
const LAG_MAX_MS =
  TIMING.abdicateMs + 2 * TIMING.abdicationCheckMs + TIMING.transferMs + 6 * TIMING.tickMs;
/** Of the time between two steps so much counts: a process that is paused can notice nothing. */
const STEP_MAX_MS = 2 * TIMING.tickMs;

interface Lag {
  /** Entries on its disk when the lag began. */
  readonly durable: number;
  ms: number;
  seenMs: number;
}

export class OfficeRule {
  readonly #lags = new Map<RaftId, Lag>();

  /** After each step: what this node knows to be committed is not on its own disk, for how long? */
  stepped(view: NodeView, { time, tally }: World): void {
    const { id, name, commit, isLeader, lastOnDisk: durable } = view;
    const lag = this.#lags.get(id);
    if (!isLeader || commit <= durable) {
      if (lag === undefined) return;
      if (!isLeader && lag.ms > TIMING.abdicateMs) tally.add("left office with a hung disk");
      this.#lags.delete(id);
      return;
    }
    const nowMs = time.nowUs / US_PER_MS;
    if (lag === undefined || lag.durable !== durable) {
      this.#lags.set(id, { durable, ms: 0, seenMs: nowMs });
      return;
    }
    lag.ms += Math.min(nowMs - lag.seenMs, STEP_MAX_MS);
    lag.seenMs = nowMs;
    must(lag.ms <= LAG_MAX_MS, `${name} does not lead on with a disk that hangs`);
  }
}
