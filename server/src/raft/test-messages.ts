/** Messages by hand, for tests: what a test does not say is what a new cluster would send. */
import { idOf } from "./test-cluster.ts";
import type { Message, VoteRequest, VoteResponse } from "./messages.ts";
import type { Term } from "./types.ts";

export function voteRequest(
  from: number,
  to: number,
  term: Term,
  over: Partial<VoteRequest> = {},
): VoteRequest {
  const log = { lastIndex: 1, lastTerm: 1 };
  return {
    type: "voteRequest",
    from: idOf(from),
    to: idOf(to),
    term,
    isPreVote: false,
    isTransfer: false,
    ...log,
    ...over,
  };
}

export function voteResponse(
  from: number,
  to: number,
  term: Term,
  over: Partial<VoteResponse> = {},
): VoteResponse {
  return {
    type: "voteResponse",
    from: idOf(from),
    to: idOf(to),
    term,
    isPreVote: false,
    granted: true,
    wall: 0,
    ...over,
  };
}

export function heartbeat(from: number, to: number, term: Term): Message {
  return { type: "heartbeatRequest", from: idOf(from), to: idOf(to), term, commit: 0, round: 0 };
}
