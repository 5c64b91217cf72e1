/** How a verb of the chat ends: docs/operating.md has the table for people. */
import { ChatError } from "@parley/client/connect.ts";
import { Sentence } from "../sentence.ts";

export const EXIT = {
  broken: 1,
  willNotDo: 2,
  signedOut: 3,
  refused: 4,
  away: 5,
  unknown: 6,
  interrupted: 130,
} as const;

const BY_REASON: Readonly<Record<string, number>> = {
  INVALID: EXIT.willNotDo,
  TOO_LARGE: EXIT.willNotDo,
  BAD_SESSION: EXIT.signedOut,
  BAD_CREDENTIALS: EXIT.signedOut,
  FORBIDDEN: EXIT.refused,
  NOT_FOUND: EXIT.refused,
  TAKEN: EXIT.refused,
  SUSPENDED: EXIT.refused,
  NO_LEADER: EXIT.away,
  UNREACHABLE: EXIT.away,
  TIMED_OUT: EXIT.away,
  NOT_LEADER: EXIT.away,
  DRAINING: EXIT.away,
  OVERLOADED: EXIT.away,
  RATE_LIMITED: EXIT.away,
  DISK_FULL: EXIT.away,
  CORRUPT: EXIT.away,
  OUTCOME_UNKNOWN: EXIT.unknown,
};

/** What a person can do about it, where the node's own sentence does not say. */
const ADVICE: Readonly<Record<string, string>> = {
  UNREACHABLE: 'Say where the chat is with --at HOST:PORT, or start one with "parley up".',
  NO_LEADER:
    "No majority of the nodes is there; reads can be had with --stale, writes not until it is back.",
};

/** An end with a reason of docs/errors.md, in one sentence. */
export class ChatFailure extends Sentence {
  readonly reason: string;
  constructor(reason: string, message: string, exitCode = BY_REASON[reason] ?? EXIT.broken) {
    const advice = ADVICE[reason];
    super(advice === undefined ? message : `${message} ${advice}`, exitCode);
    this.reason = reason;
  }
}

/** Anything that a verb of the client rejects with; what is no ChatError stays what it is. */
export function failureOf(error: unknown): unknown {
  if (!(error instanceof ChatError)) return error;
  const wait = error.retryMs > 0 ? ` Try again in ${Math.ceil(error.retryMs / 1000)} s.` : "";
  // No majority, or nobody: from here the two look alike.
  const old =
    error.code === "TIMED_OUT" ? " Without a majority, reads can be had with --stale." : "";
  return new ChatFailure(error.code, `${error.message}${wait}${old}`);
}
