/** What a step did to term, vote and role, as events. */
import type { Effect } from "../../src/raft/types.ts";
import {
  becomeFollower,
  becomeLeader,
  campaign,
  grantVote,
  hearLeader,
  isLeaders,
  preCampaign,
  updateTerm,
} from "./actions-election.ts";
import { allow } from "./allow.ts";
import type { Explained } from "./explained.ts";

/** A leader of no use that stepped down lets others go first. */
const MODESTY_MS = 400;

export function explainTermAndVote(of: Explained): void {
  const node = of.node;
  const { term, vote } = of.step.status;
  const heard = of.heard;
  allow(term >= node.term, "UpdateTerm", `the term of ${node.name} falls`);
  const isOwn = vote === node.id && heard?.term !== term && term === node.term + 1;
  const isByPreVote = heard?.type === "voteResponse" && heard.isPreVote && heard.granted;
  if (term > node.term && (isOwn || (isByPreVote && vote === node.id))) explainCampaign(of);
  else if (term > node.term) {
    updateTerm(node, term, heard);
    of.note("UpdateTerm");
  }
  if (heard !== null && isLeaders(heard) && heard.term === node.term)
    hearLeader(node, of.world, heard);
  if (vote !== node.vote) explainVote(of);
}

function explainCampaign(of: Explained): void {
  const node = of.node;
  const isAlone = node.role !== "preCandidate" && of.heard === null;
  if (isAlone) preCampaign(node);
  campaign(node, of.heard);
  of.note("Campaign");
}

function explainVote(of: Explained): void {
  const node = of.node;
  const heard = of.heard;
  if (heard?.type === "voteRequest" && !heard.isPreVote) grantVote(node, heard);
  else {
    // Whoever was refilled may have given its vote in an earlier start: from now on it is the leader's.
    const isSpent = heard?.type === "refilled" && node.vote === null;
    allow(isSpent, "GrantVote", `${node.name} votes and nobody asked`);
    node.vote = heard.from;
  }
  of.note("GrantVote");
}

export function explainRole(of: Explained): void {
  const node = of.node;
  const { role } = of.step.status;
  if (role === "leader" && node.role !== "leader") {
    becomeLeader(node, of.world);
    of.note("BecomeLeader");
  } else if (role === "preCandidate" && isAsking(of)) {
    preCampaign(node);
    of.note("PreCampaign");
  }
}

function isAsking(of: Explained): boolean {
  const isRequest = (one: Effect): boolean =>
    one.kind === "send" && one.message.type === "voteRequest" && one.message.isPreVote;
  return of.node.role !== "preCandidate" || of.step.effects.some(isRequest);
}

/** In the same term: a leader without a quorum, a candidate that was outvoted. */
export function explainStepDown(of: Explained): void {
  const node = of.node;
  if (of.step.status.role !== "follower" || node.role === "follower") return;
  const wasLeader = node.role === "leader";
  becomeFollower(node, null);
  if (wasLeader) node.patientSince = node.now + MODESTY_MS;
  of.note("StepDown");
}
