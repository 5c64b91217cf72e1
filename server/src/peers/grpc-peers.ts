/**
 * The members' network: for each ordered pair of nodes one long gRPC stream, over which the dialling side speaks.
 * A peer is up while both streams of the pair stand, and down as soon as either breaks.
 */
import type { Report } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import { assert } from "../lib/assert.ts";
import { MalformedBytes } from "../lib/byte-reader.ts";
import type { Logger } from "../lib/logger.ts";
import type { NodeReport, PeerHandlers, PeerTransport } from "../ports.ts";
import { decodeMessage, encodeMessage } from "../raft/message-codec.ts";
import type { Member, Message, RaftId } from "../raft/types.ts";
import { PeerDial } from "./peer-dial.ts";
import { PeerDoor } from "./peer-door.ts";
import { decodeReport, encodeReport } from "./peer-report.ts";
import { GOODBYE_MS } from "./peer-settings.ts";

export interface PeerIdentity {
  readonly clusterId: string;
  readonly id: RaftId;
  readonly clusterKey: Uint8Array;
  readonly incarnation: number;
}

export interface OtherMember {
  readonly id: RaftId;
  readonly name: string;
  /** host:port of its peer port, asked for at every dial. */
  readonly address: () => string;
}

export interface GrpcPeersOptions {
  readonly identity: PeerIdentity;
  /** host:port to listen on; port 0 takes a free one. */
  readonly listen: string;
  readonly others: readonly OtherMember[];
  readonly logger: Logger;
}

interface Peer {
  readonly id: RaftId;
  readonly name: string;
  readonly dial: PeerDial;
  hasDialled: boolean;
  hasAccepted: boolean;
  isUp: boolean;
}

export class GrpcPeers implements PeerTransport {
  private readonly options: GrpcPeersOptions;
  private readonly peers = new Map<RaftId, Peer>();
  private readonly door: PeerDoor;
  private handlers: PeerHandlers | null = null;
  private listening = "";

  constructor(options: GrpcPeersOptions) {
    this.options = options;
    const { identity, logger } = options;
    for (const other of options.others) this.peers.set(other.id, this.newPeer(other));
    this.door = new PeerDoor(
      {
        ...identity,
        memberOf: (id) => this.options.others.find((other) => other.id === id)?.id ?? null,
      },
      logger,
      {
        proved: (id) => this.onAccepted(this.peer(id)),
        ended: (id, graceful) => this.onAcceptedEnd(this.peer(id), graceful),
        raft: (id, bytes) => this.onRaft(this.peer(id), bytes),
        report: (id, report) => this.onReport(id, report),
      },
    );
  }

  /** host:port in force once started. */
  get address(): string {
    return this.listening;
  }

  /** Listens, then dials everybody. Rejects when the address is taken. */
  async start(handlers: PeerHandlers): Promise<void> {
    this.handlers = handlers;
    this.listening = await this.door.listen(this.options.listen);
    for (const peer of this.peers.values()) peer.dial.dial();
  }

  send(message: Message): void {
    const peer = this.peers.get(message.to);
    // Not even encoded for a peer that is away or does not keep up: Raft sends again.
    if (peer?.dial.hasRoom) peer.dial.send({ case: "raft", value: encodeMessage(message) });
  }

  sendReport(report: NodeReport): void {
    const encoded = encodeReport(report);
    for (const peer of this.peers.values()) peer.dial.send({ case: "report", value: encoded });
  }

  /** The members of the first start stay: addresses of others are not dialled yet. */
  setMembers(members: readonly Member[]): void {
    const unknown = members.filter(
      ({ id }) => id !== this.options.identity.id && !this.peers.has(id),
    );
    for (const { name } of unknown) this.options.logger.warn({ peer: name }, "peer is not dialled");
  }

  async close(): Promise<void> {
    this.handlers = null;
    this.door.goodbye();
    const dials = [...this.peers.values()].map((peer) => peer.dial);
    const allHeard = Promise.all(dials.map((dial) => dial.goodbye()));
    const giveUp = setTimeout(() => dials.forEach((dial) => dial.cut()), GOODBYE_MS);
    await allHeard;
    clearTimeout(giveUp);
    this.door.close();
  }

  private newPeer(other: OtherMember): Peer {
    const { identity, logger } = this.options;
    const { clusterId, clusterKey, incarnation } = identity;
    const peer: Peer = {
      id: other.id,
      name: other.name,
      hasDialled: false,
      hasAccepted: false,
      isUp: false,
      dial: new PeerDial(
        {
          name: other.name,
          address: other.address,
          pair: { clusterId, from: identity.id, to: other.id },
          clusterKey,
          incarnation,
          logger,
        },
        {
          proved: () => {
            peer.hasDialled = true;
            this.reportUp(peer);
          },
          ended: (graceful) => {
            peer.hasDialled = false;
            this.reportDown(peer, graceful);
          },
        },
      ),
    };
    return peer;
  }

  private onAccepted(peer: Peer): void {
    peer.hasAccepted = true;
    peer.dial.hurry();
    this.reportUp(peer);
  }

  private onAcceptedEnd(peer: Peer, graceful: boolean): void {
    peer.hasAccepted = false;
    this.reportDown(peer, graceful);
  }

  private onRaft(peer: Peer, bytes: Uint8Array): void {
    const message = this.decode(peer, bytes);
    if (message !== null) this.handlers?.message(message);
  }

  /** A member may be of another version or have bad memory; it never speaks for another. */
  private decode(peer: Peer, bytes: Uint8Array): Message | null {
    try {
      const message = decodeMessage(bytes);
      if (message.from === peer.id && message.to === this.options.identity.id) return message;
      this.door.expel(peer.id, `${peer.name} sent a message with another sender or receiver`);
    } catch (error) {
      if (!(error instanceof MalformedBytes)) throw error;
      this.door.expel(peer.id, `${peer.name} sent a malformed message: ${error.message}`);
    }
    return null;
  }

  private onReport(id: RaftId, report: Report): void {
    const decoded = decodeReport(report);
    if (decoded !== null) this.handlers?.report(id, decoded);
  }

  private reportUp(peer: Peer): void {
    if (peer.isUp || !peer.hasDialled || !peer.hasAccepted) return;
    peer.isUp = true;
    this.options.logger.info({ peer: peer.name }, "peer is up");
    this.handlers?.up(peer.id);
  }

  private reportDown(peer: Peer, graceful: boolean): void {
    if (!peer.isUp) return;
    peer.isUp = false;
    this.options.logger.info({ peer: peer.name, graceful }, "peer is down");
    this.handlers?.down(peer.id, graceful);
  }

  private peer(id: RaftId): Peer {
    const peer = this.peers.get(id);
    assert(peer !== undefined, "the door admits members only");
    return peer;
  }
}
