/** What the log and the membership answer when they do not do what they were asked. */
import type { MembershipProblem, Term } from "./raft/types.ts";

/** Why the log did not take a command or a read. `executed` decides what the client may do (foundations 7). */
export type LogRefusalReason =
  | "NOT_LEADER"
  | "NO_LEADER"
  | "DRAINING"
  | "OUTCOME_UNKNOWN"
  | "OVERLOADED"
  | "TOO_LARGE"
  | "DISK_FULL"
  | "CORRUPT";

export class LogRefusal extends Error {
  override readonly name = "LogRefusal";
  readonly reason: LogRefusalReason;
  /** Name of the leader, when known, and the term it is known for. */
  readonly leader: string;
  readonly term: Term;
  /** With OVERLOADED: when to come back, ms. */
  readonly retryMs: number;
  constructor(
    reason: LogRefusalReason,
    details: { leader?: string; term?: Term; retryMs?: number } = {},
  ) {
    // An answer, not an accident: nobody reads its stack, which would cost most of it.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(reason);
    Error.stackTraceLimit = stackTraceLimit;
    this.reason = reason;
    this.leader = details.leader ?? "";
    this.term = details.term ?? 0;
    this.retryMs = details.retryMs ?? 0;
  }
}

/** The members were not changed, or leadership not handed over. */
export class MembershipRefusal extends Error {
  override readonly name = "MembershipRefusal";
  readonly reason: MembershipProblem;
  /** For people: what is the matter and what to do. */
  readonly sentence: string;
  constructor(reason: MembershipProblem, sentence: string) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(`${reason}: ${sentence}`);
    Error.stackTraceLimit = stackTraceLimit;
    this.reason = reason;
    this.sentence = sentence;
  }
}
