/** Terms, votes and offices (§5.1, §5.2, §5.4.1, §6; dissertation §3.10, §4.2.3, §9.6; raft.md §2 "Early pre-vote"). */
import type { Message, TimeoutNow, VoteRequest } from "../../src/raft/messages.ts";
import type { RaftId, Term } from "../../src/raft/types.ts";
import { allow } from "./allow.ts";
import type { SpecNode, SpecWorld } from "./spec-state.ts";

/** Ms. The shortest silence of a leader after which anybody may doubt it, and the longest after which somebody must. */
const SILENCE_MIN_MS = 200;
const SILENCE_MAX_MS = 600;
/** A late tick, and a step that is none. */
const SLACK_MS = 300;
/** So much between two steps is a tick and a late timer; so much, a pause after which silence is measured anew. */
const ATTENTION_MS = 75;
const STALL_MS = 200;
/** Who granted a vote refuses pre-votes for this long, so that the elected can speak first. */
const AFTER_VOTE_MS = 120;

/** What only the leader of its term says. */
export function isLeaders({ type }: Message): boolean {
  return (
    type === "appendRequest" ||
    type === "heartbeatRequest" ||
    type === "commitUpdate" ||
    type === "readResponse" ||
    type === "snapshotOffer" ||
    type === "snapshotChunk" ||
    type === "refilled"
  );
}

/** Is its term that of its sender? A pre-vote's is not; orders, questions and claims change nobody's (§5.1). */
function teachesTerm(message: Message): boolean {
  switch (message.type) {
    case "voteRequest":
      return !message.isPreVote;
    case "voteResponse":
      return !(message.isPreVote && message.granted);
    case "readRequest":
    case "timeoutNow":
    case "claim":
    case "claimAnswer":
      return false;
    default:
      return true;
  }
}

/** It hears its leader, or leads: nobody talks it into another term (dissertation §4.2.3). */
function isContent(node: SpecNode, candidate: RaftId): boolean {
  if (node.role === "leader") return true;
  if (node.leader === null || node.leader === candidate || node.isLeaderLost) return false;
  return node.now < node.heardAt + SILENCE_MIN_MS;
}

export function updateTerm(node: SpecNode, term: Term, message: Message | null): void {
  const name = "UpdateTerm";
  allow(
    message !== null && message.term === term && teachesTerm(message),
    name,
    `${node.name} takes term ${term} only from a message of that term`,
  );
  if (message.type === "voteRequest")
    allow(
      message.isTransfer || !isContent(node, message.from),
      name,
      `${node.name} hears its leader, so no candidate talks it into term ${term}`,
    );
  node.term = term;
  node.vote = null;
  becomeFollower(node, null);
}

/** Asks who would vote; changes nothing that is kept. */
export function preCampaign(node: SpecNode): void {
  const name = "PreCampaign";
  allow(node.role !== "leader", name, `${node.name} leads and asks nobody`);
  allow(node.mayCampaign, name, `${node.name} is no voter, or its start does not count`);
  allow(
    node.role !== "follower" || node.leader === null || !isContent(node, node.id),
    name,
    `${node.name} heard its leader ${node.now - node.heardAt} ms ago on a connection that stands`,
  );
  if (node.role !== "preCandidate") node.preVotes.clear();
  node.role = "preCandidate";
  node.leader = null;
  node.patientSince = node.now;
}

export function campaign(node: SpecNode, message: Message | null): void {
  const name = "Campaign";
  allow(node.mayCampaign, name, `${node.name} is no voter, or its start does not count`);
  if (message?.type === "timeoutNow") checkOrder(node, message);
  else
    allow(
      node.role === "preCandidate" &&
        node.hasQuorum((id) => id === node.id || node.preVotes.has(id)),
      name,
      `${node.name} has no quorum of pre-votes for term ${node.term + 1}, and no order`,
    );
  node.term += 1;
  node.vote = node.id;
  node.votes.clear();
  node.preVotes.clear();
  node.role = "candidate";
  node.leader = null;
  node.patientSince = node.now;
  const { lastIndex, lastTerm } = node.log;
  node.campaign = { term: node.term, lastIndex, lastTerm };
}

/** Of the leader of this very term, before it has gone on (dissertation §3.10). */
function checkOrder(node: SpecNode, { from, term, lastIndex }: TimeoutNow): void {
  allow(
    node.role === "follower" && term === node.term && from === node.leader,
    "Campaign",
    `${node.name} obeys an order that is not of the leader of term ${node.term}`,
  );
  allow(
    lastIndex === node.log.lastIndex,
    "Campaign",
    `${node.name} obeys an order for a log that ends elsewhere`,
  );
}

export function grantPreVote(node: SpecNode, request: VoteRequest): void {
  const name = "GrantPreVote";
  const { from, term, lastIndex, lastTerm } = request;
  allow(node.counts, name, `the start of ${node.name} does not count`);
  allow(term > node.term, name, `${node.name} is in term ${node.term} already`);
  allow(
    node.log.isUpToDate(lastIndex, lastTerm),
    name,
    `the log of ${node.name} is newer than the candidate's`,
  );
  allow(!isContent(node, from), name, `${node.name} hears its leader, or leads`);
  allow(
    node.grantedAt === null || node.now >= node.grantedAt + AFTER_VOTE_MS,
    name,
    `${node.name} granted a vote ${node.now - (node.grantedAt ?? 0)} ms ago and has not heard the elected yet`,
  );
  if (node.role !== "preCandidate") return;
  const isBetter = lastTerm > node.log.lastTerm || lastIndex > node.log.lastIndex;
  allow(
    isBetter || from < node.id,
    name,
    `${node.name} asks itself and yields only to a longer log or a lower id`,
  );
}

export function grantVote(node: SpecNode, request: VoteRequest): void {
  const name = "GrantVote";
  const { from, term, lastIndex, lastTerm } = request;
  allow(node.counts, name, `the start of ${node.name} does not count`);
  allow(
    term === node.term && (node.vote === null || node.vote === from),
    name,
    `${node.name} has one vote in term ${node.term}`,
  );
  allow(
    node.log.isUpToDate(lastIndex, lastTerm),
    name,
    `the log of ${node.name} is newer than the candidate's`,
  );
  node.vote = from;
  node.grantedAt = node.now;
  node.patientSince = node.now;
}

export function becomeLeader(node: SpecNode, world: SpecWorld): void {
  const name = "BecomeLeader";
  allow(node.role === "candidate", name, `${node.name} was no candidate`);
  const { disk, term, id } = node;
  const isOwnCounted = disk.term === term && disk.vote === id;
  allow(
    node.hasQuorum((one) => (one === id ? isOwnCounted : node.votes.has(one))),
    name,
    `${node.name} has no quorum of votes in term ${term}`,
  );
  allow(world.leaders.get(term) === undefined, name, `term ${term} has a leader already`);
  world.leaders.set(term, id);
  node.role = "leader";
  node.leader = id;
  node.isLeaderLost = false;
  node.termStart = node.log.lastIndex + 1;
  node.peers.clear();
  node.fencedUntil = 0;
}

export function becomeFollower(node: SpecNode, leader: RaftId | null): void {
  node.role = "follower";
  node.leader = leader;
  node.isLeaderLost = false;
  // What it knows of its followers stays: its last words may lie in the step in which it leaves office.
  node.preVotes.clear();
  node.votes.clear();
  node.fencedUntil = 0;
  node.patientSince = Math.max(node.patientSince, node.now);
}

/** A message of the leader of this term, whoever else believes to lead. */
export function hearLeader(node: SpecNode, world: SpecWorld, message: Message): void {
  allow(
    world.leaders.get(node.term) === message.from,
    "HearLeader",
    `${node.name} obeys one who does not lead term ${node.term}`,
  );
  allow(node.role !== "leader", "HearLeader", `${node.name} leads term ${node.term} itself`);
  if (node.role !== "follower") becomeFollower(node, message.from);
  node.leader = message.from;
  node.isLeaderLost = false;
  node.heardAt = node.now;
  node.grantedAt = null;
  node.patientSince = node.now;
}

/**
 * `passedMs` after the last step. What is beyond a tick and a late timer was the delay of this process: nobody was silent
 * in it, and after a long one nothing is known of before.
 */
export function wake(node: SpecNode, passedMs: number): void {
  const delayMs = passedMs - ATTENTION_MS;
  if (delayMs <= 0) return;
  if (passedMs > STALL_MS) {
    node.heardAt = node.now;
    node.patientSince = node.now;
    return;
  }
  node.heardAt = Math.min(node.heardAt + delayMs, node.now);
  node.patientSince += delayMs;
}

/** Whoever is a voter and hears no leader for the longest timeout asks for votes (§5.2). */
export function checkPatience(node: SpecNode): void {
  if (node.role === "leader" || !node.mayCampaign) {
    node.patientSince = node.now;
    return;
  }
  allow(
    node.now <= node.patientSince + SILENCE_MAX_MS + SLACK_MS,
    "Timeout",
    `${node.name} hears no leader for ${node.now - node.patientSince} ms and does not campaign`,
  );
}
