/**
 * One attempt to reach one peer: a channel of its own and one long stream on it, over which this node speaks.
 * A new attempt gets a new channel, so the back-off is ours alone (peer-dial.ts).
 *
 *   opening ── Welcome proves the peer; our Proof follows ──▶ proved ──▶ ended
 *      └────────────── refused, late, broken ─────────────────────────────▶┘
 */
import { create, toBinary } from "@bufbuild/protobuf";
import { Client, credentials, Metadata, status } from "@grpc/grpc-js";
import type { ClientDuplexStream, StatusObject } from "@grpc/grpc-js";
import { ChannelRequestSchema, PeerService } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import type {
  ChannelRequest,
  ChannelResponse,
  Welcome,
} from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import { methodDefinition } from "../lib/grpc-service.ts";
import { freshNonce, isProof, PEER_VERSION, proofOf } from "./peer-proof.ts";
import type { PeerPair } from "./peer-proof.ts";
import {
  dialOptions,
  PROOF_MS,
  QUEUE_BYTES,
  QUEUE_MESSAGES,
  GOSSIP_QUEUE_BYTES,
} from "./peer-settings.ts";

export interface DialledStreamOptions {
  readonly address: string;
  readonly pair: PeerPair;
  /** snapshots: for their parts only, beside the channel. */
  readonly method: "channel" | "snapshots";
  readonly clusterKey: Uint8Array;
  readonly incarnation: number;
  /** This node's name and peer port, for a peer whose log does not name it yet. */
  readonly caller: { readonly name: string; readonly address: () => string };
}

/** goodbye: the peer stops in order. refused: somebody is there who does not take us, or is not who we want. */
export type DialEnd = "goodbye" | "lost" | "refused";

export interface DialledStreamEvents {
  proved(): void;
  /** Once, whatever happened, and nothing after it. */
  ended(how: DialEnd, details: string): void;
}

// The requests of both methods have the same fields with the same numbers, and so have the answers.
const { responseDeserialize } = methodDefinition(PeerService.method.channel);
const REFUSALS: readonly status[] = [
  status.UNAUTHENTICATED,
  status.PERMISSION_DENIED,
  status.FAILED_PRECONDITION,
  // A message above the limit, of either side: a loss would be tried again without a word.
  status.RESOURCE_EXHAUSTED,
];

export class DialledStream {
  private readonly options: DialledStreamOptions;
  private readonly events: DialledStreamEvents;
  private readonly nonce = freshNonce();
  private readonly client: Client;
  private readonly call: ClientDuplexStream<Buffer, ChannelResponse>;
  private readonly proofTimer: NodeJS.Timeout;
  private state: "opening" | "proved" | "ended" = "opening";
  /** Why we ended it ourselves; empty while we did not. */
  private complaint = "";
  private queuedBytes = 0;
  private queuedMessages = 0;

  constructor(options: DialledStreamOptions, events: DialledStreamEvents) {
    this.options = options;
    this.events = events;
    this.client = new Client(options.address, credentials.createInsecure(), dialOptions);
    this.call = this.client.makeBidiStreamRequest(
      methodDefinition(PeerService.method[options.method]).path,
      (bytes: Buffer) => bytes,
      // The definition is untyped; this method answers with ChannelResponse only.
      responseDeserialize as (bytes: Buffer) => ChannelResponse,
      new Metadata(),
    );
    this.call.on("data", (response: ChannelResponse) => this.onResponse(response));
    // The status says the same and always comes.
    this.call.on("error", () => undefined);
    this.call.on("status", (ended: StatusObject) => this.onStatus(ended));
    this.proofTimer = setTimeout(() => this.giveUp("no answer to our greeting in time"), PROOF_MS);
    this.write({ case: "hello", value: this.hello() });
  }

  get isProved(): boolean {
    return this.state === "proved";
  }

  /** Room for another message: proved, not leaving, and the queue not full. */
  get hasRoom(): boolean {
    const { queuedBytes, queuedMessages } = this;
    if (this.state !== "proved" || this.call.writableEnded) return false;
    return queuedBytes < QUEUE_BYTES && queuedMessages < QUEUE_MESSAGES;
  }

  /** So little waits that what may be lost need not be. */
  get isQuiet(): boolean {
    return this.hasRoom && this.queuedBytes < GOSSIP_QUEUE_BYTES;
  }

  /** Dropped without room. */
  send(item: ChannelRequest["item"]): void {
    if (this.hasRoom) this.write(item);
  }

  /** Tells the peer that this end is on purpose, then closes our side; `ended` follows when the peer has heard. */
  goodbye(): void {
    if (this.state === "ended") return;
    this.write({ case: "goodbye", value: { $typeName: "parley.peer.v1.Goodbye" } });
    this.call.end();
  }

  cut(): void {
    if (this.state !== "ended") this.call.cancel();
  }

  private write(item: ChannelRequest["item"]): void {
    const bytes = encode(item);
    this.queuedBytes += bytes.length;
    this.queuedMessages += 1;
    this.call.write(bytes, () => {
      this.queuedBytes -= bytes.length;
      this.queuedMessages -= 1;
    });
  }

  private hello() {
    const { pair, incarnation, caller } = this.options;
    return {
      $typeName: "parley.peer.v1.Hello" as const,
      clusterId: pair.clusterId,
      from: pair.from,
      to: pair.to,
      incarnation: BigInt(incarnation),
      nonce: this.nonce,
      version: PEER_VERSION,
      name: caller.name,
      address: caller.address(),
    };
  }

  private onResponse(response: ChannelResponse): void {
    if (this.state !== "opening" || response.item.case !== "welcome") return;
    this.onWelcome(response.item.value);
  }

  private onWelcome(welcome: Welcome): void {
    const { clusterKey, pair } = this.options;
    const expected = proofOf(clusterKey, "parley peer answers", pair, this.nonce);
    if (!isProof(expected, welcome.mac))
      return this.giveUp("the answering side does not hold the cluster key");
    clearTimeout(this.proofTimer);
    const mac = proofOf(clusterKey, "parley peer dials", pair, welcome.nonce);
    this.write({ case: "proof", value: { $typeName: "parley.peer.v1.Proof", mac } });
    this.state = "proved";
    this.events.proved();
  }

  private giveUp(complaint: string): void {
    this.complaint = complaint;
    this.call.cancel();
  }

  private onStatus(ended: StatusObject): void {
    if (this.state === "ended") return;
    this.state = "ended";
    clearTimeout(this.proofTimer);
    this.client.close();
    if (ended.code === status.OK) this.events.ended("goodbye", "");
    else if (this.complaint !== "") this.events.ended("refused", this.complaint);
    else this.events.ended(REFUSALS.includes(ended.code) ? "refused" : "lost", ended.details);
  }
}

function encode(item: ChannelRequest["item"]): Buffer {
  const bytes = toBinary(ChannelRequestSchema, create(ChannelRequestSchema, { item }));
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
