/**
 * The leader's half of a change of membership (§6): one at a time, never before the term's first commit, only
 * towards voters that are there and caught up. A configuration is in force from the moment it is appended; who
 * cuts it off goes back to the one before (log.ts).
 */
import type { Core } from "./core.ts";
import { becomeFollower, isVoter } from "./election.ts";
import { isJoint, leaveJoint, planChange } from "./membership.ts";
import type { ChangeRefusal } from "./membership.ts";
import { majority } from "./quorum.ts";
import { appendConfiguration } from "./replication.ts";
import { TIMING } from "./timing.ts";
import { startTransfer } from "./transfer.ts";
import type { Configuration, MembershipChange, RaftId } from "./types.ts";

/** A learner this close to the end of the leader's log may vote: as a voter it will not hold up commits. */
const CAUGHT_UP_ENTRIES = 512;

export function changeMembers(core: Core, id: number, change: MembershipChange): void {
  const next = refusalNow(core) ?? planChange(core.log.configuration, change);
  const refused = "reason" in next ? next : refusalOf(core, next, change);
  if (refused !== null) return core.emit({ kind: "changeRefused", id, ...refused });
  if ("reason" in next) return;
  core.emit({ kind: "changeBegun", id, index: core.log.lastIndex + 1 });
  appendConfiguration(core, next);
}

/** Called after each step: what a committed configuration sets going. */
export function completeChange(core: Core): void {
  if (core.role !== "leader" || core.transfer !== null || !isSettled(core)) return;
  const { configuration } = core.log;
  if (isJoint(configuration)) return appendConfiguration(core, leaveJoint(configuration));
  if (!configuration.voters.includes(core.id)) leaveOffice(core);
}

/** The newest configuration is committed, and so is an entry of this term (Ongaro's correction of 2015). */
function isSettled({ log, termStart }: Core): boolean {
  return log.configurationIndex <= log.commitIndex && log.commitIndex >= termStart;
}

/** A leader that is no voter any more has done its last duty: C_new is committed (dissertation §4.2.2). */
function leaveOffice(core: Core): void {
  startTransfer(core, false);
  if (core.transfer === null) becomeFollower(core, core.term, null);
}

function refusalNow(core: Core): ChangeRefusal | null {
  if (core.role !== "leader") return { reason: "NOT_LEADER", about: [] };
  const isBusy = core.transfer !== null || !isSettled(core) || isJoint(core.log.configuration);
  return isBusy || !isVoter(core) ? { reason: "BUSY", about: [] } : null;
}

/** Who is alive decides whether the new voters could do their work. */
function refusalOf(
  core: Core,
  next: Configuration,
  change: MembershipChange,
): ChangeRefusal | null {
  if (change.kind !== "setVoters") return null;
  const promoted = next.voters.filter((id) => !next.outgoing.includes(id));
  const behind = promoted.filter((id) => !isCaughtUp(core, id));
  if (behind.length > 0) return { reason: "NOT_CAUGHT_UP", about: behind };
  const silent = next.voters.filter((id) => !isHeard(core, id));
  const isHealthy = next.voters.length - silent.length >= majority(next.voters.length);
  return isHealthy ? null : { reason: "UNHEALTHY", about: silent };
}

function isCaughtUp(core: Core, id: RaftId): boolean {
  const match = core.progress.get(id)?.match ?? 0;
  return isHeard(core, id) && match > 0 && core.log.lastIndex - match <= CAUGHT_UP_ENTRIES;
}

/** It answered in this term, and lately. */
function isHeard(core: Core, id: RaftId): boolean {
  if (id === core.id) return true;
  const progress = core.progress.get(id);
  if (progress === undefined || !progress.isCounted) return false;
  const { answeredAt } = progress;
  return answeredAt !== null && core.now - answeredAt <= TIMING.checkQuorumMs;
}
