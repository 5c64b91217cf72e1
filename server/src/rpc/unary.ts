/** One call, one answer: the frame around every unary method. What a service throws becomes a status here. */
import type { handleUnaryCall, Metadata, sendUnaryData, ServerUnaryCall } from "@grpc/grpc-js";
import { AssertionFailure } from "../lib/assert.ts";
import type { Encoded } from "../lib/grpc-service.ts";
import { LIMITS } from "../limits.ts";
import { badSession, CallRefusal } from "./call-refusal.ts";
import { callerAddress } from "./caller-address.ts";
import { inTrace, logCall, traceOf } from "./call-trace.ts";
import { claimedToken } from "./caller-token.ts";
import { acceptedRequest } from "./door-definition.ts";
import type { Index } from "../ports.ts";
import type { RpcNode } from "./rpc-node.ts";
import { nodeFacts, reasonOf, statusOf } from "./status.ts";

/** Kept back from each deadline, so that a reason still reaches the caller before its bare timeout. */
const LAST_WORD_MS = 20;
/** `x-parley-stale: allow` on a read. Metadata and no field, so that no read can be without it. */
const ALLOW_STALE = "x-parley-stale";

export interface Call {
  /** sha256 of the session token; throws BAD_SESSION when the request brought none. */
  token(): Uint8Array;
  /** The same, or null when it brought none. */
  claimedToken(): Uint8Array | null;
  /** Where it comes from, as far as that can be known (caller-address.ts). */
  address(): string;
  /** What is left of the caller's patience, within our own limit. Throws when there is nothing left. */
  remainingMs(): number;
  /** The caller takes an old answer where a majority is away, if it says how old. */
  allowsStale(): boolean;
  /** What a stale answer is true of; leaves with a good answer only. */
  setAsOf(asOf: AsOf): void;
  /** Leaves with a good answer only. */
  setCookie(cookie: string): void;
}

/** The state that an answer was read from, or a newer one. */
export interface AsOf {
  readonly index: Index;
  /** Log time of that index, ms. */
  readonly time: number;
}

/** Beside an answer that goes out in any case, good or bad. */
interface Beside {
  readonly cookies: string[];
  asOf: AsOf | null;
}

export function unary<Request, Reply>(
  node: RpcNode,
  work: (request: Request, call: Call) => Promise<Encoded<Reply>>,
): handleUnaryCall<Request, Encoded<Reply>> {
  // `respond` answers in every case and never rejects.
  return (call, callback) => void respond(node, call, callback, work);
}

async function respond<Request, Reply>(
  node: RpcNode,
  call: ServerUnaryCall<Request, Encoded<Reply>>,
  callback: sendUnaryData<Encoded<Reply>>,
  work: (request: Request, call: Call) => Promise<Encoded<Reply>>,
): Promise<void> {
  const beside: Beside = { cookies: [], asOf: null };
  const trace = traceOf(call.metadata);
  const startedMs = performance.now();
  const ended = (outcome: string): void =>
    logCall(node.logger, trace, { method: call.getPath(), outcome, startedMs });
  let reply: Encoded<Reply>;
  try {
    reply = await inTrace(trace, () => runUnary(call, beside, work));
  } catch (error) {
    if (error instanceof AssertionFailure) node.fatal(error);
    const status = statusOf(error, node.log.status(), node.logger, trace.requestId);
    ended(reasonOf(status));
    callback(status);
    return;
  }
  ended("OK");
  if (call.cancelled) return;
  const headers = nodeFacts(node.log.status());
  for (const cookie of beside.cookies) headers.add("set-cookie", cookie);
  if (beside.asOf !== null) {
    headers.set("parley-as-of-index", String(beside.asOf.index));
    headers.set("parley-as-of-ms", String(beside.asOf.time));
  }
  call.sendMetadata(headers);
  callback(null, reply);
}

async function runUnary<Request, Reply>(
  call: ServerUnaryCall<Request, Encoded<Reply>>,
  beside: Beside,
  work: (request: Request, call: Call) => Promise<Encoded<Reply>>,
): Promise<Encoded<Reply>> {
  refuseCrossSite(call.metadata);
  const startedAtMs = Date.now();
  return work(acceptedRequest(call.request), {
    token: () => requireToken(call.metadata),
    claimedToken: () => claimedToken(call.metadata),
    address: () => callerAddress(call.getPeer(), call.metadata),
    remainingMs: () => remainingMs(call, startedAtMs),
    allowsStale: () => call.metadata.get(ALLOW_STALE).includes("allow"),
    setAsOf: (asOf) => {
      beside.asOf = asOf;
    },
    setCookie: (cookie) => void beside.cookies.push(cookie),
  });
}

export function requireToken(metadata: Metadata): Uint8Array {
  const token = claimedToken(metadata);
  if (token === null) throw badSession();
  return token;
}

/** Browsers say where a request comes from; the edge checks Origin, and this is the second look. */
export function refuseCrossSite(metadata: Metadata): void {
  if (metadata.get("sec-fetch-site").includes("cross-site")) {
    throw new CallRefusal("FORBIDDEN", "Requests from other sites are refused.");
  }
}

/** Work that nobody waits for any more is dropped before the disk and before consensus. */
function remainingMs(
  call: Pick<ServerUnaryCall<unknown, unknown>, "cancelled" | "getDeadline">,
  startedAtMs: number,
): number {
  const deadline = Math.min(Number(call.getDeadline()), startedAtMs + LIMITS.callMs);
  const remaining = Math.floor(deadline - Date.now() - LAST_WORD_MS);
  if (remaining > 0 && !call.cancelled) return remaining;
  throw new CallRefusal("OVERLOADED", "The time for this call was over before it was executed.");
}
