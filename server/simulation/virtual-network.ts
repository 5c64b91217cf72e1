/**
 * The network between the processes of one world. Each pair of processes has at most one connection; each
 * direction delays, loses, doubles, reorders, holds or swallows messages as the dials and the nemesis say.
 * Messages travel as bytes, so that the codec is part of the simulation.
 */
import type { NodeReport } from "../src/ports.ts";
import { encodeMessage } from "../src/raft/message-codec.ts";
import type { Message } from "../src/raft/messages.ts";
import type { RaftId } from "../src/raft/types.ts";
import type { NetworkDials } from "./dials.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { VirtualPeers } from "./virtual-peers.ts";
import type { World } from "./world.ts";

/** From the break of a connection until a process hears of it, if packets get through. */
const BREAK_HEARD_MAX_US = 12_000;
/** The same if none get through: a keepalive finds out. */
const KEEPALIVE_MIN_US = 600_000;
const KEEPALIVE_MAX_US = 2_500_000;
/** Between two attempts to connect. */
const CONNECT_MIN_US = 15_000;
const CONNECT_MAX_US = 90_000;

/** One direction between two processes. */
interface Link {
  /** Everything sent is swallowed. */
  isCut: boolean;
  /** Held until then, microseconds. */
  cloggedUntilUs: number;
  lastArrivalUs: number;
  readonly pair: Pair;
}

interface Pair {
  readonly one: RaftId;
  readonly other: RaftId;
  /** Raised by every break: what was sent before is lost, or a ghost. */
  epoch: number;
  /** Counts the connections: news of the end of an earlier one says nothing of this one. */
  connection: number;
  isConnecting: boolean;
}

export class VirtualNetwork {
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #members = new Map<RaftId, VirtualPeers>();
  /** From whom, to whom. */
  readonly #links = new Map<RaftId, Map<RaftId, Link>>();
  readonly #pairs: Pair[] = [];
  dials: NetworkDials;

  constructor(world: World, ids: readonly RaftId[]) {
    this.#world = world;
    this.#random = world.random("network");
    this.dials = world.dials.network;
    for (const id of ids) this.#links.set(id, new Map());
    for (const one of ids) {
      for (const other of ids) if (one < other) this.#tie(one, other);
    }
  }

  #tie(one: RaftId, other: RaftId): void {
    const pair = { one, other, epoch: 0, connection: 0, isConnecting: false };
    const quiet = { isCut: false, cloggedUntilUs: 0, lastArrivalUs: 0, pair };
    this.#links.get(one)?.set(other, { ...quiet });
    this.#links.get(other)?.set(one, { ...quiet });
    this.#pairs.push(pair);
  }

  join(peers: VirtualPeers): void {
    this.#members.set(peers.id, peers);
    for (const pair of this.#pairsOf(peers.id)) this.#connectLater(pair);
  }

  /** The process is gone; with `graceful` it said goodbye. */
  leave(peers: VirtualPeers, graceful: boolean): void {
    this.#members.delete(peers.id);
    if (graceful) this.#world.hops.beginChain();
    for (const pair of this.#pairsOf(peers.id)) this.#break(pair, graceful);
  }

  send(message: Message): void {
    const { tally } = this.#world;
    const link = this.#link(message.from, message.to);
    const { lossPerMille, duplicatePerMille } = this.dials;
    if (link.isCut) return tally.add("net cut");
    if (this.#random.chance(lossPerMille)) return tally.add("net lost");
    const bytes = encodeMessage(message);
    tally.add("messages");
    this.#world.trace.mixBytes(bytes);
    // Parts of snapshots have a channel of their own: in no order with the rest.
    const isApart = message.type === "snapshotChunk";
    this.#sendBytes(message, bytes, this.#delayUs(link, isApart));
    if (!this.#random.chance(duplicatePerMille)) return;
    tally.add("net doubled");
    const echoUs = this.#random.below(this.dials.delayMaxUs + this.dials.echoMaxUs + 1);
    this.#sendBytes(message, bytes, echoUs);
  }

  #sendBytes({ from, to }: Message, bytes: Uint8Array, delayUs: number): void {
    const { time, tally } = this.#world;
    const pair = this.#pair(from, to);
    const { epoch } = pair;
    time.scheduleQuietly(delayUs, null, () => {
      if (pair.epoch !== epoch) {
        if (!this.#random.chance(this.dials.ghostPerMille)) return tally.add("net broken");
        tally.add("net ghost");
      }
      this.#members.get(to)?.receive(from, bytes);
    });
  }

  /** To everybody connected; as unreliable as the rest. */
  sendReport(from: VirtualPeers, report: NodeReport): void {
    for (const [to, member] of this.#members) {
      if (!from.isUp(to) || this.isCut(from.id, to)) continue;
      const delayUs = this.#delayUs(this.#link(from.id, to));
      this.#world.time.schedule(delayUs, member.lifeline, () => member.hearReport(from.id, report));
    }
  }

  /** Nothing sent from `from` to `to` arrives until `heal`. */
  cut(from: RaftId, to: RaftId, breaksConnection: boolean): void {
    this.#link(from, to).isCut = true;
    if (breaksConnection) this.#break(this.#pair(from, to), false);
  }

  isCut(from: RaftId, to: RaftId): boolean {
    return this.#link(from, to).isCut;
  }

  mend(from: RaftId, to: RaftId): void {
    this.#link(from, to).isCut = false;
  }

  clog(from: RaftId, to: RaftId, untilUs: number): void {
    this.#link(from, to).cloggedUntilUs = untilUs;
  }

  /** One connection ends and comes back; with `graceful` in order, though nobody stops. */
  reset(one: RaftId, other: RaftId, graceful: boolean): void {
    this.#break(this.#pair(one, other), graceful);
  }

  /** A goodbye of one member to another that is none any more. */
  part(from: RaftId, to: RaftId): void {
    this.#world.tally.add("partings");
    this.#break(this.#pair(from, to), true);
  }

  /** It may want to talk to somebody new. */
  seek(id: RaftId): void {
    for (const pair of this.#pairsOf(id)) this.#connectLater(pair);
  }

  healAll(): void {
    for (const links of this.#links.values()) {
      for (const link of links.values()) {
        link.isCut = false;
        link.cloggedUntilUs = 0;
      }
    }
  }

  #delayUs(link: Link, isApart = false): number {
    const { delayMinUs, delayMaxUs, stragglerPerMille, stragglerMaxUs, isUnordered } = this.dials;
    const now = this.#world.time.nowUs;
    let delayUs = this.#random.between(delayMinUs, delayMaxUs);
    if (this.#random.chance(stragglerPerMille)) {
      this.#world.tally.add("net straggler");
      delayUs += this.#random.below(stragglerMaxUs + 1);
    }
    let arrivalUs = Math.max(now, link.cloggedUntilUs) + delayUs;
    if (!isUnordered && !isApart) {
      arrivalUs = Math.max(arrivalUs, link.lastArrivalUs + 1);
      link.lastArrivalUs = arrivalUs;
    }
    return arrivalUs - now;
  }

  /** Both ends hear of it, unless they are gone themselves, and try anew. */
  #break(pair: Pair, graceful: boolean): void {
    pair.epoch += 1;
    this.#link(pair.one, pair.other).lastArrivalUs = 0;
    this.#link(pair.other, pair.one).lastArrivalUs = 0;
    this.#hearBreak(pair, pair.one, graceful);
    this.#hearBreak(pair, pair.other, graceful);
  }

  #hearBreak(pair: Pair, hearer: RaftId, graceful: boolean): void {
    const peer = hearer === pair.one ? pair.other : pair.one;
    const member = this.#members.get(hearer);
    if (member === undefined || !member.isUp(peer)) return;
    const isSilent = this.#link(peer, hearer).isCut;
    const delayUs = isSilent
      ? this.#random.between(KEEPALIVE_MIN_US, KEEPALIVE_MAX_US)
      : this.#random.below(BREAK_HEARD_MAX_US);
    const { connection } = pair;
    this.#world.time.schedule(delayUs, member.lifeline, () => {
      if (pair.connection !== connection) return;
      member.sayDown(peer, graceful);
      this.#connectLater(pair);
    });
  }

  #connectLater(pair: Pair): void {
    if (pair.isConnecting) return;
    pair.isConnecting = true;
    const delayUs = this.#random.between(CONNECT_MIN_US, CONNECT_MAX_US);
    this.#world.time.schedule(delayUs, null, () => {
      pair.isConnecting = false;
      this.#connect(pair);
    });
  }

  #connect(pair: Pair): void {
    const one = this.#members.get(pair.one);
    const other = this.#members.get(pair.other);
    if (one === undefined || other === undefined) return;
    if (!one.wants(pair.other) && !other.wants(pair.one)) return;
    const isOpen =
      !this.isCut(pair.one, pair.other) &&
      !this.isCut(pair.other, pair.one) &&
      // A new connection only after both ends know that the old one is gone, and none while one is stopped.
      ![one, other].some((peers) => peers.lifeline.isPaused) &&
      !one.isUp(pair.other) &&
      !other.isUp(pair.one);
    if (!isOpen) {
      if (!(one.isUp(pair.other) && other.isUp(pair.one))) this.#connectLater(pair);
      return;
    }
    pair.connection += 1;
    this.#world.tally.add("connections");
    one.sayUp(pair.other);
    other.sayUp(pair.one);
  }

  #pairsOf(id: RaftId): readonly Pair[] {
    return this.#pairs.filter(({ one, other }) => one === id || other === id);
  }

  #pair(one: RaftId, other: RaftId): Pair {
    return this.#link(one, other).pair;
  }

  #link(from: RaftId, to: RaftId): Link {
    const link = this.#links.get(from)?.get(to);
    if (link === undefined) throw new Error("unknown members");
    return link;
  }
}
