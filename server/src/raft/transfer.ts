/**
 * Handing leadership over (dissertation §3.10): the leader takes no more proposals, brings the best follower up
 * to its own log and tells it to campaign at once. Reads go on; they prove leadership each time anyway.
 * Nothing depends on it: a hand-over that does not succeed in time is forgotten.
 */
import { startVote } from "./election.ts";
import type { Core } from "./core.ts";
import { votersOf } from "./quorum.ts";
import { TIMING } from "./timing.ts";
import type { RaftId, TimeoutNow } from "./types.ts";

/** A hand-over under way. */
export interface Transfer {
  readonly target: RaftId;
  readonly until: number;
  /** This leader gives up because its disk or loop hangs (abdication.ts): it waits for nothing of its own. */
  readonly isAbdication: boolean;
  /** The target was told to campaign. */
  isTold: boolean;
}

export function startTransfer(core: Core, isAbdication: boolean): void {
  if (core.role !== "leader" || core.transfer !== null) return;
  const target = bestFollower(core);
  if (target === null) return;
  const until = core.now + TIMING.transferMs;
  core.transfer = { target, until, isAbdication, isTold: false };
  tellWhenEqual(core);
}

/**
 * Called after each acknowledgement and each apply: nothing that this leader took in may wait for an answer that
 * it could no longer give, unless it abdicates because it can give none.
 */
export function tellWhenEqual(core: Core): void {
  const { transfer, log } = core;
  if (transfer === null || transfer.isTold) return;
  if (log.appliedIndex < log.lastIndex && !transfer.isAbdication) return;
  if (core.progress.get(transfer.target)?.match !== log.lastIndex) return;
  transfer.isTold = true;
  core.send({ type: "timeoutNow", from: core.id, to: transfer.target, term: core.term });
}

export function tickTransfer(core: Core): void {
  const { transfer } = core;
  if (transfer === null || transfer.isAbdication || core.now < transfer.until) return;
  core.transfer = null;
}

/** Only from the leader of this very term: a late one says nothing. */
export function onTimeoutNow(core: Core, message: TimeoutNow): void {
  if (message.term !== core.term || core.role !== "follower" || core.leader !== message.from)
    return;
  if (votersOf(core.log.configuration).includes(core.id)) startVote(core, true);
}

/** The voter that was heard lately and holds most of the log. */
function bestFollower(core: Core): RaftId | null {
  let best: RaftId | null = null;
  for (const voter of votersOf(core.log.configuration)) {
    const progress = core.progress.get(voter);
    if (progress === undefined || core.now - progress.heardAt > 3 * TIMING.heartbeatMs) continue;
    if (best === null || progress.match > (core.progress.get(best)?.match ?? 0)) best = voter;
  }
  return best;
}
