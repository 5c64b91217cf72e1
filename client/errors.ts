/**
 * The one place where what went wrong on the wire gets its name (product.md 4.4, edge.md 3). Total over
 * codes 0 to 16, with and without a reason; behaviour elsewhere depends on the class, never on the code.
 */
import type { ReplyFacts, WireFailure } from "./transport.ts";

export type ErrorClass =
  /** The connection broke, or something that is no node answered. */
  | "TRANSPORT"
  /** The edge has no living node for this route, or the node cannot be dialled. */
  | "EDGE_UNAVAILABLE"
  | "ATTEMPT_TIMEOUT"
  | "REDIRECT"
  /** There is no leader now. */
  | "ELECTING"
  /** This node leaves or is sick: another one at once. */
  | "NEXT_NODE"
  | "OUTCOME_UNKNOWN"
  | "BUSY"
  /** KEY_EXPIRED, NEVER_APPLIED: the outbox must mend the key. */
  | "RESYNC"
  /** ALREADY_ANSWERED. */
  | "SETTLED"
  | "LAGGING"
  | "COMPACTED"
  | "AUTH"
  /** The node does not know the method: it is of another version. */
  | "SKEW"
  /** Refused for good. */
  | "FATAL"
  /** We cancelled it ourselves. */
  | "OURS"
  /** Should not happen: wait, keep, report. */
  | "BUG";

export interface Problem {
  readonly class: ErrorClass;
  /** Of the table in docs/errors.md; empty when no node gave one. */
  readonly reason: string;
  readonly field: string;
  readonly message: string;
  readonly retryMs: number;
  readonly code: number;
  readonly facts: ReplyFacts;
  /** After "unknown" only the same key may follow. "answered": executed or refused as first answered. */
  readonly executed: "no" | "unknown" | "answered";
}

type Verdict = Pick<Problem, "class" | "executed">;

/** What the runtimes say when the connection to the edge is gone or something else answered (edge.md 3). */
const BROKEN_WIRE =
  /http status code: 0$|Incomplete response|Unknown Content-type|RST_STREAM|ECONNRESET|GOAWAY/i;

const BY_REASON: Readonly<Record<string, Verdict>> = {
  NOT_LEADER: { class: "REDIRECT", executed: "no" },
  NO_LEADER: { class: "ELECTING", executed: "no" },
  DRAINING: { class: "NEXT_NODE", executed: "no" },
  CORRUPT: { class: "NEXT_NODE", executed: "no" },
  DISK_FULL: { class: "NEXT_NODE", executed: "no" },
  OUTCOME_UNKNOWN: { class: "OUTCOME_UNKNOWN", executed: "unknown" },
  OVERLOADED: { class: "BUSY", executed: "no" },
  RATE_LIMITED: { class: "BUSY", executed: "no" },
  UPGRADING: { class: "BUSY", executed: "no" },
  KEY_EXPIRED: { class: "RESYNC", executed: "no" },
  NEVER_APPLIED: { class: "RESYNC", executed: "no" },
  ALREADY_ANSWERED: { class: "SETTLED", executed: "answered" },
  LAGGING: { class: "LAGGING", executed: "no" },
  COMPACTED: { class: "COMPACTED", executed: "no" },
  BAD_SESSION: { class: "AUTH", executed: "no" },
  BAD_CREDENTIALS: { class: "FATAL", executed: "no" },
  SUSPENDED: { class: "FATAL", executed: "no" },
  FORBIDDEN: { class: "FATAL", executed: "no" },
  NOT_FOUND: { class: "FATAL", executed: "no" },
  TAKEN: { class: "FATAL", executed: "no" },
  TOO_LARGE: { class: "FATAL", executed: "no" },
  INVALID: { class: "FATAL", executed: "no" },
  BUSY: { class: "BUSY", executed: "no" },
  NOT_CAUGHT_UP: { class: "FATAL", executed: "no" },
  UNHEALTHY: { class: "FATAL", executed: "no" },
  UNKNOWN_MEMBER: { class: "FATAL", executed: "no" },
  DUPLICATE: { class: "FATAL", executed: "no" },
  LAST_VOTER: { class: "FATAL", executed: "no" },
};

export function normalise(failure: WireFailure): Problem {
  const { code, message, reason, field, retryMs, facts } = failure;
  return { ...verdict(failure), code, message, reason, field, retryMs, facts };
}

function verdict(failure: WireFailure): Verdict {
  if (failure.endedBy === "abort") return { class: "OURS", executed: "unknown" };
  if (failure.endedBy === "timer") return { class: "ATTEMPT_TIMEOUT", executed: "unknown" };
  if (failure.withoutStatus) return { class: "TRANSPORT", executed: "unknown" };
  const known = Object.hasOwn(BY_REASON, failure.reason) ? BY_REASON[failure.reason] : undefined;
  if (known !== undefined) return known;
  return failure.reason === "" ? withoutReason(failure) : withNewReason(failure.code);
}

/** No node wrote this: a proxy, the runtime, or a node too broken to say why. What was executed is unknown. */
function withoutReason({ code, message }: WireFailure): Verdict {
  return { class: classWithoutReason(code, message), executed: "unknown" };
}

function classWithoutReason(code: number, message: string): ErrorClass {
  if (code === 0) return "TRANSPORT"; // an "error" that says success was cut short
  if (code === 1) return "TRANSPORT"; // not our own cancel: the far side dropped the stream
  if ((code === 2 || code === 13) && BROKEN_WIRE.test(message)) return "TRANSPORT";
  if (code === 4) return "ATTEMPT_TIMEOUT";
  if (code === 8) return "BUSY"; // the edge's limiter
  if (code === 10 && /lagging/i.test(message)) return "LAGGING";
  if (code === 9 || code === 10 || code === 11) return "FATAL";
  if (code === 12) return "SKEW";
  if (code === 14) return "EDGE_UNAVAILABLE";
  if (code === 16) return "AUTH";
  return "BUG"; // 2, 3, 5, 6, 7 (origin refused by the edge), 13, 15
}

/** A newer node's reason: behave by the code, and claim nothing about what was executed. */
function withNewReason(code: number): Verdict {
  const classes: Readonly<Record<number, ErrorClass>> = {
    3: "FATAL",
    4: "ATTEMPT_TIMEOUT",
    5: "FATAL",
    6: "FATAL",
    7: "FATAL",
    8: "BUSY",
    9: "FATAL",
    10: "FATAL",
    11: "FATAL",
    12: "SKEW",
    14: "NEXT_NODE",
    16: "AUTH",
  };
  return { class: classes[code] ?? "BUG", executed: "unknown" };
}

/** A refusal that ends a row: a node said why, and the answer hangs on the bytes or the log alone. */
export function isDefinitive(problem: Problem): boolean {
  return problem.class === "FATAL" && problem.executed === "no";
}

/** What a verb rejects with. `code` is a reason of docs/errors.md, or one of the client's own three. */
export class ChatError extends Error {
  override readonly name = "ChatError";
  /** Own codes: TIMED_OUT (budget spent), ABORTED (closed by the caller), UNEXPECTED. */
  readonly code: string;
  readonly field: string;
  /** With RATE_LIMITED and OVERLOADED: when to come back, ms. */
  readonly retryMs: number;

  constructor(
    code: string,
    message: string,
    details: { field?: string; retryMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.code = code;
    this.field = details.field ?? "";
    this.retryMs = details.retryMs ?? 0;
  }
}

/** The error a person or program sees when a call has ended for good, or its time is up. */
export function chatError(problem: Problem): ChatError {
  const { reason, field, retryMs, message } = problem;
  if (problem.class === "OURS")
    return new ChatError("ABORTED", "The call was cancelled.", { cause: problem });
  if (problem.class === "AUTH") return new ChatError("BAD_SESSION", message, { cause: problem });
  if (reason !== "") return new ChatError(reason, message, { field, retryMs, cause: problem });
  if (problem.class === "BUG" || problem.class === "FATAL" || problem.class === "SKEW") {
    return new ChatError("UNEXPECTED", message, { cause: problem });
  }
  return new ChatError("TIMED_OUT", "No node answered in time; try again in a moment.", {
    cause: problem,
  });
}
