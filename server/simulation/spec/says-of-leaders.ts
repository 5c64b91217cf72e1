/** What only a leader says: true of its log, its commit index and what its followers have acknowledged. */
import type {
  AppendRequest,
  CommitUpdate,
  HeartbeatRequest,
  ReadResponse,
  Refilled,
  SnapshotChunk,
  SnapshotOffer,
  TimeoutNow,
} from "../../src/raft/messages.ts";
import { checkBase } from "./actions-log.ts";
import { allow } from "./allow.ts";
import { isSameEntry } from "./spec-log.ts";
import type { SpecNode, SpecWorld } from "./spec-state.ts";

export type LeadersMessage =
  | AppendRequest
  | HeartbeatRequest
  | CommitUpdate
  | ReadResponse
  | TimeoutNow
  | SnapshotOffer
  | SnapshotChunk
  | Refilled;

/** Returns the name of the event. */
export function sayAsLeader(node: SpecNode, world: SpecWorld, message: LeadersMessage): string {
  switch (message.type) {
    case "appendRequest":
      return sayAppend(node, message);
    case "heartbeatRequest":
    case "commitUpdate":
      return sayCommit(node, message);
    case "readResponse":
      return sayRead(node, world, message);
    case "timeoutNow":
      return sayHandOver(node, message);
    case "snapshotOffer":
      checkBase(node, world, message.snapshot.base, "OfferSnapshot");
      return "OfferSnapshot";
    case "snapshotChunk":
      return "SendSnapshot";
    case "refilled":
      return sayRefilled(node, message);
  }
}

function sayAppend(node: SpecNode, { prevIndex, prevTerm, commit, entries }: AppendRequest) {
  const event = "SendAppend";
  const { name, log } = node;
  allow(
    log.termAt(prevIndex) === prevTerm,
    event,
    `${name} names (${prevIndex}, term ${prevTerm}) as an entry of its log`,
  );
  for (const [offset, entry] of entries.entries()) {
    const own = log.entryAt(prevIndex + 1 + offset);
    allow(isSameEntry(own, entry), event, `${name} sends what is not in its log`);
  }
  allow(commit <= node.commit, event, `${name} tells ${commit} as committed`);
  return event;
}

/** Never beyond what its receiver is known to hold (raft.md bug 15). */
function sayCommit(node: SpecNode, { to, commit }: HeartbeatRequest | CommitUpdate): string {
  const event = "SendHeartbeat";
  const { held } = node.peer(to);
  allow(
    commit <= Math.min(node.commit, held),
    event,
    `${node.name} tells ${commit} as committed to one that holds ${held} of it`,
  );
  return event;
}

/** A read sees whatever was committed anywhere when it was asked (dissertation §6.4). */
function sayRead({ name, commit }: SpecNode, world: SpecWorld, { id, index }: ReadResponse) {
  const least = world.questions.get(id) ?? 0;
  allow(
    index >= least && index <= commit,
    "AnswerRead",
    `${name} answers ${index}; ${least} was committed when it was asked`,
  );
  return "AnswerRead";
}

/** Only to a voter that holds all of this log (dissertation §3.10). */
function sayHandOver(node: SpecNode, message: TimeoutNow): string {
  const event = "HandOver";
  const { match } = node.peer(message.to);
  const { lastIndex } = node.log;
  allow(
    message.lastIndex === lastIndex && match === lastIndex,
    event,
    `${node.name} hands over a log that ends at ${lastIndex} to one that holds ${match} of it`,
  );
  const { voters } = node.log.configuration.configuration;
  allow(voters.includes(message.to), event, `${node.name} hands over to one that is no voter`);
  return event;
}

function sayRefilled(node: SpecNode, { to, claimed, index }: Refilled): string {
  const event = "TellRefilled";
  const peer = node.peer(to);
  allow(
    peer.refill?.incarnation === claimed && index >= peer.refill.least && peer.held >= index,
    event,
    `${node.name} calls a member refilled at ${index} that holds ${peer.held}`,
  );
  return event;
}
