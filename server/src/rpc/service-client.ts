/** Test support: calls a node as any program could, with what it answered beside the message. */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { DescMessage, DescMethod, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { Client, credentials, Metadata } from "@grpc/grpc-js";
import type { ClientReadableStream, ServiceError, StatusObject } from "@grpc/grpc-js";
import { EventService, SubscribeRequestSchema } from "@parley/proto/es/parley/v1/event_pb.js";
import type { SubscribeResponse } from "@parley/proto/es/parley/v1/event_pb.js";
import { methodDefinition } from "../lib/grpc-service.ts";

export interface AskOptions {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Kept by the client too. */
  readonly deadlineMs?: number;
  /** Told to the node alone: this client waits on, so that the node's own answer is seen. */
  readonly toldDeadlineMs?: number;
}

type MethodOf<In extends DescMessage, Out extends DescMessage> = DescMethod & {
  readonly input: In;
  readonly output: Out;
};

export interface Answer<Reply> {
  readonly reply: Reply;
  /** Initial metadata. */
  readonly headers: Metadata;
}

/** What a refused call is judged by. */
export interface Refused {
  readonly code: number;
  readonly details: string;
  readonly reason: string;
  readonly field: string;
  readonly metadata: Metadata;
}

export class ServiceClient {
  private readonly client: Client;

  constructor(address: string) {
    this.client = new Client(address, credentials.createInsecure(), {
      "grpc.use_local_subchannel_pool": 1,
      "grpc.enable_retries": 0,
    });
  }

  close(): void {
    this.client.close();
  }

  ask<In extends DescMessage, Out extends DescMessage>(
    method: MethodOf<In, Out>,
    request: MessageInitShape<In>,
    options: AskOptions = {},
  ): Promise<Answer<MessageShape<Out>>> {
    return this.askBytes(method, toBinary(method.input, create(method.input, request)), options);
  }

  /** The request as raw bytes, well formed or not. */
  askBytes<In extends DescMessage, Out extends DescMessage>(
    method: MethodOf<In, Out>,
    request: Uint8Array,
    options: AskOptions = {},
  ): Promise<Answer<MessageShape<Out>>> {
    return new Promise((resolve, reject) => {
      let headers = new Metadata();
      const call = this.client.makeUnaryRequest(
        methodDefinition(method).path,
        (bytes: Uint8Array) => Buffer.from(bytes),
        (bytes) => fromBinary(method.output, bytes),
        request,
        metadataOf(options),
        options.toldDeadlineMs === undefined
          ? { deadline: Date.now() + (options.deadlineMs ?? 5_000) }
          : {},
        (error, reply) => {
          if (error !== null || reply === undefined) return reject(error ?? new Error("no reply"));
          resolve({ reply, headers });
        },
      );
      call.on("metadata", (metadata: Metadata) => {
        headers = metadata;
      });
    });
  }

  /** Resolves with how the call was refused; rejects when it was not. */
  async refusal<In extends DescMessage, Out extends DescMessage>(
    method: MethodOf<In, Out>,
    request: MessageInitShape<In> | Uint8Array,
    options: AskOptions = {},
  ): Promise<Refused> {
    const asked =
      request instanceof Uint8Array
        ? this.askBytes(method, request, options)
        : this.ask(method, request, options);
    return asked.then(
      ({ reply }) => Promise.reject(new Error(`answered ${JSON.stringify(reply, bigintsAsText)}`)),
      (error: ServiceError) => refused(error),
    );
  }

  subscribe(
    request: MessageInitShape<typeof SubscribeRequestSchema>,
    options: AskOptions = {},
  ): StreamReader {
    const { path } = methodDefinition(EventService.method.subscribe);
    const { output } = EventService.method.subscribe;
    const call = this.client.makeServerStreamRequest(
      path,
      (bytes: Uint8Array) => Buffer.from(bytes),
      (bytes) => fromBinary(output, bytes),
      toBinary(SubscribeRequestSchema, create(SubscribeRequestSchema, request)),
      metadataOf(options),
    );
    return new StreamReader(call);
  }
}

type Item = SubscribeResponse["item"];
type Values = { [One in Extract<Item, { case: string }> as One["case"]]: One["value"] };
type Case = keyof Values;

/** Everything a stream said, in order, and how it ended. */
export class StreamReader {
  private readonly call: ClientReadableStream<SubscribeResponse>;
  readonly items: Item[] = [];
  readonly ended: Promise<Refused>;
  private wake: () => void = () => undefined;

  constructor(call: ClientReadableStream<SubscribeResponse>) {
    this.call = call;
    call.on("data", (response: SubscribeResponse) => {
      this.items.push(response.item);
      this.wake();
    });
    call.on("error", () => undefined);
    this.ended = new Promise((resolve) => {
      call.on("status", (status: StatusObject) => resolve(refused(status)));
    });
  }

  get cases(): readonly (Case | undefined)[] {
    return this.items.map((item) => item.case);
  }

  all<One extends Case>(one: One): Values[One][] {
    return this.items.flatMap((item) => (isOf(item, one) ? [item.value] : []));
  }

  /** Until `count` items of this kind have come; fails when the stream ends before. */
  async until<One extends Case>(one: One, count = 1): Promise<Values[One][]> {
    while (this.all(one).length < count) {
      await Promise.race([
        new Promise<void>((resolve) => {
          this.wake = resolve;
        }),
        this.ended.then(({ reason, code }) =>
          Promise.reject(new Error(`the stream ended with ${code} ${reason} before ${one}`)),
        ),
      ]);
    }
    return this.all(one);
  }

  pause(): void {
    this.call.pause();
  }

  resume(): void {
    this.call.resume();
  }

  cancel(): void {
    this.call.cancel();
  }
}

function isOf<One extends Case>(
  item: Item,
  one: One,
): item is Item & { case: One; value: Values[One] } {
  return item.case === one;
}

function metadataOf({ token, headers = {}, toldDeadlineMs }: AskOptions): Metadata {
  const metadata = new Metadata();
  if (toldDeadlineMs !== undefined) metadata.set("grpc-timeout", `${toldDeadlineMs}m`);
  if (token !== undefined) metadata.set("authorization", `Bearer ${token}`);
  for (const [name, values] of Object.entries(headers)) {
    for (const value of [values].flat()) metadata.add(name, value);
  }
  return metadata;
}

function refused({ code, details, metadata }: StatusObject): Refused {
  const text = (name: string): string => String(metadata.get(name)[0] ?? "");
  return { code, details, metadata, reason: text("parley-reason"), field: text("parley-field") };
}

function bigintsAsText(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
