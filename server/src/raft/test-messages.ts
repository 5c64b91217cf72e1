/** Messages and entries by hand, for tests: what a test does not say is what a new cluster would send. */
import { idOf } from "./test-cluster.ts";
import type {
  AppendRequest,
  AppendResponse,
  Message,
  VoteRequest,
  VoteResponse,
} from "./messages.ts";
import type { Entry, Index, Term } from "./types.ts";

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

/** From a leader of term 1, behind the configuration. */
export function append(from: number, to: number, over: Partial<AppendRequest> = {}): AppendRequest {
  const place = { prevIndex: 1, prevTerm: 1, commit: 0, entries: [] };
  return {
    type: "appendRequest",
    from: idOf(from),
    to: idOf(to),
    term: 1,
    ...place,
    ...over,
  };
}

/** The answer to it. */
export function appended(from: number, to: number, index: number, term: Term): AppendResponse {
  const hint = { hintIndex: 0, hintTerm: 0, wall: 0 };
  const envelope = { from: idOf(from), to: idOf(to), term };
  return { type: "appendResponse", ...envelope, success: true, index, ...hint };
}

/** Entries without content, both ends included. */
export function noops(from: Index, until: Index): readonly Entry[] {
  return Array.from({ length: until - from + 1 }, (_, at) => ({
    index: from + at,
    term: 1,
    time: 0,
    kind: "noop" as const,
    data: new Uint8Array(0),
  }));
}
