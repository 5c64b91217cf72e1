/**
 * One stream that somebody dialled to us. Until the caller has proved that it is a member, nothing it says
 * reaches the rest of the node.
 *
 *   greeting ── Hello ──▶ challenged ── Proof ──▶ proved ──▶ ended
 *      └───── wrong, late, hostile ──┴──────────────────────▶┘
 */
import { create } from "@bufbuild/protobuf";
import { status } from "@grpc/grpc-js";
import type { ServerDuplexStream } from "@grpc/grpc-js";
import { ChannelResponseSchema } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import type {
  ChannelRequest,
  ChannelResponse,
  Hello,
  Report,
} from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import type { Encoded } from "../lib/grpc-service.ts";
import type { RaftId } from "../raft/types.ts";
import { freshNonce, isProof, NONCE_BYTES, PEER_VERSION, proofOf } from "./peer-proof.ts";
import type { PeerPair } from "./peer-proof.ts";
import { PROOF_MS } from "./peer-settings.ts";

export type ChannelCall = ServerDuplexStream<ChannelRequest, Encoded<ChannelResponse>>;

export interface DoorKeeper {
  readonly clusterId: string;
  readonly id: RaftId;
  readonly clusterKey: Uint8Array;
  readonly incarnation: number;
  /** Null for an id that is no other member. */
  memberOf(id: string): RaftId | null;
}

export interface AcceptedStreamEvents {
  proved(peer: RaftId): void;
  raft(peer: RaftId, bytes: Uint8Array): void;
  report(peer: RaftId, report: Report): void;
  refused(sentence: string): void;
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
  private claimed: RaftId | null = null;

  constructor(call: ChannelCall, keeper: DoorKeeper, events: AcceptedStreamEvents) {
    this.call = call;
    this.keeper = keeper;
    this.events = events;
    this.proofTimer = setTimeout(() => this.refuse("no proof of membership in time"), PROOF_MS);
    call.on("data", (request: ChannelRequest) => this.onRequest(request));
    // Comes after every end, ours included; `error` and `end` tell nothing more.
    call.on("cancelled", () => this.finish(false));
    call.on("error", () => undefined);
  }

  /** Ends the stream with a sentence; a proved peer counts as lost. */
  refuse(sentence: string): void {
    if (this.state === "ended") return;
    this.events.refused(sentence);
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

  private onRequest(request: ChannelRequest): void {
    const { item } = request;
    if (this.state === "greeting" && item.case === "hello") return this.onHello(item.value);
    if (this.state === "challenged" && item.case === "proof") return this.onProof(item.value.mac);
    if (this.state === "proved" && this.claimed !== null) return this.onItem(this.claimed, item);
    this.refuse("a message before its time");
  }

  private onHello(hello: Hello): void {
    const { keeper } = this;
    const claimed = keeper.memberOf(hello.from);
    if (hello.version !== PEER_VERSION)
      return this.refuse(
        `peer protocol ${hello.version} is unknown here; this node speaks ${PEER_VERSION}`,
      );
    if (hello.clusterId !== keeper.clusterId) return this.refuse("a member of another cluster");
    if (hello.to !== keeper.id)
      return this.refuse(
        "this greeting is meant for another node; an address points to the wrong one",
      );
    if (claimed === null) return this.refuse("not a member of this cluster");
    if (hello.nonce.length !== NONCE_BYTES) return this.refuse("a malformed greeting");
    this.claimed = claimed;
    this.pair = { clusterId: keeper.clusterId, from: claimed, to: keeper.id };
    this.state = "challenged";
    this.call.write(
      create(ChannelResponseSchema, {
        item: {
          case: "welcome",
          value: {
            nonce: this.nonce,
            mac: proofOf(keeper.clusterKey, "parley peer answers", this.pair, hello.nonce),
            incarnation: BigInt(keeper.incarnation),
          },
        },
      }),
    );
  }

  private onProof(mac: Uint8Array): void {
    const { claimed, pair, keeper } = this;
    if (claimed === null || pair === null) return;
    if (!isProof(proofOf(keeper.clusterKey, "parley peer dials", pair, this.nonce), mac)) {
      return this.refuse("the caller does not hold the cluster key");
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
      case "goodbye":
        this.finish(true);
        this.call.end();
        return;
      case "hello":
      case "proof":
        return this.refuse("a second greeting");
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
    const peer = this.state === "proved" ? this.claimed : null;
    this.state = "ended";
    clearTimeout(this.proofTimer);
    this.events.ended(peer, graceful);
  }
}
