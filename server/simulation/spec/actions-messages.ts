/**
 * What a member may say: each message is true of its sender when it is made, and when it leaves, what it relies on is
 * on the sender's disk (raft.md §1, "Persist, then say").
 */
import type { AppendResponse, Claim, Message, VoteResponse } from "../../src/raft/messages.ts";
import type { RaftId, Term } from "../../src/raft/types.ts";
import { holdsBefore, matchedNow } from "./actions-log.ts";
import { allow } from "./allow.ts";
import { sayAsLeader } from "./says-of-leaders.ts";
import type { SpecNode, SpecWorld } from "./spec-state.ts";

/** What the step of the sender was about. */
export interface Saying {
  /** Heard in this step, and taken in; null when the step had another cause, or it was refused. */
  readonly heard: Message | null;
  /** It led at the beginning of this step, in this term, or leads now. */
  readonly isLeaders: boolean;
}

/** Returns the name of the event. */
export function say(node: SpecNode, world: SpecWorld, message: Message, saying: Saying): string {
  const { name } = node;
  const { heard } = saying;
  switch (message.type) {
    case "voteRequest":
      return sayVoteRequest(node, message);
    case "voteResponse":
      return sayVoteResponse(node, message, heard);
    case "appendResponse":
      return sayAppendResponse(node, message, heard);
    case "heartbeatResponse": {
      const event = "AnswerHeartbeat";
      const isAsked = heard?.type === "heartbeatRequest" && heard.round === message.round;
      const isAnswer = message.round === 0 || isAsked;
      allow(isAnswer, event, `${name} confirms a round that it was not asked about`);
      allow(message.term === node.term, event, `${name} names another term than its own`);
      return event;
    }
    case "readRequest":
      allow(!world.questions.has(message.id), "AskRead", `${name} asks twice under one id`);
      world.questions.set(message.id, world.committed.length);
      return "AskRead";
    case "snapshotPull":
    case "snapshotFailed":
      allow(
        message.term === node.term && message.to === node.leader,
        "PullSnapshot",
        `${name} asks one for a snapshot that does not lead its term`,
      );
      return "PullSnapshot";
    case "claim":
      return claim(node, message);
    case "claimAnswer":
      allow(!node.isRecovering, "JudgeClaim", `${name} judges others and lacks what it held`);
      return "JudgeClaim";
    default:
      allow(
        saying.isLeaders && message.term === node.term,
        "Lead",
        `${name} says ${message.type} as the leader of term ${message.term}, and is none`,
      );
      return sayAsLeader(node, world, message);
  }
}

function sayVoteResponse(
  { name, term, vote }: SpecNode,
  { isPreVote, granted, to, ...answer }: VoteResponse,
  heard: Message | null,
): string {
  const event = isPreVote ? "AnswerPreVote" : "AnswerVote";
  const isAsked =
    heard?.type === "voteRequest" && heard.from === to && heard.isPreVote === isPreVote;
  allow(isAsked, event, `${name} answers a request that did not come`);
  const own = isPreVote && granted ? heard.term : term;
  allow(answer.term === own, event, `${name} names another term than its own`);
  const isGiven = isPreVote || !granted || vote === to;
  allow(isGiven, event, `${name} grants a vote that it did not give`);
  return event;
}

/** Another number is another start: whoever recognised the one before says nothing about it. */
function claim(node: SpecNode, { incarnation, nonce }: Claim): string {
  if (node.claimed !== null && node.claimed !== incarnation) {
    allow(
      incarnation > node.claimed && node.isRecovering,
      "ClaimStart",
      `${node.name} takes another number of a start and does not recover`,
    );
    node.recognisedBy.clear();
  }
  node.claimed = incarnation;
  node.nonce = nonce;
  return "ClaimStart";
}

function sayVoteRequest(
  { name, term, log, campaign, role }: SpecNode,
  request: Extract<Message, { type: "voteRequest" }>,
): string {
  const event = request.isPreVote ? "AskPreVote" : "AskVote";
  const asked = request.isPreVote
    ? { term: term + 1, lastIndex: log.lastIndex, lastTerm: log.lastTerm }
    : campaign;
  allow(
    asked?.term === request.term &&
      asked.lastIndex === request.lastIndex &&
      asked.lastTerm === request.lastTerm,
    event,
    `${name} asks with a log or a term that is not its own`,
  );
  allow(
    role === (request.isPreVote ? "preCandidate" : "candidate"),
    event,
    `${name} asks for votes and does not campaign`,
  );
  return event;
}

function sayAppendResponse(node: SpecNode, answer: AppendResponse, heard: Message | null): string {
  const { name } = node;
  const event = answer.success ? "Acknowledge" : "RefuseEntries";
  allow(
    answer.term === node.term && answer.to === node.leader,
    event,
    `${name} answers one that does not lead its term`,
  );
  if (answer.success) {
    const most = matchedNow(node);
    allow(
      answer.index <= most,
      event,
      `${name} acknowledges ${answer.index}; its log is known to equal the leader's up to ${most}`,
    );
  } else {
    allow(
      heard?.type === "appendRequest" &&
        heard.prevIndex === answer.index &&
        !holdsBefore(node, heard),
      event,
      `${name} refuses entries although it holds what lies before them`,
    );
    allow(
      node.log.termAt(answer.hintIndex) === answer.hintTerm && answer.hintIndex <= answer.index,
      event,
      `${name} hints at an entry that it does not hold`,
    );
  }
  return event;
}

/** What it relies on is on disk. */
export function leave(node: SpecNode, world: SpecWorld, message: Message): void {
  const { disk, name } = node;
  const event = "Leave";
  switch (message.type) {
    case "voteRequest":
      if (message.isPreVote) return;
      allow(
        disk.term === message.term && disk.vote === message.from,
        event,
        `${name} asks for votes before its own is on its disk`,
      );
      return told(node, world, message.term, message.from);
    case "voteResponse":
      if (message.isPreVote || !message.granted) return;
      allow(
        disk.term === message.term && disk.vote === message.to,
        event,
        `${name} grants a vote before it is on its disk`,
      );
      return told(node, world, message.term, message.to);
    case "readRequest":
    case "timeoutNow":
    case "claim":
    case "claimAnswer":
      return;
    default:
      allow(disk.term >= message.term, event, `${name} speaks in term ${message.term} too early`);
  }
  if (message.type === "appendResponse" && message.success)
    allow(
      node.isDurable(message.index),
      event,
      `${name} acknowledges ${message.index} before it is on its disk`,
    );
}

/** One vote a term, over restarts too: what nobody was told of does not count. */
function told({ id, name }: SpecNode, world: SpecWorld, term: Term, vote: RaftId): void {
  const key = `${term} ${id}`;
  const earlier = world.votes.get(key) ?? vote;
  allow(earlier === vote, "GrantVote", `${name} votes for two in term ${term}`);
  world.votes.set(key, vote);
}
