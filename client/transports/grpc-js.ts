/**
 * The transport of programs: grpc-js straight to the nodes, or through the edge. Every attempt has a timer of its
 * own besides gRPC's deadline, and ends exactly once.
 */
import {
  type ChannelCredentials,
  type ClientReadableStream,
  Metadata,
  type ServiceError,
  status,
} from "@grpc/grpc-js";
import type { StreamItem } from "../model.ts";
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
import { ES_ACCOUNT_VERBS } from "./es-account-verbs.ts";
import { ES_PEOPLE_VERBS } from "./es-people-verbs.ts";
import { ES_SEARCH_VERBS } from "./es-search-verbs.ts";
import { ES_SUBSCRIBE, ES_VERBS, type VerbCodec } from "./es-verbs.ts";
import { type Channel, type NodeAddress, NodeChannels } from "./node-channels.ts";
import { factsOf, failed, failureOf } from "../wire-errors.ts";

export type GrpcJsOptions = { readonly credentials?: ChannelCredentials } & (
  | { readonly nodes: readonly NodeAddress[] }
  /** host:port of Envoy, which reads x-parley-node itself. */
  | { readonly edge: string }
);

const CODECS: { readonly [V in Verb]: VerbCodec<V> } = {
  ...ES_VERBS,
  ...ES_ACCOUNT_VERBS,
  ...ES_PEOPLE_VERBS,
  ...ES_SEARCH_VERBS,
};

/** The node's own deadline comes a little after our timer, so that it is always we who say "timed out". */
const DEADLINE_GRACE_MS = 50;

/** Envoy's csrf filter refuses a POST without an origin equal to its host (edge.md 1, rule 10). */
function edgeOrigin(options: GrpcJsOptions): string {
  return "edge" in options ? `http://${options.edge}` : "";
}

export class GrpcJsTransport implements Transport {
  private readonly channels: NodeChannels;
  private readonly origin: string;

  constructor(options: GrpcJsOptions) {
    const nodes = "edge" in options ? [{ address: options.edge }] : options.nodes;
    this.channels = new NodeChannels(nodes, options.credentials);
    this.origin = edgeOrigin(options);
  }

  call<V extends Verb>(
    verb: V,
    request: Calls[V]["request"],
    options: AttemptOptions,
  ): Promise<Reply<Calls[V]["answer"]>> {
    const codec: VerbCodec<V> = CODECS[verb];
    const channel = this.channels.pick(options.route, Date.now());
    if (channel === null) return Promise.resolve(noSuchNode(options.route));
    return new Promise((resolve) => {
      const attempt = new UnaryAttempt<V>(channel, this.nameOf(channel, options.route), (reply) => {
        this.note(channel, reply);
        resolve(reply);
      });
      attempt.run(codec, request, {
        ...options,
        metadata: this.metadata(options),
      });
    });
  }

  subscribe(
    request: SubscribeRequest,
    options: SubscribeOptions,
    listener: StreamListener,
  ): () => void {
    const channel = this.channels.pick(options.route, Date.now());
    if (channel === null) {
      const { failure } = noSuchNode(options.route);
      const timer = setTimeout(() => listener.ended(failure), 0);
      return () => clearTimeout(timer);
    }
    const call = channel.client.makeServerStreamRequest(
      ES_SUBSCRIBE.path,
      (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      (bytes: Buffer) => ({ item: ES_SUBSCRIBE.decode(bytes), sizeBytes: bytes.length }),
      ES_SUBSCRIBE.encode(request),
      this.metadata(options),
    );
    return listen(call, listener, this.nameOf(channel, options.route));
  }

  close(): void {
    this.channels.close();
  }

  private metadata(options: SubscribeOptions & Pick<AttemptOptions, "allowStale">): Metadata {
    const { route, token, allowStale = false, requestId = "" } = options;
    const metadata = new Metadata();
    if (route.kind === "pin") metadata.set("x-parley-node", route.node);
    else metadata.set("x-parley-any", "1");
    if (requestId !== "") metadata.set("x-request-id", requestId);
    if (allowStale) metadata.set("x-parley-stale", "allow");
    if (token !== "") metadata.set("authorization", `Bearer ${token}`);
    if (this.origin !== "") metadata.set("origin", this.origin);
    return metadata;
  }

  /** Who is at the other end, as far as the address tells. */
  private nameOf(channel: Channel, route: Route): string {
    return channel.name === "" && route.kind === "pin" ? route.node : channel.name;
  }

  private note(channel: Channel, reply: Reply<unknown>): void {
    if (reply.ok) {
      channel.sickUntilMs = 0;
      if (this.origin === "" && channel.name === "") channel.name = reply.facts.node;
    } else if (reply.failure.reason === "" && reply.failure.endedBy !== "abort") {
      this.channels.markSick(channel, Date.now());
    }
  }
}

interface Sending extends AttemptOptions {
  readonly metadata: Metadata;
}

/** One unary attempt: the first end wins, be it the answer, an error, the timer or an abort. */
class UnaryAttempt<V extends Verb> {
  private readonly channel: Channel;
  private readonly dialled: string;
  private readonly done: (reply: Reply<Calls[V]["answer"]>) => void;
  private initial = new Metadata();
  private hasEnded = false;
  private cleanUp: () => void = () => {};

  constructor(channel: Channel, dialled: string, done: (reply: Reply<Calls[V]["answer"]>) => void) {
    this.channel = channel;
    this.dialled = dialled;
    this.done = done;
  }

  run(codec: VerbCodec<V>, request: Calls[V]["request"], sending: Sending): void {
    const { deadlineMs, signal, metadata } = sending;
    if (signal?.aborted)
      return this.end({ ok: false, failure: failed({ code: status.CANCELLED, endedBy: "abort" }) });
    if (deadlineMs <= 0)
      return this.end({
        ok: false,
        failure: failed({ code: status.DEADLINE_EXCEEDED, endedBy: "timer" }),
      });
    const untilMs = Date.now() + deadlineMs;
    const call = this.channel.client.makeUnaryRequest(
      codec.path,
      (each: Calls[V]["request"]) => Buffer.from(codec.encode(each)),
      (bytes: Buffer) => decoded(() => codec.decode(bytes)),
      request,
      metadata,
      { deadline: untilMs + DEADLINE_GRACE_MS },
      (error, answer) => this.answered(error, answer),
    );
    call.on("metadata", (initial: Metadata) => {
      this.initial = initial;
    });
    const cut = (endedBy: "timer" | "abort", code: number): void => {
      this.end({ ok: false, failure: failed({ code, endedBy, facts: this.facts() }) });
      call.cancel();
    };
    const onAbort = (): void => cut("abort", status.CANCELLED);
    // On a busy machine the call alone may have taken a while: the grace is not for that.
    const leftMs = Math.max(0, untilMs - Date.now());
    const timer = setTimeout(() => cut("timer", status.DEADLINE_EXCEEDED), leftMs);
    signal?.addEventListener("abort", onAbort);
    this.cleanUp = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
  }

  private answered(
    error: ServiceError | null,
    answer: Decoded<Calls[V]["answer"]> | undefined,
  ): void {
    if (error !== null)
      return this.end({
        ok: false,
        failure: failureOf(errorParts(error), this.reader(error.metadata), this.dialled),
      });
    if (answer === undefined || "broken" in answer) {
      return this.end({
        ok: false,
        failure: failed({
          code: 13,
          withoutStatus: true,
          message: "the reply cannot be read",
          facts: this.facts(),
        }),
      });
    }
    this.end({ ok: true, value: answer.value, facts: this.facts() });
  }

  private facts() {
    return factsOf(this.reader(undefined), this.dialled);
  }

  private reader(trailers: Metadata | undefined): (name: string) => string | undefined {
    return (name) => textOf(trailers, name) ?? textOf(this.initial, name);
  }

  private end(reply: Reply<Calls[V]["answer"]>): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.cleanUp();
    this.done(reply);
  }
}

function listen(
  call: ClientReadableStream<{ readonly item: StreamItem | null; readonly sizeBytes: number }>,
  listener: StreamListener,
  dialled: string,
): () => void {
  let hasEnded = false;
  let initial = new Metadata();
  const end = (
    error: { readonly code: number; readonly message: string },
    trailers?: Metadata,
  ): void => {
    if (hasEnded) return;
    hasEnded = true;
    listener.ended(
      failureOf(error, (name) => textOf(trailers, name) ?? textOf(initial, name), dialled),
    );
  };
  call.on("metadata", (metadata: Metadata) => {
    initial = metadata;
  });
  call.on(
    "data",
    ({ item, sizeBytes }: { readonly item: StreamItem | null; readonly sizeBytes: number }) => {
      if (!hasEnded && item !== null) listener.item(item, sizeBytes);
    },
  );
  call.on("error", (error: ServiceError) => end(errorParts(error), error.metadata));
  // A server never ends this stream well; where one does, it is as good as lost.
  call.on("end", () => end({ code: status.OK, message: "the stream ended" }));
  return () => {
    hasEnded = true;
    call.cancel();
  };
}

type Decoded<Value> = { readonly value: Value } | { readonly broken: unknown };

/** grpc-js would answer a throwing decoder with a bare INTERNAL; keep it apart from the server's own. */
function decoded<Value>(decode: () => Value): Decoded<Value> {
  try {
    return { value: decode() };
  } catch (broken) {
    return { broken };
  }
}

function errorParts(error: ServiceError): { readonly code: number; readonly message: string } {
  return { code: error.code, message: error.details };
}

function textOf(metadata: Metadata | undefined, name: string): string | undefined {
  const value = metadata?.get(name).at(-1);
  return value === undefined ? undefined : String(value);
}

function noSuchNode(route: Route): {
  readonly ok: false;
  readonly failure: ReturnType<typeof failed>;
} {
  const node = route.kind === "pin" ? route.node : "";
  const message = `no address is known for ${node === "" ? "any node" : node}`;
  return {
    ok: false,
    failure: failed({ code: status.UNAVAILABLE, message, facts: { node, term: 0, leader: "" } }),
  };
}
