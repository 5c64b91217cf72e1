/**
 * One step of one member as events of the specification, in the order in which they can only have happened:
 *
 *   hear ─▶ sync ─▶ term, vote, role ─▶ commit of a leader ─▶ log ─▶ commit of a follower ─▶ apply, read ─▶ say ─▶ equal?
 */
import type { ClaimAnswer } from "../../src/raft/messages.ts";
import type { Configuration, RaftId } from "../../src/raft/types.ts";
import { isCounted } from "../counted.ts";
import { checkPatience, wake } from "./actions-election.ts";
import { checkBase, hearAnswer } from "./actions-log.ts";
import { allow } from "./allow.ts";
import { explainCommitOfFollower, explainCommitOfLeader, explainLog } from "./explain-log.ts";
import { explainRole, explainStepDown, explainTermAndVote } from "./explain-office.ts";
import { explainOutcomes, explainWords } from "./explain-outcomes.ts";
import type { Explained } from "./explained.ts";
import { factOf } from "./message-fact.ts";
import { isNewer, placed } from "./spec-log.ts";
import type { SpecNode, SpecWorld } from "./spec-state.ts";
import type { SpecStep } from "./spec-step.ts";

/** A hand-over that took longer is given up. */
const TRANSFER_MS = 600;

/** Throws unless each change is an action that is allowed. `note` is told of each. */
export function explain(
  node: SpecNode,
  world: SpecWorld,
  step: SpecStep,
  note: (event: string) => void,
): void {
  const { input, effects } = step;
  // One whose log time falls was heard all the same.
  const isRefused = effects.some(
    (one) => one.kind === "refused" && one.reason !== "LOG_TIME_FALLS",
  );
  const of: Explained = {
    node,
    world,
    step,
    note,
    persist: effects.find((one) => one.kind === "persist") ?? null,
    heard: input.kind === "message" && !isRefused ? input.message : null,
    ledBefore: node.role === "leader",
  };
  startStep(of);
  takeIn(of);
  explainTermAndVote(of);
  explainRole(of);
  explainCommitOfLeader(of);
  explainStepDown(of);
  explainLog(of);
  explainCommitOfFollower(of);
  persist(of);
  explainOutcomes(of);
  explainWords(of);
  compare(of);
}

function startStep(of: Explained): void {
  const node = of.node;
  const { input, status } = of.step;
  const passedMs = input.now - node.now;
  node.now = input.now;
  wake(node, passedMs);
  node.counts = status.isCounted;
  if (!node.isFresh) return;
  node.isFresh = false;
  allow(
    !node.isHarmed || !status.isCounted,
    "Start",
    `the disk of ${node.name} lost what it held, and it counts itself`,
  );
  node.isRecovering = status.isRecovering;
  node.isInDoubt = status.isRecovering;
  // What was applied was committed; how much of it this start knows, its first step shows.
  node.commit = Math.max(node.log.baseIndex, Math.min(status.commitIndex, node.applied));
}

/** What came in, and what is known by it. */
function takeIn(of: Explained): void {
  const node = of.node;
  const { input, effects } = of.step;
  switch (input.kind) {
    case "message": {
      const isSaid = of.world.said.has(factOf(input.message));
      allow(isSaid, "Hear", `${node.name} hears what nobody said`);
      of.note(of.heard === null ? "Refuse" : "Hear");
      return hear(of);
    }
    case "storageDone": {
      const done = node.pending.filter(({ id }) => id <= input.id);
      for (const write of done) node.disk.take(write);
      node.pending = node.pending.slice(done.length);
      if (done.length > 0) of.note("BecomeDurable");
      return;
    }
    case "read":
      for (const id of input.ids) node.reads.set(id, of.world.committed.length);
      return of.note("AskRead");
    case "peerDown":
      if (node.role === "follower" && node.leader === input.peer) node.isLeaderLost = true;
      return;
    case "transfer": {
      const isRefused = effects.some(({ kind }) => kind === "transferEnded");
      if (isRefused || node.role !== "leader") return;
      node.fencedUntil = node.now + TRANSFER_MS;
      return of.note("BeginHandOver");
    }
    case "snapshotTaken": {
      if (input.snapshot === null) return;
      const { base } = input.snapshot;
      checkBase(node, of.world, base, "TakeSnapshot");
      node.covered = Math.max(node.covered, base.index);
      return of.note("TakeSnapshot");
    }
    default:
      return;
  }
}

/** Answers of this term count, whatever else comes of the message. */
function hear(of: Explained): void {
  const node = of.node;
  const message = of.heard;
  if (message?.type === "voteResponse" && message.granted) {
    const isMine = node.role === (message.isPreVote ? "preCandidate" : "candidate");
    const term = message.isPreVote ? node.term + 1 : node.term;
    const votes = message.isPreVote ? node.preVotes : node.votes;
    if (isMine && message.term === term) votes.add(message.from);
  } else if (message?.type === "claimAnswer") {
    judged(node, message);
  } else if (message?.type === "appendResponse" || message?.type === "heartbeatResponse") {
    if (node.role !== "leader" || message.term !== node.term) return;
    hearAnswer(node, message);
    of.note("HearAnswer");
  }
}

/** Whatever must survive a crash and has changed is in the write of this step. */
function persist(of: Explained): void {
  const node = of.node;
  const { disk, pending } = node;
  const last = pending.findLast(({ term }) => term !== null) ?? disk;
  const write = of.persist;
  const hardState = write?.hardState ?? null;
  allow(
    hardState === null
      ? last.term === node.term && last.vote === node.vote
      : hardState.term === node.term && hardState.vote === node.vote,
    "Persist",
    `${node.name} writes down its term ${node.term} and its vote`,
  );
  changeStanding(of);
  if (write === null) return;
  const { id, truncateFrom, base, entries } = write;
  const term = hardState?.term ?? null;
  node.pending.push({ id, truncateFrom, base, term, vote: hardState?.vote ?? null, entries });
}

/** Into recovery at any time; out of it only when the leader says that all is there again (raft.md §3). */
function changeStanding(of: Explained): void {
  const node = of.node;
  const standing = of.persist?.standing ?? null;
  if (standing === null || standing.isRecovering === node.isRecovering) return;
  const heard = of.heard;
  if (!standing.isRecovering)
    allow(
      heard?.type === "refilled" && node.isDurable(heard.index) && node.vote !== null,
      "EndRecovery",
      `${node.name} counts itself again before a leader has refilled it, or with a vote to give`,
    );
  node.isRecovering = standing.isRecovering;
  node.isInDoubt = standing.isRecovering;
  of.note(standing.isRecovering ? "BeginRecovery" : "EndRecovery");
}

/** Nothing differs that no event has explained. */
function compare(of: Explained): void {
  const node = of.node;
  const { status, inForce, input } = of.step;
  const { log } = node;
  const is = (what: string, seen: unknown, wanted: unknown): void =>
    allow(
      seen === wanted,
      "Unexplained",
      `the ${what} of ${node.name} is ${String(seen)}, not ${String(wanted)}`,
    );
  is("role", status.role, node.role);
  is("term", status.term, node.term);
  is("vote", status.vote, node.vote);
  is("leader", status.leader, node.isLeaderLost ? null : node.leader);
  is("last index", status.lastIndex, log.lastIndex);
  is("last term", status.lastTerm, log.lastTerm);
  is("commit index", status.commitIndex, node.commit);
  // Behind a snapshot on its way to the disk it says nothing any more.
  allow(
    status.durableIndex <= log.baseIndex || node.isDurable(status.durableIndex),
    "Unexplained",
    `${node.name} calls ${status.durableIndex} durable, which is not`,
  );
  const { configuration } = log.configuration;
  if (inForce !== null && node.compared !== configuration) {
    is("configuration in force", membersOf(inForce), membersOf(configuration));
    node.compared = configuration;
  }
  allow(
    !status.isCounted || isRecognised(node),
    "Unexplained",
    `${node.name} counts itself, and no quorum has recognised its start`,
  );
  if (input.kind === "tick") checkPatience(node);
}

function membersOf({ voters, outgoing, learners }: Configuration): string {
  return `${voters.join(" ")} | ${outgoing.join(" ")} (${learners.join(" ")})`;
}

/** What another member says of the start that this one claims. */
function judged(node: SpecNode, { nonce, claimed, isNew, from, configuration }: ClaimAnswer): void {
  if (claimed !== node.claimed || (nonce !== "" && nonce !== node.nonce)) return;
  if (isNew && nonce !== "") node.recognisedBy.add(from);
  if (configuration === undefined) return;
  const told = placed(configuration);
  if (node.told === null || isNewer(told, node.told)) node.told = told;
}

/** Foundations §1: a quorum of the newest members that it has heard of knows of no later start of this folder. */
function isRecognised({ id, recognisedBy, isInDoubt, isRecovering, ...of }: SpecNode): boolean {
  const own = of.log.configuration;
  const { configuration } = of.told !== null && isNewer(of.told, own) ? of.told : own;
  const isFor = (one: RaftId): boolean => (one === id ? !isInDoubt : recognisedBy.has(one));
  return !isRecovering && configuration.voters.length > 0 && isCounted(configuration, isFor);
}
