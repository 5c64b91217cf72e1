/** The PeerTransport of one incarnation on the virtual network. */
import type { NodeReport, PeerHandlers, PeerTransport } from "../src/ports.ts";
import { decodeMessage } from "../src/raft/message-codec.ts";
import type { Message } from "../src/raft/messages.ts";
import type { Member, RaftId } from "../src/raft/types.ts";
import { must } from "./violation.ts";
import type { VirtualNetwork } from "./virtual-network.ts";
import type { Lifeline, VirtualTime } from "./virtual-time.ts";

export interface PeersOptions {
  readonly id: RaftId;
  readonly network: VirtualNetwork;
  readonly time: VirtualTime;
  readonly lifeline: Lifeline;
  /** Sees every message before it leaves, whether or not it will arrive. */
  readonly onSend: (message: Message) => void;
}

export class VirtualPeers implements PeerTransport {
  readonly id: RaftId;
  readonly lifeline: Lifeline;
  readonly #options: PeersOptions;
  readonly #up = new Set<RaftId>();
  #handlers: PeerHandlers | null = null;
  #members: ReadonlySet<RaftId> | null = null;

  constructor(options: PeersOptions) {
    this.#options = options;
    this.id = options.id;
    this.lifeline = options.lifeline;
  }

  start(handlers: PeerHandlers): Promise<void> {
    // Killed while it opened its files: whatever its promises still run, the dead join no network.
    if (this.lifeline.isDead) return new Promise(() => undefined);
    this.#handlers = handlers;
    this.#options.network.join(this);
    return Promise.resolve();
  }

  send(message: Message): void {
    must(
      message.from === this.id && message.to !== this.id,
      "a member speaks for itself to another",
    );
    this.#options.onSend(message);
    if (this.#up.has(message.to)) this.#options.network.send(message);
  }

  sendReport(report: NodeReport): void {
    if (this.#handlers !== null) this.#options.network.sendReport(this, report);
  }

  /** Says goodbye to those gone. They may knock again: who was removed without knowing it is a nuisance. */
  setMembers(members: readonly Member[]): void {
    const before = this.#members;
    this.#members = new Set(members.map(({ id }) => id));
    const { network } = this.#options;
    for (const id of before ?? []) {
      if (id !== this.id && !this.#members.has(id)) network.part(this.id, id);
    }
    network.seek(this.id);
  }

  /** Until it is told of members it talks to anybody. */
  wants(peer: RaftId): boolean {
    return this.#members === null || this.#members.has(peer);
  }

  close(): Promise<void> {
    if (this.#handlers !== null) this.#options.network.leave(this, true);
    this.#handlers = null;
    return Promise.resolve();
  }

  isUp(peer: RaftId): boolean {
    return this.#up.has(peer);
  }

  sayUp(peer: RaftId): void {
    this.#up.add(peer);
    this.#handlers?.up(peer);
  }

  sayDown(peer: RaftId, graceful: boolean): void {
    if (!this.#up.delete(peer)) return;
    this.#handlers?.down(peer, graceful);
  }

  hearReport(from: RaftId, report: NodeReport): void {
    this.#handlers?.report(from, report);
  }

  receive(from: RaftId, bytes: Uint8Array): void {
    this.#options.time.scheduleQuietly(0, this.lifeline, () => {
      const message = decodeMessage(bytes);
      must(message.from === from, "the codec keeps the sender");
      this.#handlers?.message(message);
    });
  }
}
