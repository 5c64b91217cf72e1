/**
 * Who leads: timeouts, pre-votes, votes, check-quorum, and the early pre-vote that makes a killed leader's
 * absence short (§5.2, §5.4.1; dissertation §9.6, §6.2; raft.md §2).
 *
 *              silence or broken connection          majority would vote        majority voted
 *   follower ────────────────────────▶ preCandidate ───────────────▶ candidate ───────────▶ leader
 *      ▲                                   │                            │                     │
 *      └───── better candidate, leader heard, no majority, higher term, no quorum heard ──────┘
 */
import { assert } from "../lib/assert.ts";
import type { Core } from "./core.ts";
import { hasQuorum, isQuorumLost, votersOf } from "./quorum.ts";
import { learnStarts } from "./starts.ts";
import { TIMING } from "./timing.ts";
import type { VoteRequest, VoteResponse } from "./messages.ts";
import type { RaftId, Term } from "./types.ts";

export function isVoter(core: Core): boolean {
  return votersOf(core.log.configuration).includes(core.id);
}

/**
 * Also a member whose removal is not known to be committed: it may hold the one log that can commit it, while the
 * voters of the new configuration lack it (dissertation §4.2.2).
 */
function mayCampaign(core: Core): boolean {
  if (!core.counts) return false;
  return core.log.configurationsInPlay.some((one) => votersOf(one).includes(core.id));
}

export function becomeFollower(core: Core, term: Term, leader: RaftId | null): void {
  const isNewTerm = term > core.term;
  if (isNewTerm) core.enterTerm(term);
  assert(term === core.term, "nobody follows a past term");
  if (core.role === "leader") {
    core.progress.clear();
    core.transfer = null;
    core.resetElectionTimer();
  }
  if (isNewTerm) core.resetElectionTimer();
  clearVotes(core);
  core.setRole("follower", leader);
}

/** A valid message of this term's leader came: it lives, and nobody needs to campaign. */
export function heardLeader(core: Core): void {
  core.suspicion.heard(core.now);
  core.setLeaderLost(false);
  core.campaignAt = null;
  core.earlyTriesLeft = 0;
  // The one voted for has spoken: from here on stickiness protects it.
  core.refusePreVotesUntil = 0;
  core.resetElectionTimer();
}

/** The connection to a peer broke. If it led, do not wait for a timeout to learn what is known already. */
export function peerLost(core: Core, peer: RaftId): void {
  if (core.role !== "follower" || core.leader !== peer) return;
  core.setLeaderLost(true);
  core.earlyTriesLeft = TIMING.earlyTries;
  if (mayCampaign(core)) core.campaignAt = core.now + 1 + core.random.below(TIMING.earlyDelayMaxMs);
}

export function tickElection(core: Core): void {
  if (core.role === "leader") return checkQuorum(core);
  if (core.campaignAt !== null && core.now >= core.campaignAt) return campaignEarly(core);
  if (core.now < core.electionAt) return;
  core.resetElectionTimer();
  if (!mayCampaign(core)) return;
  core.earlyTriesLeft = TIMING.earlyTries;
  campaignEarly(core);
}

/** A few tries in quick succession, as long as no leader is heard: a lost round never costs a whole timeout. */
function campaignEarly(core: Core): void {
  core.campaignAt = null;
  if (core.role === "follower" && core.leader !== null && !isLeaderless(core)) return;
  if (core.earlyTriesLeft <= 0) return;
  core.earlyTriesLeft -= 1;
  // Should no majority answer, the next try does not wait for a whole timeout.
  core.campaignAt = core.now + core.random.between(TIMING.earlyAgainMinMs, TIMING.earlyAgainMaxMs);
  startPreVote(core);
}

function startPreVote(core: Core): void {
  clearVotes(core);
  core.setRole("preCandidate", null);
  recordVote(core, core.id, true);
  if (core.role !== "preCandidate") return;
  for (const voter of votersOf(core.log.configuration)) {
    if (voter !== core.id)
      core.send(voteRequest(core, voter, { isPreVote: true, isTransfer: false }));
  }
}

/** `isTransfer`: the leader asked for it, so no pre-vote came before and voters who hear the leader vote too. */
export function startVote(core: Core, isTransfer: boolean): void {
  core.enterTerm(core.term + 1);
  core.setVote(core.id);
  clearVotes(core);
  core.setRole("candidate", null);
  core.resetElectionTimer();
  core.campaignAt =
    core.earlyTriesLeft > 0
      ? core.now +
        core.random.between(TIMING.earlyAgainAfterVoteMinMs, TIMING.earlyAgainAfterVoteMaxMs)
      : null;
  // The candidate counts itself when its vote is durable: ownVoteDurable.
  for (const voter of votersOf(core.log.configuration)) {
    if (voter !== core.id) core.release(voteRequest(core, voter, { isPreVote: false, isTransfer }));
  }
}

function voteRequest(
  core: Core,
  to: RaftId,
  kind: Pick<VoteRequest, "isPreVote" | "isTransfer">,
): VoteRequest {
  const { lastIndex, lastTerm } = core.log;
  const term = kind.isPreVote ? core.term + 1 : core.term;
  return { type: "voteRequest", from: core.id, to, term, ...kind, lastIndex, lastTerm };
}

/** Called after each sync: the candidate's own vote counts once it is on disk. */
export function ownVoteDurable(core: Core): void {
  if (core.role !== "candidate" || !core.isHardStateDurable || core.votes.has(core.id)) return;
  recordVote(core, core.id, true);
}

export function onVoteRequest(core: Core, request: VoteRequest): void {
  if (request.isPreVote) return answerPreVote(core, request);
  if (request.term > core.term) {
    // Stickiness: who hears a leader lets nobody talk it into a new term (§6, dissertation §4.2.3).
    if (!request.isTransfer && isHeldBack(core, request.from)) return;
    becomeFollower(core, request.term, null);
  }
  const granted =
    request.term === core.term &&
    core.counts &&
    (core.vote === null || core.vote === request.from) &&
    core.leader === null &&
    core.log.isUpToDate(request.lastIndex, request.lastTerm);
  if (granted) {
    if (core.vote === null) core.setVote(request.from);
    core.refusePreVotesUntil = core.now + TIMING.afterVoteMs;
    core.campaignAt = null;
    core.resetElectionTimer();
  }
  core.release(voteResponse(core, request, granted, core.term));
}

/** Changes nothing durable: only says whether this node would vote (dissertation §9.6). */
function answerPreVote(core: Core, request: VoteRequest): void {
  const granted = wouldVote(core, request);
  if (granted && (core.role === "preCandidate" || core.campaignAt !== null)) {
    // Of several who noticed the same loss one goes first; the others come later, if they still must.
    if (core.role === "preCandidate") becomeFollower(core, core.term, null);
    core.campaignAt =
      core.now + core.random.between(TIMING.earlyAgainMinMs, TIMING.earlyAgainMaxMs);
    core.earlyTriesLeft = Math.max(core.earlyTriesLeft, 1);
  }
  const term = granted ? request.term : core.term;
  const response = voteResponse(core, request, granted, term);
  core.sendWhenDurable(response);
}

function wouldVote(core: Core, request: VoteRequest): boolean {
  if (!core.counts) return false;
  if (request.term <= core.term || core.now < core.refusePreVotesUntil) return false;
  if (isHeldBack(core, request.from)) return false;
  if (!core.log.isUpToDate(request.lastIndex, request.lastTerm)) return false;
  if (core.role !== "preCandidate") return true;
  const isBetter = request.lastTerm > core.log.lastTerm || request.lastIndex > core.log.lastIndex;
  return isBetter || request.from < core.id;
}

/** Its leader is heard. Only that leader itself may stand: if it asks, it leads no more (hashicorp #605). */
function isHeldBack(core: Core, candidate: RaftId): boolean {
  return !isLeaderless(core) && core.leader !== candidate;
}

/** No leader known, its connection broken, or silent too long; right after the start: not yet. */
function isLeaderless(core: Core): boolean {
  if (core.role === "leader") return false;
  if (core.isLeaderLost) return true;
  return isSettled(core) && (core.leader === null || core.suspicion.isOver(core.now));
}

/** A restarted voter may simply not have heard the leader yet. */
function isSettled(core: Core): boolean {
  return core.now >= core.startedAt + TIMING.suspicionUnknownMs;
}

function voteResponse(
  core: Core,
  request: VoteRequest,
  granted: boolean,
  term: Term,
): VoteResponse {
  const { isPreVote } = request;
  return {
    type: "voteResponse",
    from: core.id,
    to: request.from,
    term,
    isPreVote,
    granted,
    wall: core.wall,
    ...core.standing.table,
  };
}

export function onVoteResponse(core: Core, response: VoteResponse): void {
  learnStarts(core, response.seen ?? []);
  if (response.isPreVote) {
    if (response.granted) {
      if (core.role === "preCandidate" && response.term === core.term + 1)
        recordVote(core, response.from, true, response.incarnation);
      return;
    }
    if (response.term > core.term) return becomeFollower(core, response.term, null);
    if (core.role === "preCandidate") recordVote(core, response.from, false, response.incarnation);
    return;
  }
  if (response.term > core.term) return becomeFollower(core, response.term, null);
  if (core.role !== "candidate" || response.term !== core.term) return;
  if (response.granted) core.logTime.report(response.from, response.wall, core.now);
  recordVote(core, response.from, response.granted, response.incarnation);
}

/** `start`: of the voter, in which it said so. */
function recordVote(core: Core, voter: RaftId, granted: boolean, start = 0): void {
  if (!core.votes.has(voter)) {
    core.votes.set(voter, granted);
    core.voteStarts.set(voter, start);
  }
  const { configuration } = core.log;
  if (hasQuorum(configuration, (one) => core.votes.get(one) === true)) {
    if (core.role === "preCandidate") startVote(core, false);
    return;
  }
  if (isQuorumLost(configuration, (one) => core.votes.get(one) === false))
    becomeFollower(core, core.term, null);
}

function clearVotes(core: Core): void {
  core.votes.clear();
  core.voteStarts.clear();
}

/** A majority voted, the own vote durable among them: raft.ts makes it a leader. */
export function hasWon(core: Core): boolean {
  return (
    core.role === "candidate" &&
    hasQuorum(core.log.configuration, (one) => core.votes.get(one) === true)
  );
}

/** A leader that cannot reach a quorum must not keep clients waiting (dissertation §6.2). */
function checkQuorum(core: Core): void {
  const heard = (voter: RaftId): boolean => {
    if (voter === core.id) return true;
    const progress = core.progress.get(voter);
    if (progress === undefined || !progress.isCounted) return false;
    return core.now - progress.heardAt <= TIMING.checkQuorumMs;
  };
  if (!hasQuorum(core.log.configuration, heard)) becomeFollower(core, core.term, null);
}

/**
 * `passedMs` have passed since the last input. What is more than this process leaves between two of them on purpose was
 * its own delay, and its leader is not blamed for it; after a long one everybody gets a fresh timeout.
 */
export function lookedAgain(core: Core, passedMs: number): void {
  const heldUpMs = passedMs - TIMING.attentionMs;
  if (heldUpMs <= 0) return;
  if (passedMs > TIMING.stallMs) return recoverFromStall(core);
  core.suspicion.heldUp(heldUpMs, core.now);
  core.electionAt += heldUpMs;
}

/** After a pause of this process silence proves nothing. */
function recoverFromStall(core: Core): void {
  core.resetElectionTimer();
  core.suspicion.lookedAfresh(core.now);
  for (const progress of core.progress.values())
    progress.heardAt = Math.max(progress.heardAt, core.now - TIMING.checkQuorumMs / 2);
}
