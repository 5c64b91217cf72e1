/** The peer port: lets members in, one stream each, and turns strangers away in one line of the log. */
import { status, Server } from "@grpc/grpc-js";
import { PeerService } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import type { Gossip, Report } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import { bindPlain, grpcDefinition } from "../lib/grpc-service.ts";
import type { Handlers } from "../lib/grpc-service.ts";
import type { Logger } from "../lib/logger.ts";
import type { RaftId } from "../raft/types.ts";
import { AcceptedStream } from "./accepted-stream.ts";
import type { Caller, ChannelCall, DoorKeeper } from "./accepted-stream.ts";
import { doorOptions, UNPROVEN_STREAMS } from "./peer-settings.ts";
import { Refusals } from "./refusals.ts";
import type { PeerRefusal } from "./refusals.ts";
import { TransportEndings } from "./transport-endings.ts";

export interface PeerDoorEvents {
  proved(caller: Caller): void;
  ended(peer: RaftId, graceful: boolean): void;
  raft(peer: RaftId, bytes: Uint8Array): void;
  report(peer: RaftId, report: Report): void;
  gossip(peer: RaftId, gossip: Gossip): void;
}

export class PeerDoor {
  private readonly keeper: DoorKeeper;
  private readonly events: PeerDoorEvents;
  readonly refusals: Refusals;
  private readonly endings = new TransportEndings();
  private readonly server = new Server({
    ...doorOptions,
    interceptors: [this.endings.interceptor],
  });
  private readonly unproven = new Set<AcceptedStream>();
  private readonly proved = new Map<RaftId, AcceptedStream>();
  /** For parts of snapshots; heard only beside a channel of the same member. */
  private readonly parts = new Map<RaftId, AcceptedStream>();
  private isClosing = false;

  constructor(keeper: DoorKeeper, logger: Logger, events: PeerDoorEvents) {
    this.keeper = keeper;
    this.refusals = new Refusals(logger);
    this.events = events;
    const handlers: Handlers<typeof PeerService> = {
      channel: (call) => this.open(call, this.proved),
      // The same fields with the same numbers: what a channel may say beside them never comes.
      snapshots: (call) => this.open(call as unknown as ChannelCall, this.parts),
    };
    this.server.addService(grpcDefinition(PeerService), handlers);
  }

  /** Resolves with the address in force (port 0 becomes a real one); rejects when it is taken. */
  listen(address: string): Promise<string> {
    return bindPlain(this.server, address);
  }

  /** A member that talks nonsense: its stream ends, and it may dial again. */
  expel(peer: RaftId, reason: PeerRefusal, sentence: string): void {
    for (const streams of [this.proved, this.parts]) streams.get(peer)?.refuse(reason, sentence);
  }

  /** It is no member any more: the caller sees a clean end. */
  part(peer: RaftId): void {
    for (const streams of [this.proved, this.parts]) streams.get(peer)?.goodbye();
  }

  goodbye(): void {
    this.isClosing = true;
    const all = [...this.unproven, ...this.proved.values(), ...this.parts.values()];
    for (const stream of all) stream.goodbye();
  }

  close(): void {
    this.isClosing = true;
    this.server.forceShutdown();
  }

  private open(call: ChannelCall, streams: Map<RaftId, AcceptedStream>): void {
    const from = call.getPeer();
    if (this.isClosing || this.unproven.size >= UNPROVEN_STREAMS) {
      if (!this.isClosing) this.refusals.add("TOO_MANY", "too many at once", { from, claims: "" });
      call.emit("error", { code: status.UNAVAILABLE, details: "not taking calls now" });
      return;
    }
    const stream: AcceptedStream = new AcceptedStream(call, this.keeper, {
      proved: (caller) => this.admit(caller, stream, streams),
      raft: (peer, bytes) => {
        if (this.proved.has(peer)) this.events.raft(peer, bytes);
      },
      report: (peer, report) => this.events.report(peer, report),
      gossip: (peer, gossip) => this.events.gossip(peer, gossip),
      refused: (reason, sentence, claims) => this.refusals.add(reason, sentence, { from, claims }),
      transportRefusal: () => this.endings.of(call.metadata),
      ended: (peer, graceful) => this.dismiss(stream, peer, { streams, graceful }),
    });
    this.unproven.add(stream);
  }

  private admit(
    caller: Caller,
    stream: AcceptedStream,
    streams: Map<RaftId, AcceptedStream>,
  ): void {
    this.unproven.delete(stream);
    // The peer knows best: whoever dials anew has given up the stream before, whatever we still see of it.
    streams.get(caller.id)?.replace();
    streams.set(caller.id, stream);
    if (streams === this.proved) this.events.proved(caller);
  }

  private dismiss(
    stream: AcceptedStream,
    peer: RaftId | null,
    { streams, graceful }: { streams: Map<RaftId, AcceptedStream>; graceful: boolean },
  ): void {
    this.unproven.delete(stream);
    if (peer === null) return;
    streams.delete(peer);
    if (streams === this.proved && !this.isClosing) this.events.ended(peer, graceful);
  }
}
