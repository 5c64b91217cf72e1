/**
 * What is not even looked at: messages that no sound member would send to this one now. The decoder has seen that
 * they are well formed; here they are held against what this member knows. A refused message changes nothing, so
 * whatever was replayed, changed on its way or made up costs a count and a line in the log, never the process.
 */
import type { Core } from "./core.ts";
import type { Message } from "./messages.ts";
import type { Reads } from "./reads.ts";
import type { MessageRefusal } from "./types.ts";

/** All there are, for whoever counts them. */
export const MESSAGE_REFUSALS: readonly MessageRefusal[] = [
  "STALE_TERM",
  "ABSURD_TERM",
  "NOT_FOR_THIS_NODE",
  "FROM_ITSELF",
  "SECOND_LEADER",
  "UNKNOWN_ROUND",
  "UNKNOWN_ENTRY",
  "INBOX_FULL",
  "LOG_TIME_FALLS",
  "EARLIER_START",
];

/** More elections than there can be while one member is away; so no message takes a cluster to the end of numbers. */
const TERM_LEAP_MAX = 2 ** 32;

export function refusalOf(core: Core, reads: Reads, message: Message): MessageRefusal | null {
  if (message.to !== core.id) return "NOT_FOR_THIS_NODE";
  if (message.from === core.id) return "FROM_ITSELF";
  if (message.term > core.term + TERM_LEAP_MAX) return "ABSURD_TERM";
  if (message.type === "claim" || message.type === "claimAnswer") return null;
  if ((message.incarnation ?? 0) < core.standing.newestOf(message.from)) return "EARLIER_START";
  if (message.term < core.term) return isAnsweredAnyway(message) ? null : "STALE_TERM";
  if (message.term > core.term) return null;
  if (isLeaders(message) && core.leader !== null && core.leader !== message.from)
    return "SECOND_LEADER";
  return core.role === "leader" ? refusalOfAnswer(core, reads, message) : null;
}

/** To what this leader never asked or sent. */
function refusalOfAnswer({ log }: Core, reads: Reads, message: Message): MessageRefusal | null {
  if (message.type === "heartbeatResponse")
    return message.round > reads.round ? "UNKNOWN_ROUND" : null;
  if (message.type === "appendResponse" && message.success)
    return message.index > log.lastIndex ? "UNKNOWN_ENTRY" : null;
  return null;
}

/** What only the leader of its term says. */
export function isLeaders({ type }: Message): boolean {
  switch (type) {
    case "appendRequest":
    case "heartbeatRequest":
    case "commitUpdate":
    case "readResponse":
    case "snapshotOffer":
    case "snapshotChunk":
    case "refilled":
      return true;
    default:
      return false;
  }
}

/**
 * Who campaigns in a past term is told the present one; who refuses a pre-vote may be behind; a read is served
 * whatever term its asker is in.
 */
function isAnsweredAnyway(message: Message): boolean {
  if (message.type === "voteResponse") return message.isPreVote;
  return message.type === "voteRequest" || message.type === "readRequest";
}
