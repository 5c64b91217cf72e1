/**
 * The transport of browsers: the official grpc-web runtime and generated stubs, text mode, so that the stream is
 * live (edge.md 5). Imported by bundlers only. Keeps its own timer on every call, settles what it cancels, and
 * takes the first terminal event: the runtime may fire several, or none.
 */
import { EventServiceClient } from "@parley/proto/grpcweb/parley/v1/EventServiceClientPb.ts";
import type { Metadata, RpcError } from "grpc-web";
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
} from "../transport.ts";
import { streamItemOf, subscribeTo, textModeBytes } from "./web-events.ts";
import type { LaterVerbs } from "./web-later-verbs.ts";
import { type StartedCall, type WebVerb, type WebVerbs, webVerbs } from "./web-verbs.ts";
import { factsOf, failed, failureOf } from "../wire-errors.ts";

/** The token travels as a cookie: `options.token` is not used here. */
export class GrpcWebTransport implements Transport {
  private readonly origin: string;
  private readonly verbs: WebVerbs;
  private readonly listen: EventServiceClient["subscribe"];
  private later: LaterVerbs | null = null;

  /** `origin`: where the edge is; empty for the page's own. */
  constructor(origin = "") {
    this.origin = origin;
    this.verbs = webVerbs(origin);
    const events = new EventServiceClient(origin);
    this.listen = events.subscribe.bind(events);
  }

  call<V extends Verb>(
    verb: V,
    request: Calls[V]["request"],
    options: AttemptOptions,
  ): Promise<Reply<Calls[V]["answer"]>> {
    return new Promise((resolve) => {
      const { deadlineMs, signal, route, requestId } = options;
      if (signal?.aborted)
        return resolve({ ok: false, failure: failed({ code: 1, endedBy: "abort" }) });
      // A deadline already past would be sent without any timeout.
      if (deadlineMs <= 0)
        return resolve({ ok: false, failure: failed({ code: 4, endedBy: "timer" }) });
      const attempt = new Attempt<Calls[V]["answer"]>(options, resolve);
      const stale = options.allowStale === true ? { "x-parley-stale": "allow" } : {};
      const deadline = String(Date.now() + deadlineMs);
      const metadata = { ...routeMetadata(route), ...stale, ...idMetadata(requestId), deadline };
      const begin = (stub: WebVerb<V> | undefined): void => {
        if (stub === undefined) attempt.fail(12, `no page asks ${verb}`);
        else
          attempt.begin(() =>
            stub.start(request, metadata, (error, answer) => attempt.called(error, answer)),
          );
      };
      const known = this.known(verb);
      if (known !== undefined || this.later !== null) begin(known);
      else
        void this.fetchLater().then(
          () => begin(this.known(verb)),
          () => attempt.fail(14, "the script of this call cannot be fetched"),
        );
    });
  }

  private known<V extends Verb>(verb: V): WebVerb<V> | undefined {
    const known: { readonly [Known in Verb]?: WebVerb<Known> } = { ...this.verbs, ...this.later };
    return known[verb];
  }

  /** Rejects when no server has it; the next call tries again. */
  private async fetchLater(): Promise<void> {
    const { laterVerbs } = await import("./web-later-verbs.ts");
    this.later ??= laterVerbs(this.origin);
  }

  subscribe(
    request: SubscribeRequest,
    options: SubscribeOptions,
    listener: StreamListener,
  ): () => void {
    const metadata = { ...routeMetadata(options.route), ...idMetadata(options.requestId) };
    const stream = this.listen(subscribeTo(request), metadata);
    let hasEnded = false;
    const end = (error: {
      readonly code: number;
      readonly message: string;
      readonly metadata?: Metadata;
    }): void => {
      if (hasEnded) return;
      hasEnded = true;
      listener.ended(failureOf(error, reader(error.metadata), dialled(options.route)));
      stream.cancel();
    };
    stream.on("data", (response) => {
      if (hasEnded) return;
      const item = streamItemOf(response);
      if (item !== null) listener.item(item, textModeBytes(item));
    });
    stream.on("error", (error: RpcError) => end(error));
    stream.on("status", ({ code, details, metadata }) => {
      const facts = metadata === undefined ? {} : { metadata };
      if (code !== 0) end({ code, message: details, ...facts });
    });
    stream.on("end", () => end({ code: 0, message: "the stream ended" }));
    return () => {
      hasEnded = true;
      stream.cancel();
    };
  }

  close(): void {
    // Nothing is pooled here: the browser owns the connections.
  }
}

/** One unary attempt: the first end wins. Its time runs from the beginning, also while the script of its verb is fetched. */
class Attempt<Answer> {
  private readonly route: Route;
  private readonly done: (reply: Reply<Answer>) => void;
  private call: StartedCall | null = null;
  private initial: Metadata = {};
  private hasStatus = false;
  private hasEnded = false;
  private readonly cleanUp: () => void;

  constructor({ route, deadlineMs, signal }: AttemptOptions, done: (reply: Reply<Answer>) => void) {
    this.route = route;
    this.done = done;
    const onAbort = (): void => this.cut("abort", 1);
    const timer = setTimeout(() => this.cut("timer", 4), deadlineMs);
    signal?.addEventListener("abort", onAbort);
    this.cleanUp = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
  }

  begin(start: () => StartedCall): void {
    if (this.hasEnded) return;
    this.call = start();
    this.call.on("metadata", (metadata) => {
      this.initial = metadata;
    });
    this.call.on("status", () => {
      this.hasStatus = true;
    });
  }

  fail(code: number, message: string): void {
    this.end({ ok: false, failure: failed({ code, message }) });
  }

  private cut(endedBy: "timer" | "abort", code: number): void {
    const facts = factsOf(reader(this.initial), dialled(this.route));
    this.end({ ok: false, failure: failed({ code, endedBy, facts }) });
    this.call?.cancel(); // fires neither error nor end: we have settled it
  }

  called(error: RpcError | null, answer: (() => Answer) | null): void {
    const facts = factsOf(reader(this.initial), dialled(this.route));
    if (error !== null && error.code !== 0) {
      const metadata = { ...this.initial, ...error.metadata };
      this.end({ ok: false, failure: failureOf(error, reader(metadata), dialled(this.route)) });
    } else if (answer === null || !this.hasStatus) {
      // A reply cut before its trailers resolves as if it were whole.
      this.end({
        ok: false,
        failure: failed({ code: 0, withoutStatus: true, message: "the reply was cut", facts }),
      });
    } else {
      this.decode(answer, facts);
    }
  }

  private decode(answer: () => Answer, facts: ReturnType<typeof factsOf>): void {
    try {
      this.end({ ok: true, value: answer(), facts });
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : "the reply cannot be read";
      this.end({ ok: false, failure: failed({ code: 13, withoutStatus: true, message, facts }) });
    }
  }

  private end(reply: Reply<Answer>): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.cleanUp();
    this.done(reply);
  }
}

function routeMetadata(route: Route): Metadata {
  return route.kind === "pin" ? { "x-parley-node": route.node } : { "x-parley-any": "1" };
}

function idMetadata(requestId: string | undefined): Metadata {
  return requestId === undefined ? {} : { "x-request-id": requestId };
}

function dialled(route: Route): string {
  return route.kind === "pin" ? route.node : "";
}

function reader(metadata: Metadata | undefined): (name: string) => string | undefined {
  return (name) => metadata?.[name];
}
