/**
 * The members' network: for each ordered pair of nodes one long gRPC stream, over which the dialling side speaks.
 * A peer is up while both streams of the pair stand, and down as soon as either breaks.
 *
 * Whom a node talks to: the members its log names (`setMembers`), and newcomers. A newcomer holds the cluster key,
 * and this node's log has never heard of it. It is let in only while this node hears no leader, because then it may be
 * the log that is behind: a leader elected since must be able to bring it forward. Whoever was a member and is none any
 * more is refused for good, since ids are never reused.
 */
import type { Report } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import { assert } from "../lib/assert.ts";
import { MalformedBytes } from "../lib/byte-reader.ts";
import { isRaftId } from "../lib/member-ids.ts";
import type { NodeReport, PeerHandlers, PeerTransport } from "../ports.ts";
import { parseMember } from "../raft/configuration.ts";
import { decodeMessage, encodeMessage } from "../raft/message-codec.ts";
import type { Message } from "../raft/messages.ts";
import type { Member, RaftId } from "../raft/types.ts";
import type { Admission, Caller } from "./accepted-stream.ts";
import type { GrpcPeersOptions, OtherMember } from "./grpc-peers-options.ts";
import { PartsDial } from "./parts-dial.ts";
import { PeerDial } from "./peer-dial.ts";
import { PeerDoor } from "./peer-door.ts";
import { PeerGossip } from "./peer-gossip.ts";
import { decodeReport, encodeReport } from "./peer-report.ts";
import { GOODBYE_MS, NEWCOMERS, REMOVED } from "./peer-settings.ts";
import type { Refusals } from "./refusals.ts";

interface Peer {
  readonly id: RaftId;
  readonly name: string;
  /** member: the log names it. contact: known from the start. newcomer: it came by itself (see above). */
  kind: "member" | "contact" | "newcomer";
  readonly dial: PeerDial;
  readonly parts: PartsDial;
  hasDialled: boolean;
  hasAccepted: boolean;
  isUp: boolean;
}

export class GrpcPeers implements PeerTransport {
  private readonly options: GrpcPeersOptions;
  private readonly peers = new Map<RaftId, Peer>();
  private readonly door: PeerDoor;
  /** Ids that were members and are none any more; the oldest is forgotten. */
  private readonly removed = new Set<RaftId>();
  readonly gossip = new PeerGossip(() => [...this.peers.values()].map(({ dial }) => dial));
  private handlers: PeerHandlers | null = null;
  private listening = "";

  constructor(options: GrpcPeersOptions) {
    this.options = options;
    const { identity, logger } = options;
    for (const other of options.others) this.peers.set(other.id, this.newPeer(other, "contact"));
    this.door = new PeerDoor({ ...identity, admits: (id) => this.admission(id) }, logger, {
      proved: (caller) => this.onProved(caller),
      ended: (id, graceful) => this.onAcceptedEnd(id, graceful),
      raft: (id, bytes) => this.onRaft(id, bytes),
      report: (id, report) => this.onReport(id, report),
      gossip: (id, gossip) => this.gossip.heard(id, gossip),
    });
  }

  /** host:port in force once started. */
  get address(): string {
    return this.listening;
  }

  /** Callers turned away since the start. */
  get refusals(): Pick<Refusals, "count"> {
    return this.door.refusals;
  }

  /** Listens, then dials everybody. Rejects when the address is taken. */
  async start(handlers: PeerHandlers): Promise<void> {
    this.handlers = handlers;
    this.listening = await this.door.listen(this.options.listen);
    for (const peer of this.peers.values()) peer.dial.dial();
  }

  /**
   * The members from now on, this node among them or not. New ones are dialled; those that were members before hear
   * goodbye. Contacts and newcomers stay until the log has named them once.
   */
  setMembers(members: readonly Member[]): void {
    // The log of a node that waits to be added names nobody: its contacts stay.
    if (members.length === 0) return;
    const named = new Set(members.map((member) => member.id));
    for (const peer of this.peers.values()) {
      const isOver = peer.kind === "member" || this.isRetired(peer.id) || this.handlers === null;
      if (isOver && !named.has(peer.id)) this.part(peer);
    }
    for (const member of members) {
      if (member.id === this.options.identity.id) continue;
      const known = this.peers.get(member.id);
      if (known !== undefined) known.kind = "member";
      else this.add(this.newPeer(this.whereabouts(member), "member"));
    }
  }

  send(message: Message): void {
    const peer = this.peers.get(message.to);
    // Not even encoded for a peer that is away or does not keep up: Raft sends again.
    if (peer?.dial.hasRoom !== true) return;
    const way = message.type === "snapshotChunk" ? peer.parts : peer.dial;
    way.send({ case: "raft", value: encodeMessage(message) });
  }

  sendReport(report: NodeReport): void {
    const encoded = encodeReport(report);
    for (const peer of this.peers.values()) peer.dial.send({ case: "report", value: encoded });
  }

  async close(): Promise<void> {
    this.handlers = null;
    this.door.goodbye();
    for (const { parts } of this.peers.values()) parts.close();
    const dials = [...this.peers.values()].map((peer) => peer.dial);
    const allHeard = Promise.all(dials.map((dial) => dial.goodbye()));
    const giveUp = setTimeout(() => dials.forEach((dial) => dial.cut()), GOODBYE_MS);
    await allHeard;
    clearTimeout(giveUp);
    this.door.close();
  }

  private whereabouts(member: Member): OtherMember {
    const addressOf = this.options.addressOf ?? ((one: Member) => one.peer);
    return { id: member.id, name: member.name, address: () => addressOf(member) };
  }

  private add(peer: Peer): void {
    this.peers.set(peer.id, peer);
    if (this.listening !== "") peer.dial.dial();
  }

  /** No member any more: both streams end with a goodbye, and it is not let in again. */
  private part(peer: Peer): void {
    this.peers.delete(peer.id);
    if (peer.kind === "member") this.forbid(peer.id);
    if (this.listening === "") return;
    this.options.logger.info({ peer: peer.name }, "a member has left; its streams are closed");
    this.reportDown(peer, true);
    this.door.part(peer.id);
    peer.parts.close();
    void peer.dial.goodbye();
    setTimeout(() => peer.dial.cut(), GOODBYE_MS).unref();
  }

  private forbid(id: RaftId): void {
    this.removed.add(id);
    const [oldest] = this.removed;
    if (this.removed.size > REMOVED && oldest !== undefined) this.removed.delete(oldest);
  }

  private admission(id: string): Admission {
    const { identity, isLeaderless } = this.options;
    if (!isRaftId(id) || id === identity.id) return notAMember;
    if (this.peers.has(id)) return { kind: "admitted", id };
    if (this.isRetired(id)) {
      const sentence = "this member was removed from the cluster; stop its node";
      return { kind: "refused", reason: "REMOVED", sentence };
    }
    const newcomers = [...this.peers.values()].filter((peer) => peer.kind !== "member").length;
    if (newcomers >= NEWCOMERS || isLeaderless?.() !== true) return notAMember;
    return { kind: "admitted", id };
  }

  /** Known from the log; or from `setMembers`, when the log was cut back meanwhile or keeps no such list. */
  private isRetired(id: RaftId): boolean {
    return this.removed.has(id) || this.options.isRetired?.(id) === true;
  }

  private onProved(caller: Caller): void {
    // Again: the members may have changed since the greeting.
    const admission = this.admission(caller.id);
    if (admission.kind === "refused") {
      return this.door.expel(caller.id, admission.reason, admission.sentence);
    }
    const peer = this.peers.get(caller.id) ?? this.newcomer(caller);
    if (peer === null) {
      return this.door.expel(caller.id, "NOT_A_MEMBER", "a newcomer that does not say where it is");
    }
    peer.hasAccepted = true;
    peer.dial.hurry();
    this.reportUp(peer);
  }

  /** Null when it did not say in a usable way where to call back. */
  private newcomer({ id, name, address }: Caller): Peer | null {
    try {
      parseMember({ id, name, peer: address, client: address, http: address });
    } catch (error) {
      if (error instanceof MalformedBytes) return null;
      throw error;
    }
    this.options.logger.info({ peer: name, address }, "a member that the log does not name yet");
    const peer = this.newPeer({ id, name, address: () => address }, "newcomer");
    this.add(peer);
    return peer;
  }

  private newPeer(other: OtherMember, kind: Peer["kind"]): Peer {
    const { identity, logger } = this.options;
    const { clusterId, clusterKey, incarnation } = identity;
    const speech = {
      address: other.address,
      pair: { clusterId, from: identity.id, to: other.id },
      clusterKey,
      incarnation,
      caller: { name: identity.name, address: () => this.listening },
    };
    const peer: Peer = {
      id: other.id,
      name: other.name,
      kind,
      hasDialled: false,
      hasAccepted: false,
      isUp: false,
      parts: new PartsDial(speech),
      dial: new PeerDial(
        { ...speech, name: other.name, logger },
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

  private onAcceptedEnd(id: RaftId, graceful: boolean): void {
    const peer = this.peers.get(id);
    if (peer === undefined) return;
    peer.hasAccepted = false;
    this.reportDown(peer, graceful);
    if (peer.kind !== "newcomer") return;
    this.peers.delete(id);
    peer.parts.close();
    peer.dial.cut();
  }

  private onRaft(id: RaftId, bytes: Uint8Array): void {
    const peer = this.peers.get(id);
    assert(peer !== undefined, "only those let in are heard");
    const message = this.decode(peer, bytes);
    if (message !== null) this.handlers?.message(message);
  }

  /** A member may be of another version or have bad memory; it never speaks for another. */
  private decode(peer: Peer, bytes: Uint8Array): Message | null {
    try {
      const message = decodeMessage(bytes);
      if (message.from === peer.id && message.to === this.options.identity.id) return message;
      const sentence = `${peer.name} sent a message with another sender or receiver`;
      this.door.expel(peer.id, "MALFORMED", sentence);
    } catch (error) {
      if (!(error instanceof MalformedBytes)) throw error;
      const sentence = `${peer.name} sent a malformed message: ${error.message}`;
      this.door.expel(peer.id, "MALFORMED", sentence);
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
}

const notAMember: Admission = {
  kind: "refused",
  reason: "NOT_A_MEMBER",
  sentence: "not a member of this cluster",
};
