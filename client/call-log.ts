/**
 * A client's log: one line for each attempt, under an id that travels along (x-request-id), so that the edge's line and the
 * node's can be found. It knows verbs and keys, and nothing of what people write, their names or their tokens.
 */
import type { Clock } from "./clock.ts";
import { randomHex } from "./system-clock.ts";
import type {
  AttemptOptions,
  Calls,
  Reply,
  Route,
  StreamListener,
  SubscribeOptions,
  SubscribeRequest,
  Transport,
  Verb,
} from "./transport.ts";

export interface CallLine {
  /** Wall clock, ms since 1970, at the end. */
  readonly time: number;
  readonly requestId: string;
  readonly verb: Verb | "subscribe";
  /** The node it was pinned to; empty: anyone. */
  readonly pin: string;
  /** Who answered, where that is known. */
  readonly node: string;
  /** OK; a reason of docs/errors.md; or, where no node said why, `timer`, `abort` or `code 14`. */
  readonly outcome: string;
  readonly ms: number;
  /** Of a write: its first key, which a repeat has too. */
  readonly key?: string;
  /** Of a write: its place in the log. */
  readonly index?: number;
}

export interface LoggedTransportOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: (line: CallLine) => void;
}

export class LoggedTransport implements Transport {
  private readonly options: LoggedTransportOptions;

  constructor(options: LoggedTransportOptions) {
    this.options = options;
  }

  async call<V extends Verb>(
    verb: V,
    request: Calls[V]["request"],
    options: AttemptOptions,
  ): Promise<Reply<Calls[V]["answer"]>> {
    const { transport, clock } = this.options;
    const requestId = newRequestId();
    const startedMs = clock.now();
    const reply = await transport.call(verb, request, { ...options, requestId });
    const facts = reply.ok ? reply.facts : reply.failure.facts;
    const line = { requestId, verb, pin: pinOf(options.route), node: facts.node };
    this.tell(line, startedMs, { outcome: outcomeOf(reply), ...keyOf(request), ...indexOf(reply) });
    return reply;
  }

  subscribe(
    request: SubscribeRequest,
    options: SubscribeOptions,
    listener: StreamListener,
  ): () => void {
    const { transport, clock } = this.options;
    const requestId = newRequestId();
    const startedMs = clock.now();
    return transport.subscribe(
      request,
      { ...options, requestId },
      {
        item: (item, sizeBytes) => listener.item(item, sizeBytes),
        ended: (failure) => {
          const { node } = failure.facts;
          const line = { requestId, verb: "subscribe" as const, pin: pinOf(options.route), node };
          this.tell(line, startedMs, { outcome: outcomeOf({ ok: false, failure }) });
          listener.ended(failure);
        },
      },
    );
  }

  close(): void {
    this.options.transport.close();
  }

  private tell(
    line: Pick<CallLine, "requestId" | "verb" | "pin" | "node">,
    startedMs: number,
    ended: Pick<CallLine, "outcome" | "key" | "index">,
  ): void {
    const { clock, log } = this.options;
    log({ time: clock.wall(), ...line, ms: Math.round(clock.now() - startedMs), ...ended });
  }
}

/** Names a line and decides nothing, so it takes no part in what a test repeats. */
const newRequestId = (): string => randomHex(8);

const pinOf = (route: Route): string => (route.kind === "pin" ? route.node : "");

function outcomeOf(reply: Reply<unknown>): string {
  if (reply.ok) return "OK";
  const { reason, endedBy, code } = reply.failure;
  if (reason !== "") return reason;
  return endedBy === "peer" ? `code ${code}` : endedBy;
}

function keyOf(request: object): { readonly key?: string } {
  if (!("rows" in request) || !Array.isArray(request.rows)) return {};
  const { key } = (request as Calls["write"]["request"]).rows[0] ?? {}; // Only writes have rows.
  return key === undefined ? {} : { key: `${key.clientId}:${key.seq}` };
}

function indexOf(reply: Reply<unknown>): { readonly index?: number } {
  if (!reply.ok || typeof reply.value !== "object" || reply.value === null) return {};
  if (!("answers" in reply.value) || !("index" in reply.value)) return {};
  return { index: Number(reply.value.index) };
}
