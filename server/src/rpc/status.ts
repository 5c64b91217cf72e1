/** The one table of errors: reason → gRPC status and the sentence for people (foundations 7). */
import { randomBytes } from "node:crypto";
import { Metadata, status } from "@grpc/grpc-js";
import { ChatClosed } from "../chat/chat-closed.ts";
import { ChatRefusal } from "../chat/refusal.ts";
import type { Logger } from "../lib/logger.ts";
import { LogRefusal, MembershipRefusal } from "../ports.ts";
import type { LogStatus } from "../ports.ts";
import { CallRefusal } from "./call-refusal.ts";
import type { Reason } from "./call-refusal.ts";

interface ErrorRow {
  readonly code: status;
  /** Said when whoever refused gave no sentence of its own. */
  readonly sentence: string;
}

export const ERRORS: Readonly<Record<Reason, ErrorRow>> = {
  NOT_LEADER: {
    code: status.FAILED_PRECONDITION,
    sentence: "Another node leads; send this there.",
  },
  NO_LEADER: {
    code: status.UNAVAILABLE,
    sentence: "No leader is known at the moment; try again shortly.",
  },
  DRAINING: { code: status.UNAVAILABLE, sentence: "This node is stopping; use another one." },
  OUTCOME_UNKNOWN: {
    code: status.UNAVAILABLE,
    sentence: "Whether this was executed is not known yet; send it again under the same key.",
  },
  OVERLOADED: {
    code: status.RESOURCE_EXHAUSTED,
    sentence: "This node has too much to do; try again shortly.",
  },
  RATE_LIMITED: { code: status.RESOURCE_EXHAUSTED, sentence: "Slow down a little." },
  UPGRADING: {
    code: status.UNAVAILABLE,
    sentence:
      "This needs a newer version of Parley on every node; some are not upgraded yet. Try again when they are.",
  },
  KEY_EXPIRED: {
    code: status.FAILED_PRECONDITION,
    sentence: "This was written too long ago to be sent under its key. Nothing was executed.",
  },
  NEVER_APPLIED: {
    code: status.FAILED_PRECONDITION,
    sentence: "This was overtaken by later writes and was not executed. Send it again.",
  },
  ALREADY_ANSWERED: {
    code: status.FAILED_PRECONDITION,
    sentence: "This was answered before, and its answer was acknowledged.",
  },
  LAGGING: {
    code: status.ABORTED,
    sentence: "This stream is lagging behind; resume after the last index you have.",
  },
  COMPACTED: {
    code: status.OUT_OF_RANGE,
    sentence: "This position is not known here; list the conversations, then subscribe after that.",
  },
  BAD_SESSION: { code: status.UNAUTHENTICATED, sentence: "You are signed out. Sign in again." },
  BAD_CREDENTIALS: { code: status.UNAUTHENTICATED, sentence: "Name or password is wrong." },
  SUSPENDED: {
    code: status.PERMISSION_DENIED,
    sentence: "This account is suspended. Ask an administrator.",
  },
  FORBIDDEN: { code: status.PERMISSION_DENIED, sentence: "You may not do this." },
  NOT_FOUND: { code: status.NOT_FOUND, sentence: "There is no such thing." },
  TAKEN: { code: status.ALREADY_EXISTS, sentence: "This name is taken. Choose another one." },
  TOO_LARGE: { code: status.INVALID_ARGUMENT, sentence: "This is too large; send less at once." },
  INVALID: { code: status.INVALID_ARGUMENT, sentence: "This request is not valid." },
  BUSY: {
    code: status.ABORTED,
    sentence: "Another change of members or leadership is under way; try again when it is done.",
  },
  NOT_CAUGHT_UP: {
    code: status.FAILED_PRECONDITION,
    sentence: "The new member does not hold the log yet; try again when it has caught up.",
  },
  UNHEALTHY: {
    code: status.FAILED_PRECONDITION,
    sentence: "So few of the voters would answer that nothing could be written.",
  },
  UNKNOWN_MEMBER: { code: status.NOT_FOUND, sentence: "The cluster has no such member." },
  DUPLICATE: { code: status.ALREADY_EXISTS, sentence: "The members are like this already." },
  LAST_VOTER: {
    code: status.FAILED_PRECONDITION,
    sentence: "The last voter of a cluster cannot be removed.",
  },
  CORRUPT: {
    code: status.UNAVAILABLE,
    sentence: "The data of this node is damaged; use another one.",
  },
  DISK_FULL: {
    code: status.UNAVAILABLE,
    sentence: "The disk of this node is full; use another one.",
  },
  INTERNAL: { code: status.INTERNAL, sentence: "This node made a mistake" },
};

/** Who answers, and whom it believes to lead: on every answer, good or bad. ASCII by nature. */
export function nodeFacts({ node, term, leader }: LogStatus): Metadata {
  const metadata = new Metadata();
  metadata.set("parley-node", node);
  metadata.set("parley-term", String(term));
  metadata.set("parley-leader", leader);
  return metadata;
}

export interface CallStatus {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;
}

/** Anything thrown becomes an answer. What is not an expected refusal is logged under the id that the caller sees. */
export function statusOf(
  error: unknown,
  from: LogStatus,
  logger: Logger,
  requestId = randomBytes(8).toString("hex"),
): CallStatus {
  const refusal = refusalOf(error) ?? unexpected(error, logger, requestId);
  const { code, sentence } = ERRORS[refusal.reason];
  const metadata = nodeFacts(from);
  metadata.set("parley-reason", refusal.reason);
  if (refusal.retryMs > 0) metadata.set("parley-retry-ms", String(refusal.retryMs));
  if (refusal.field !== "") metadata.set("parley-field", refusal.field);
  return { code, details: refusal.message === "" ? sentence : refusal.message, metadata };
}

export function reasonOf({ metadata }: CallStatus): string {
  return String(metadata.get("parley-reason")[0] ?? "");
}

/** A refusal that came back from the log as words; null for a reason this program does not know. */
export function refusalFromLog(said: {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}): CallRefusal | null {
  if (!isReason(said.reason)) return null;
  return new CallRefusal(said.reason, said.message, { field: said.field });
}

function isReason(text: string): text is Reason {
  return Object.hasOwn(ERRORS, text);
}

function refusalOf(error: unknown): CallRefusal | null {
  if (error instanceof CallRefusal) return error;
  if (error instanceof LogRefusal) {
    return new CallRefusal(error.reason, "", { retryMs: error.retryMs });
  }
  if (error instanceof MembershipRefusal) return new CallRefusal(error.reason, error.sentence);
  if (error instanceof ChatRefusal) {
    return new CallRefusal(error.reason, error.message, { field: error.field });
  }
  // Met only while this node stops.
  if (error instanceof ChatClosed) return new CallRefusal("DRAINING", "");
  return null;
}

function unexpected(error: unknown, logger: Logger, requestId: string): CallRefusal {
  logger.error({ err: error, requestId }, "a call failed unexpectedly");
  return new CallRefusal(
    "INTERNAL",
    `${ERRORS.INTERNAL.sentence}; its log tells more under ${requestId}.`,
  );
}
