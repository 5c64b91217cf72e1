/**
 * The way out of recovery (raft.md §3). A node whose log lost something that it once held may have acknowledged what
 * it does not hold any more, so it counts for nothing until it holds whatever its lost promises may have helped to
 * commit:
 *
 *   leader     forgets its match ─▶ round of heartbeats, confirmed by a quorum without it ─▶ goal = end of the log
 *   follower                          is refilled as anybody who is behind ─────────────────▶ refilled: one write
 *
 * Whatever an old acknowledgement could still commit is in that leader's log when the round begins; whoever confirms
 * it is past the terms in which another leader could count one; and all of them have the new start on disk, so that
 * votes and acknowledgements of the earlier one are void from then on, whoever comes to lead. The commit index would
 * not do: an entry can still commit on the lost acknowledgement. Another leader begins anew.
 */
import type { Core } from "./core.ts";
import { leaderReady } from "./reads.ts";
import type { Reads } from "./reads.ts";
import type { AppendResponse, HeartbeatResponse, Refilled } from "./messages.ts";
import type { RaftId } from "./types.ts";

type Response = AppendResponse | HeartbeatResponse;

// ------------------------------------------------------------------------------------------ leader

/** Called after each answer of a follower. */
export function refill(core: Core, reads: Reads, { from, worth }: Response): void {
  if (core.role !== "leader" || worth !== "recovering") return;
  const progress = core.progress.get(from);
  const current = progress?.refill ?? null;
  if (progress === undefined || current === null) return;
  if (current.goal !== null) {
    if (progress.held >= current.goal) tellRefilled(core, from, current.goal, current.incarnation);
  } else if (!current.isAsked && isClaimed(core, from, current.incarnation)) {
    current.isAsked = true;
    reads.waiting.push({ kind: "refill", peer: from, incarnation: current.incarnation });
    leaderReady(core, reads);
  }
}

/** The heartbeats of the round will carry it to everybody who confirms. */
function isClaimed({ standing }: Core, peer: RaftId, incarnation: number): boolean {
  return standing.newestOnDiskOf(peer) >= incarnation;
}

/** Again with every answer, until one comes that says that it recovers no more. */
function tellRefilled(core: Core, to: RaftId, index: number, claimed: number): void {
  core.send({ type: "refilled", from: core.id, to, term: core.term, claimed, index });
}

// ---------------------------------------------------------------------------------------- follower

/**
 * The last step is one write: no recovery any more, and the mark at the end of this log. With it goes the vote of
 * this term, which an earlier start may have given: it is the leader's, who needs it no more.
 */
export function onRefilled(core: Core, { from, claimed, index }: Refilled): void {
  const { standing, log } = core;
  if (!standing.isRecovering || standing.isLeaving || claimed !== standing.incarnation) return;
  if (core.role !== "follower" || core.leader !== from || log.durableIndex < index) return;
  // Its own table of starts may have lost something: a quorum of others has sent theirs.
  if (!standing.isRecognised(log, core.id)) return;
  if (core.vote === null) core.setVote(from);
  standing.recovered();
}
