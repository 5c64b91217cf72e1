/**
 * Handing leadership over (dissertation §3.10): the leader takes no more proposals, brings the target up
 * to its own log and tells it to campaign at once. Reads go on; they prove leadership each time anyway.
 * Nothing depends on it: a hand-over that does not succeed in time is given up, and the leader goes on.
 */
import { becomeFollower, isVoter, startVote } from "./election.ts";
import type { Core } from "./core.ts";
import { TIMING } from "./timing.ts";
import type { TimeoutNow } from "./messages.ts";
import type { MembershipProblem, RaftId } from "./types.ts";

/** A hand-over under way. */
export interface Transfer {
  readonly target: RaftId;
  readonly until: number;
  /** This leader gives up because its disk or loop hangs (abdication.ts): it waits for nothing of its own. */
  isAbdication: boolean;
  /** The target was told to campaign. */
  isTold: boolean;
}

/** `to`: null leaves the choice of the best voter to the leader. */
export function startTransfer(core: Core, isAbdication: boolean, to: RaftId | null = null): void {
  const target = to ?? bestFollower(core);
  const reason = target === null ? "UNHEALTHY" : refusalOf(core, target);
  if (reason !== null) return core.emit({ kind: "transferEnded", to, reason });
  if (target === null) return;
  const until = core.now + TIMING.transferMs;
  core.transfer = { target, until, isAbdication, isTold: false };
  tellWhenEqual(core);
}

function refusalOf(core: Core, target: RaftId): MembershipProblem | null {
  if (core.role !== "leader") return "NOT_LEADER";
  if (core.transfer !== null) return "BUSY";
  if (target === core.id) return "DUPLICATE";
  if (!core.log.configuration.voters.includes(target)) return "UNKNOWN_MEMBER";
  return isHeardLately(core, target) ? null : "UNHEALTHY";
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
  const { lastIndex } = log;
  core.send({ type: "timeoutNow", from: core.id, to: transfer.target, term: core.term, lastIndex });
}

/** Past its deadline the leader goes on, unless it is no voter any more and only waited for a successor. */
export function tickTransfer(core: Core): void {
  const { transfer } = core;
  if (transfer === null || transfer.isAbdication || core.now < transfer.until) return;
  core.transfer = null;
  // Whoever was told may campaign yet.
  const reason = transfer.isTold ? "OUTCOME_UNKNOWN" : "NOT_CAUGHT_UP";
  core.emit({ kind: "transferEnded", to: transfer.target, reason });
  if (!isVoter(core)) becomeFollower(core, core.term, null);
}

/** Only from the leader of this very term, and before it has gone on: a late one says nothing (openraft d000ee20). */
export function onTimeoutNow(core: Core, message: TimeoutNow): void {
  if (message.term !== core.term || core.role !== "follower" || core.leader !== message.from)
    return;
  if (!isVoter(core) || !core.counts) return;
  if (message.lastIndex === core.log.lastIndex) startVote(core, true);
}

/** The voter that was heard lately and holds most of the log. */
function bestFollower(core: Core): RaftId | null {
  let best: RaftId | null = null;
  for (const voter of core.log.configuration.voters) {
    const match = core.progress.get(voter)?.match;
    if (match === undefined || !isHeardLately(core, voter)) continue;
    if (best === null || match > (core.progress.get(best)?.match ?? 0)) best = voter;
  }
  return best;
}

function isHeardLately(core: Core, peer: RaftId): boolean {
  const progress = core.progress.get(peer);
  if (progress === undefined || !progress.isCounted) return false;
  return core.now - progress.heardAt <= 3 * TIMING.heartbeatMs;
}
