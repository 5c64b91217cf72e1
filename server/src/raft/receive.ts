/** What came from another member: the rules of terms (§5.1), then to the part that it is for. */
import { unreachable } from "../lib/assert.ts";
import type { Core } from "./core.ts";
import { becomeFollower, heardLeader, onVoteRequest, onVoteResponse } from "./election.ts";
import { onAppendRequest, onCommitUpdate, onHeartbeatRequest } from "./follower.ts";
import { confirmRound, leaderReady, onReadRequest, onReadResponse } from "./reads.ts";
import type { Reads } from "./reads.ts";
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
    return;
  }
  switch (message.type) {
    case "voteRequest":
      return onVoteRequest(core, message);
    case "voteResponse":
      return onVoteResponse(core, message);
    case "appendRequest":
      return isFromLeader(core, message) ? onAppendRequest(core, message) : undefined;
    case "heartbeatRequest":
      return isFromLeader(core, message) ? onHeartbeatRequest(core, message) : undefined;
    case "snapshotOffer":
      return isFromLeader(core, message) ? onSnapshotOffer(core, message) : undefined;
    case "snapshotChunk":
      return isFromLeader(core, message) ? onSnapshotChunk(core, message) : undefined;
    case "snapshotPull":
      return isFromFollower(core, message) ? onSnapshotPull(core, message) : undefined;
    case "snapshotFailed":
      return isFromFollower(core, message) ? onSnapshotFailed(core, message) : undefined;
    case "commitUpdate":
      return isFromLeader(core, message) ? onCommitUpdate(core, message) : undefined;
    case "appendResponse":
      if (!isFromFollower(core, message)) return;
      onAppendResponse(core, message);
      tellWhenEqual(core);
      return leaderReady(core, reads);
    case "heartbeatResponse":
      if (!isFromFollower(core, message)) return;
      onHeartbeatResponse(core, message);
      return confirmRound(core, reads);
    case "readRequest":
      return onReadRequest(core, reads, message);
    case "readResponse":
      if (isFromLeader(core, message)) {
        heardLeader(core);
        onReadResponse(core, reads, message);
      }
      return;
    case "timeoutNow":
      return onTimeoutNow(core, message);
    default:
      return unreachable(message);
  }
}

/** Term rules for what only a leader says (§5.1, §5.2). */
function isFromLeader(core: Core, message: Message): boolean {
  if (message.term > core.term || core.role !== "follower" || core.leader === null) {
    becomeFollower(core, message.term, message.from);
  }
  return true;
}

/** A leader of a past term, perhaps cut off for long, learns that there is a newer one. */
function tellTerm(core: Core, to: RaftId): void {
  const { id: from, term, wall } = core;
  core.release({ type: "heartbeatResponse", from, to, term, round: 0, wall });
}

function isFromFollower(core: Core, message: Message): boolean {
  if (message.term > core.term) becomeFollower(core, message.term, null);
  return message.term === core.term;
}
