/** An expected no that rpc itself decides, from the bytes, the session or its own queues. status.ts gives it its code. */
import type { RefusalReason } from "../chat/refusal.ts";
import type { LogRefusalReason, MembershipRefusal } from "../ports.ts";

type MembershipProblem = MembershipRefusal["reason"];

/** Every reason a node ever gives (foundations 7). */
export type Reason =
  | LogRefusalReason
  | RefusalReason
  | "RATE_LIMITED"
  | "UPGRADING"
  | "LAGGING"
  | "COMPACTED"
  | MembershipProblem
  | "CORRUPT"
  | "INTERNAL";

export class CallRefusal extends Error {
  override readonly name = "CallRefusal";
  readonly reason: Reason;
  /** The field at fault, as the contract names it; else empty. */
  readonly field: string;
  /** With OVERLOADED, RATE_LIMITED and UPGRADING: when to come back, ms. */
  readonly retryMs: number;

  constructor(
    reason: Reason,
    sentence: string,
    details: { field?: string; retryMs?: number } = {},
  ) {
    super(sentence);
    this.reason = reason;
    this.field = details.field ?? "";
    this.retryMs = details.retryMs ?? 0;
  }
}

export function invalid(field: string, sentence: string): CallRefusal {
  return new CallRefusal("INVALID", sentence, { field });
}

export function tooLarge(field: string, sentence: string): CallRefusal {
  return new CallRefusal("TOO_LARGE", sentence, { field });
}

export function badSession(): CallRefusal {
  return new CallRefusal("BAD_SESSION", "You are signed out. Sign in again.");
}

/** One sentence for an unknown name and a wrong password. */
export function badCredentials(): CallRefusal {
  return new CallRefusal("BAD_CREDENTIALS", "Name or password is wrong.");
}
