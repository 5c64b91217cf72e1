/** The peer port: lets members in, one stream each, and turns strangers away in one line of the log. */
import { status, Server } from "@grpc/grpc-js";
import { PeerService } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import type { Report } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import { bindPlain, grpcDefinition } from "../lib/grpc-service.ts";
import type { Handlers } from "../lib/grpc-service.ts";
import type { Logger } from "../lib/logger.ts";
import type { RaftId } from "../raft/types.ts";
import { AcceptedStream } from "./accepted-stream.ts";
import type { ChannelCall, DoorKeeper } from "./accepted-stream.ts";
import { doorOptions, UNPROVEN_STREAMS } from "./peer-settings.ts";

export interface PeerDoorEvents {
  proved(peer: RaftId): void;
  ended(peer: RaftId, graceful: boolean): void;
  raft(peer: RaftId, bytes: Uint8Array): void;
  report(peer: RaftId, report: Report): void;
}

/** Each reason is logged once in this time, ms, and only so many of them: knocking must not fill the disk. */
const COMPLAINT_EVERY_MS = 1_000;
const COMPLAINTS_AT_ONCE = 8;

export class PeerDoor {
  private readonly keeper: DoorKeeper;
  private readonly logger: Logger;
  private readonly events: PeerDoorEvents;
  private readonly server = new Server(doorOptions);
  private readonly unproven = new Set<AcceptedStream>();
  private readonly proved = new Map<RaftId, AcceptedStream>();
  private isClosing = false;
  private readonly complaints = new Set<string>();
  private complainingSinceMs = 0;

  constructor(keeper: DoorKeeper, logger: Logger, events: PeerDoorEvents) {
    this.keeper = keeper;
    this.logger = logger;
    this.events = events;
    const handlers: Handlers<typeof PeerService> = { channel: (call) => this.open(call) };
    this.server.addService(grpcDefinition(PeerService), handlers);
  }

  /** Resolves with the address in force (port 0 becomes a real one); rejects when it is taken. */
  listen(address: string): Promise<string> {
    return bindPlain(this.server, address);
  }

  /** A member that talks nonsense: its stream ends, and it may dial again. */
  expel(peer: RaftId, sentence: string): void {
    this.proved.get(peer)?.refuse(sentence);
  }

  goodbye(): void {
    this.isClosing = true;
    for (const stream of [...this.unproven, ...this.proved.values()]) stream.goodbye();
  }

  close(): void {
    this.isClosing = true;
    this.server.forceShutdown();
  }

  private open(call: ChannelCall): void {
    const from = call.getPeer();
    if (this.isClosing || this.unproven.size >= UNPROVEN_STREAMS) {
      call.emit("error", { code: status.UNAVAILABLE, details: "not taking calls now" });
      return;
    }
    const stream: AcceptedStream = new AcceptedStream(call, this.keeper, {
      proved: (peer) => this.admit(peer, stream),
      raft: (peer, bytes) => this.events.raft(peer, bytes),
      report: (peer, report) => this.events.report(peer, report),
      refused: (sentence) => this.complain(from, sentence),
      ended: (peer, graceful) => this.dismiss(stream, peer, graceful),
    });
    this.unproven.add(stream);
  }

  private admit(peer: RaftId, stream: AcceptedStream): void {
    this.unproven.delete(stream);
    // The peer knows best: whoever dials anew has given up the stream before, whatever we still see of it.
    this.proved.get(peer)?.replace();
    this.proved.set(peer, stream);
    this.events.proved(peer);
  }

  private dismiss(stream: AcceptedStream, peer: RaftId | null, graceful: boolean): void {
    this.unproven.delete(stream);
    if (peer === null) return;
    this.proved.delete(peer);
    if (!this.isClosing) this.events.ended(peer, graceful);
  }

  private complain(from: string, sentence: string): void {
    const nowMs = performance.now();
    if (nowMs - this.complainingSinceMs > COMPLAINT_EVERY_MS) {
      this.complaints.clear();
      this.complainingSinceMs = nowMs;
    }
    if (this.complaints.has(sentence) || this.complaints.size >= COMPLAINTS_AT_ONCE) return;
    this.complaints.add(sentence);
    this.logger.warn({ from }, `peer port: turned a caller away: ${sentence}`);
  }
}
