/**
 * One stream that somebody dialled to us. Until the caller has proved that it is a member, nothing it says
 * reaches the rest of the node.
 *
 *   greeting ── Hello ──▶ challenged ── Proof ──▶ proved ──▶ ended
 *      └───── wrong, late, hostile ──┴──────────────────────▶┘
 */
import { create, toBinary } from "@bufbuild/protobuf";
import { status } from "@grpc/grpc-js";
import type { ServerDuplexStream } from "@grpc/grpc-js";
import { ChannelResponseSchema } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import type {
  ChannelRequest,
  ChannelResponse,
  Gossip,
  Hello,
  Report,
} from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import type { Encoded } from "../lib/grpc-service.ts";
import type { RaftId } from "../raft/types.ts";
import { freshNonce, isProof, NONCE_BYTES, PEER_VERSION, proofOf } from "./peer-proof.ts";
import type { PeerPair } from "./peer-proof.ts";
import { PROOF_MS } from "./peer-settings.ts";
import type { PeerRefusal } from "./refusals.ts";
import type { TransportRefusal } from "./transport-endings.ts";

/** A raft id has 16; what is longer is none. */
const ID_CHARACTERS = 32;

export type ChannelCall = ServerDuplexStream<ChannelRequest, Encoded<ChannelResponse>>;

export interface DoorKeeper {
  readonly clusterId: string;
  readonly id: RaftId;
  readonly clusterKey: Uint8Array;
  readonly incarnation: number;
  /** Whether somebody who claims this id, and then proves it, is let in. */
  admits(id: string): Admission;
}

export type Admission =
  | { readonly kind: "admitted"; readonly id: RaftId }
  | { readonly kind: "refused"; readonly reason: PeerRefusal; readonly sentence: string };

/** Who a proved caller is, and where it says to be found. */
export interface Caller {
  readonly id: RaftId;
  readonly name: string;
  readonly address: string;
}

export interface AcceptedStreamEvents {
  proved(caller: Caller): void;
  raft(peer: RaftId, bytes: Uint8Array): void;
  report(peer: RaftId, report: Report): void;
  gossip(peer: RaftId, gossip: Gossip): void;
  /** `claims`: the id that the caller said to have; empty before it greeted. */
  refused(reason: PeerRefusal, sentence: string, claims: string): void;
  /** Why the transport ended the call by itself; null when it did not. */
  transportRefusal(): TransportRefusal | null;
  /** Once. `peer` is null when nobody had proved anything. */
  ended(peer: RaftId | null, graceful: boolean): void;
}

export class AcceptedStream {
  private readonly call: ChannelCall;
  private readonly keeper: DoorKeeper;
  private readonly events: AcceptedStreamEvents;
  private readonly nonce = freshNonce();
  private readonly proofTimer: NodeJS.Timeout;
  private state: "greeting" | "challenged" | "proved" | "ended" = "greeting";
  private pair: PeerPair | null = null;
  private claimed: Caller | null = null;
  private claims = "";

  constructor(call: ChannelCall, keeper: DoorKeeper, events: AcceptedStreamEvents) {
    this.call = call;
    this.keeper = keeper;
    this.events = events;
    this.proofTimer = setTimeout(
      () => this.refuse("LATE", "no proof of membership in time"),
      PROOF_MS,
    );
    call.on("data", (request: ChannelRequest) => this.onRequest(request));
    // Comes after every end, ours included; `error` and `end` tell nothing more.
    call.on("cancelled", () => this.onCancelled());
    call.on("error", () => undefined);
  }

  /** Ends the stream with a sentence; a proved peer counts as lost. */
  refuse(reason: PeerRefusal, sentence: string): void {
    if (this.state === "ended") return;
    this.events.refused(reason, sentence, this.claims);
    this.end(status.UNAUTHENTICATED, sentence);
  }

  /** The same member has dialled anew. */
  replace(): void {
    this.end(status.ABORTED, "replaced by a newer stream of the same member");
  }

  /** This node stops in order: the caller sees a clean end. */
  goodbye(): void {
    if (this.state === "ended") return;
    this.finish(true);
    this.call.end();
  }

  /** The caller has gone, or said what the transport does not even hand over. */
  private onCancelled(): void {
    if (this.state === "ended") return;
    const refusal = this.events.transportRefusal();
    if (refusal !== null) this.events.refused(refusal.reason, refusal.sentence, this.claims);
    this.finish(false);
  }

  private onRequest(request: ChannelRequest): void {
    const { item } = request;
    if (this.state === "greeting" && item.case === "hello") return this.onHello(item.value);
    if (this.state === "challenged" && item.case === "proof") return this.onProof(item.value.mac);
    if (this.state === "proved" && this.claimed !== null) return this.onItem(this.claimed.id, item);
    this.refuse("OUT_OF_TURN", "a message before its time");
  }

  private onHello(hello: Hello): void {
    const { keeper } = this;
    // Bounded: it is written to the log.
    this.claims = hello.from.slice(0, ID_CHARACTERS);
    if (hello.version !== PEER_VERSION)
      return this.refuse(
        "UNKNOWN_VERSION",
        `peer protocol ${hello.version} is unknown here; this node speaks ${PEER_VERSION}`,
      );
    if (hello.clusterId !== keeper.clusterId)
      return this.refuse("OTHER_CLUSTER", "a member of another cluster");
    if (hello.to !== keeper.id)
      return this.refuse(
        "OTHER_NODE",
        "this greeting is meant for another node; an address points to the wrong one",
      );
    const admission = keeper.admits(hello.from);
    if (admission.kind === "refused") return this.refuse(admission.reason, admission.sentence);
    if (hello.nonce.length !== NONCE_BYTES) return this.refuse("MALFORMED", "a malformed greeting");
    this.claimed = { id: admission.id, name: hello.name, address: hello.address };
    this.pair = { clusterId: keeper.clusterId, from: admission.id, to: keeper.id };
    this.state = "challenged";
    const welcome = create(ChannelResponseSchema, {
      item: {
        case: "welcome",
        value: {
          nonce: this.nonce,
          mac: proofOf(keeper.clusterKey, "parley peer answers", this.pair, hello.nonce),
          incarnation: BigInt(keeper.incarnation),
        },
      },
    });
    // As bytes: an answer to either method has the same fields.
    this.call.write(toBinary(ChannelResponseSchema, welcome));
  }

  private onProof(mac: Uint8Array): void {
    const { claimed, pair, keeper } = this;
    if (claimed === null || pair === null) return;
    if (!isProof(proofOf(keeper.clusterKey, "parley peer dials", pair, this.nonce), mac)) {
      return this.refuse("WRONG_KEY", "the caller does not hold the cluster key");
    }
    clearTimeout(this.proofTimer);
    this.state = "proved";
    this.events.proved(claimed);
  }

  private onItem(peer: RaftId, item: ChannelRequest["item"]): void {
    switch (item.case) {
      case "raft":
        return this.events.raft(peer, item.value);
      case "report":
        return this.events.report(peer, item.value);
      case "gossip":
        return this.events.gossip(peer, item.value);
      case "goodbye":
        this.finish(true);
        this.call.end();
        return;
      case "hello":
      case "proof":
        return this.refuse("OUT_OF_TURN", "a second greeting");
      case undefined:
        // A newer peer may say more than we know.
        return;
    }
  }

  private end(code: status, details: string): void {
    this.finish(false);
    this.call.emit("error", { code, details });
  }

  private finish(graceful: boolean): void {
    if (this.state === "ended") return;
    const peer = this.state === "proved" ? (this.claimed?.id ?? null) : null;
    this.state = "ended";
    clearTimeout(this.proofTimer);
    this.events.ended(peer, graceful);
  }
}
