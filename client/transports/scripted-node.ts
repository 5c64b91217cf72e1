/** A real grpc-js server that speaks the contract by script: enough of a node to test a transport against. */
import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  toBinary,
} from "@bufbuild/protobuf";
import {
  Metadata,
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
  status,
} from "@grpc/grpc-js";
import { ClusterService } from "@parley/proto/es/parley/v1/cluster_pb.js";
import { EventService, SubscribeResponseSchema } from "@parley/proto/es/parley/v1/event_pb.js";
import { WriteRequestSchema, WriteService } from "@parley/proto/es/parley/v1/write_pb.js";

type Stream = ServerWritableStream<Uint8Array, Uint8Array>;

export class ScriptedNode {
  readonly name: string;
  readonly leader: string;
  isFrozen = false;
  readonly streams: Stream[] = [];
  /** Metadata of the newest call, by name. */
  heard: Readonly<Record<string, unknown>> = {};
  private readonly server = new Server();

  constructor(name: string, leader: string) {
    this.name = name;
    this.leader = leader;
    this.server.register(
      path(ClusterService.method.now),
      (call: Unary, done: Done) => this.now(call, done),
      bytes,
      buffer,
      "unary",
    );
    this.server.register(
      path(WriteService.method.write),
      (call: Unary, done: Done) => this.write(call, done),
      bytes,
      buffer,
      "unary",
    );
    this.server.register(
      path(EventService.method.subscribe),
      (call: Stream) => this.subscribe(call),
      bytes,
      buffer,
      "serverStream",
    );
  }

  /** Resolves with host:port. */
  listen(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
        if (error === null) resolve(`127.0.0.1:${port}`);
        else reject(error);
      });
    });
  }

  kill(): void {
    this.server.forceShutdown();
  }

  push(item: NonNullable<MessageInitShape<typeof SubscribeResponseSchema>["item"]>): void {
    const message = toBinary(SubscribeResponseSchema, create(SubscribeResponseSchema, { item }));
    for (const stream of this.streams) stream.write(message);
  }

  endStreams(code: number, reason: string): void {
    for (const stream of this.streams)
      stream.emit("error", {
        code,
        details: reason,
        metadata: this.metadata({ "parley-reason": reason }),
      });
  }

  private now(call: Unary, done: Done): void {
    this.hear(call);
    if (this.isFrozen) return;
    const { output } = ClusterService.method.now;
    this.answer(
      call,
      done,
      encode(output, {
        clusterId: "c",
        timeMs: 5n,
        node: this.name,
        leader: this.leader,
        term: 3n,
      }),
    );
  }

  private write(call: Unary, done: Done): void {
    this.hear(call);
    if (this.isFrozen) return;
    if (this.leader !== this.name) {
      const metadata = this.metadata({ "parley-reason": "NOT_LEADER" });
      return done({ code: status.FAILED_PRECONDITION, details: "not the leader", metadata });
    }
    const { rows } = fromBinary(WriteRequestSchema, call.request);
    const answers = rows.map(({ key }) => ({
      clientId: key?.clientId ?? "",
      seq: key?.seq ?? 0n,
      index: 9n,
      outcome: SENT,
    }));
    this.answer(call, done, encode(WriteService.method.write.output, { index: 9n, answers }));
  }

  private subscribe(call: Stream): void {
    this.heard = call.metadata.getMap();
    this.streams.push(call);
    call.sendMetadata(this.metadata({}));
    const hello = {
      clusterId: "c",
      node: this.name,
      term: 3n,
      leader: this.leader,
      heartbeatMs: 2_000,
    };
    this.push({
      case: "hello",
      value: { $typeName: "parley.v1.Hello", appliedIndex: 9n, nodes: [], timeMs: 5n, ...hello },
    });
  }

  private answer(call: Unary, done: Done, message: Uint8Array): void {
    call.sendMetadata(this.metadata({}));
    done(null, message);
  }

  private hear(call: Unary): void {
    this.heard = call.metadata.getMap();
  }

  private metadata(more: Readonly<Record<string, string>>): Metadata {
    const metadata = new Metadata();
    const facts = {
      "parley-node": this.name,
      "parley-term": "3",
      "parley-leader": this.leader,
      ...more,
    };
    for (const [name, value] of Object.entries(facts)) metadata.set(name, value);
    return metadata;
  }
}

type Unary = ServerUnaryCall<Uint8Array, Uint8Array>;
type Done = sendUnaryData<Uint8Array>;

const SENT = {
  case: "messageSent",
  value: {
    $typeName: "parley.v1.MessageSent",
    conversationId: "7",
    messageId: "9",
    seq: 1n,
    sentMs: 5n,
  },
} as const;

function path(method: {
  readonly parent: { readonly typeName: string };
  readonly name: string;
}): string {
  return `/${method.parent.typeName}/${method.name}`;
}

function encode<Desc extends DescMessage>(schema: Desc, init: MessageInitShape<Desc>): Uint8Array {
  return toBinary(schema, create(schema, init));
}

function bytes(message: Uint8Array): Buffer {
  return Buffer.from(message);
}

function buffer(message: Buffer): Uint8Array {
  return message;
}
