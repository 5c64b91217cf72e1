/** What came from another member: the rules of terms (§5.1), then to the part that it is for. */
import { unreachable } from "../lib/assert.ts";
import { onClaim, onClaimAnswer, tellOld } from "./claims.ts";
import type { Core } from "./core.ts";
import { becomeFollower, heardLeader, onVoteRequest, onVoteResponse } from "./election.ts";
import { onAppendRequest, onCommitUpdate, onHeartbeatRequest } from "./follower.ts";
import { confirmRound, leaderReady, onReadRequest, onReadResponse } from "./reads.ts";
import type { Reads } from "./reads.ts";
import { onRefilled, refill } from "./refill.ts";
import { onAppendResponse, onHeartbeatResponse } from "./replication.ts";
import { onSnapshotChunk, onSnapshotFailed, onSnapshotOffer, onSnapshotPull } from "./snapshot.ts";
import { isLeaders, refusalOf } from "./screen.ts";
import { onTimeoutNow, tellWhenEqual } from "./transfer.ts";
import type { Message } from "./messages.ts";
import type { RaftId } from "./types.ts";

export function receive(core: Core, reads: Reads, message: Message): void {
  const reason = refusalOf(core, reads, message);
  if (reason !== null) {
    core.emit({ kind: "refused", from: message.from, type: message.type, reason });
    // Who is behind is still told so; nothing else comes of a refused message.
    if (reason === "STALE_TERM" && isLeaders(message)) tellTerm(core, message.from);
    if (reason === "EARLIER_START") tellOld(core, message.from, message.incarnation ?? 0);
    return;
  }
  followTerm(core, message);
  switch (message.type) {
    case "voteRequest":
      return onVoteRequest(core, message);
    case "voteResponse":
      return onVoteResponse(core, message);
    case "appendRequest":
      return onAppendRequest(core, message);
    case "heartbeatRequest":
      return onHeartbeatRequest(core, message);
    case "snapshotOffer":
      return onSnapshotOffer(core, message);
    case "snapshotChunk":
      return onSnapshotChunk(core, message);
    case "snapshotPull":
      return onSnapshotPull(core, message);
    case "snapshotFailed":
      return onSnapshotFailed(core, message);
    case "commitUpdate":
      return onCommitUpdate(core, message);
    case "appendResponse":
      onAppendResponse(core, message);
      refill(core, reads, message);
      tellWhenEqual(core);
      return leaderReady(core, reads);
    case "heartbeatResponse":
      onHeartbeatResponse(core, message);
      refill(core, reads, message);
      return confirmRound(core, reads);
    case "readRequest":
      return onReadRequest(core, reads, message);
    case "readResponse":
      heardLeader(core);
      return onReadResponse(core, reads, message);
    case "timeoutNow":
      return onTimeoutNow(core, message);
    case "claim":
      return onClaim(core, message);
    case "claimAnswer":
      return onClaimAnswer(core, message);
    case "refilled":
      heardLeader(core);
      return onRefilled(core, message);
    default:
      return unreachable(message);
  }
}

/**
 * A message is of this term or a later one now (screen.ts). Who speaks as a leader is followed (§5.2); whose answer
 * is of a later term shows that there is one (§5.1). Votes and orders to campaign have rules of their own.
 */
function followTerm(core: Core, message: Message): void {
  const { from, term } = message;
  if (isLeaders(message)) {
    if (term > core.term || core.role !== "follower" || core.leader === null)
      becomeFollower(core, term, from);
  } else if (isFollowers(message) && term > core.term) becomeFollower(core, term, null);
}

/** What only a follower says to the leader of its term. */
function isFollowers({ type }: Message): boolean {
  return (
    type === "appendResponse" ||
    type === "heartbeatResponse" ||
    type === "snapshotPull" ||
    type === "snapshotFailed"
  );
}

/** A leader of a past term, perhaps cut off for long, learns that there is a newer one. */
function tellTerm(core: Core, to: RaftId): void {
  const { id: from, term, wall } = core;
  core.release({ type: "heartbeatResponse", from, to, term, round: 0, wall });
}
