/**
 * One id from the caller's log over the edge's to this node's, and from there by index to every node that applies it: what
 * a call is known by while it runs. Never what it says: no text, name, password or token comes near the log.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import type { Metadata } from "@grpc/grpc-js";
import type { Logger } from "../lib/logger.ts";
import type { Index } from "../ports.ts";

export interface CallTrace {
  readonly requestId: string;
  /** Where the log has it; 0 while it has not, and for reads. */
  index: Index;
}

const REQUEST_ID = /^[A-Za-z0-9-]{1,64}$/;
const current = new AsyncLocalStorage<CallTrace>();

/** The edge's or the caller's own id; one of ours where there is none that can stand in a log. */
export function traceOf(metadata: Metadata): CallTrace {
  const [given] = metadata.get("x-request-id");
  const isFit = typeof given === "string" && REQUEST_ID.test(given);
  return { requestId: isFit ? given : randomBytes(8).toString("hex"), index: 0 };
}

export function inTrace<Value>(trace: CallTrace, work: () => Value): Value {
  return current.run(trace, work);
}

/** The call that runs now was executed at this index. */
export function noteIndex(index: Index): void {
  const trace = current.getStore();
  if (trace !== undefined) trace.index = index;
}

/** `outcome`: OK, or the reason of a refusal. */
export function logCall(
  logger: Logger,
  { requestId, index }: CallTrace,
  ended: { readonly method: string; readonly outcome: string; readonly startedMs: number },
): void {
  const { method, outcome, startedMs } = ended;
  const ms = Math.round((performance.now() - startedMs) * 10) / 10;
  const where = index === 0 ? {} : { index };
  logger.debug({ requestId, method, outcome, ms, ...where }, "call");
}
