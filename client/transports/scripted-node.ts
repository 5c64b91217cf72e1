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
import { AccountService } from "@parley/proto/es/parley/v1/account_pb.js";
import { ClusterService } from "@parley/proto/es/parley/v1/cluster_pb.js";
import {
  EventService,
  SubscribeRequestSchema,
  SubscribeResponseSchema,
} from "@parley/proto/es/parley/v1/event_pb.js";
import { ConversationKind } from "@parley/proto/es/parley/v1/conversation_pb.js";
import {
  ConversationChangedSchema,
  MessageSentSchema,
  WriteRequestSchema,
  WriteService,
} from "@parley/proto/es/parley/v1/write_pb.js";

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
    this.unary(ClusterService.method.now, (call, done) => this.now(call, done));
    this.unary(WriteService.method.write, (call, done) => this.write(call, done));
    this.unary(AccountService.method.createAccount, (call, done) => this.createAccount(call, done));
    const subscribe = (call: Stream): void => this.subscribe(call);
    const { method } = EventService;
    this.server.register(path(method.subscribe), subscribe, bytes, buffer, "serverStream");
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

  private unary(method: Method, serve: (call: Unary, done: Done) => void): void {
    this.server.register(path(method), serve, bytes, buffer, "unary");
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
    const { rows, accountId } = fromBinary(WriteRequestSchema, call.request);
    if (isStranger(accountId)) return done(this.badSession());
    const answers = rows.map(({ key, operation }) => ({
      clientId: key?.clientId ?? "",
      seq: key?.seq ?? 0n,
      index: 9n,
      outcome: operation.case === "createRoom" ? MADE : SENT,
    }));
    this.answer(call, done, encode(WriteService.method.write.output, { index: 9n, answers }));
  }

  private createAccount(call: Unary, done: Done): void {
    this.hear(call);
    const session = { account: { id: "1", name: "ada" }, token: "t" };
    const { output } = AccountService.method.createAccount;
    this.answer(call, done, encode(output, { index: 8n, session }));
  }

  private subscribe(call: Stream): void {
    this.heard = call.metadata.getMap();
    const { accountId } = fromBinary(SubscribeRequestSchema, call.request);
    if (isStranger(accountId)) return void call.emit("error", this.badSession());
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

  private badSession() {
    const metadata = this.metadata({ "parley-reason": "BAD_SESSION" });
    return { code: status.UNAUTHENTICATED, details: "somebody else is signed in", metadata };
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

/** Every session here is account 1's. */
function isStranger(accountId: string): boolean {
  return accountId !== "" && accountId !== "1";
}

type Unary = ServerUnaryCall<Uint8Array, Uint8Array>;
type Done = sendUnaryData<Uint8Array>;

const SENT = {
  case: "messageSent",
  value: create(MessageSentSchema, { conversationId: "7", messageId: "9", seq: 1n, sentMs: 5n }),
} as const;

const MADE = {
  case: "conversationChanged",
  value: create(ConversationChangedSchema, {
    conversation: { id: "7", kind: ConversationKind.ROOM, name: "lounge" },
    membership: { conversationId: "7" },
  }),
} as const;

interface Method {
  readonly parent: { readonly typeName: string };
  readonly name: string;
}

function path(method: Method): string {
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
