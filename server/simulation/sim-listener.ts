/**
 * The live stream of one signed-in person, moved from node to node as nodes fail: after each move it says how
 * far it knows, and must be given every message behind that, in order, without a hole (foundations 6).
 */
import { fromBinary } from "@bufbuild/protobuf";
import { SubscribeResponseSchema } from "@parley/proto/es/parley/v1/event_pb.js";
import type { Event } from "@parley/proto/es/parley/v1/event_pb.js";
import { ChatClosed } from "../src/chat/chat-closed.ts";
import type { FeedEvent, FeedSink, Subscription } from "../src/chat/chat-port.ts";
import type { RunningNode } from "../src/node/node.ts";
import { LogRefusal } from "../src/ports.ts";
import type { Index } from "../src/ports.ts";
import { messageKey } from "./chat-words.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { SimChat } from "./sim-chat.ts";
import type { Society } from "./sim-client.ts";
import type { SimProcess } from "./sim-process.ts";
import { mustBeTold, Violation } from "./violation.ts";
import { US_PER_MS } from "./virtual-clock.ts";
import type { Lifeline } from "./virtual-time.ts";

/** How often it looks whether its node still lives. */
const LOOK_MS = 150;
/** Of 1000 looks, so many lead to another node all the same: a proxy restarts, a laptop wakes up. */
const MOVE_PER_MILLE = 40;
const DEADLINE_MS = 1_000;

export class SimListener {
  readonly name: string;
  readonly #society: Society;
  readonly #random: SeededRandom;
  readonly #tokenSha256: Uint8Array;
  /** Everything up to here is known. */
  #cursor: Index = 0;
  /** Newest sequence number heard in each room. */
  readonly #heard = new Map<string, number>();
  #isCaughtUp = false;
  #lifeline: Lifeline | null = null;
  #process: SimProcess | null = null;
  #restores = 0;
  #subscription: Subscription | null = null;
  /** Counts the streams: an earlier one says nothing any more. */
  #stream = 0;

  constructor(society: Society, name: string, tokenSha256: Uint8Array) {
    this.#society = society;
    this.name = name;
    this.#random = society.world.random(name);
    this.#tokenSha256 = tokenSha256;
  }

  start(): void {
    this.#move();
    this.#lookAgain();
  }

  /** Live, and knows everything up to `index`. */
  isLiveAt(index: Index): boolean {
    return this.#isCaughtUp && (this.#subscription?.index ?? 0) >= index;
  }

  heard(room: string): number {
    return this.#heard.get(room) ?? 0;
  }

  #lookAgain(): void {
    this.#society.world.time.schedule(LOOK_MS * US_PER_MS, null, () => {
      // Where a snapshot took the place of the state, the stream of the state before is over.
      const isOver = this.#process?.restores !== this.#restores;
      const isLost =
        isOver || this.#lifeline === null || this.#lifeline.isDead || this.#lifeline.isPaused;
      const moves = !this.#society.world.phase.isHealed && this.#random.chance(MOVE_PER_MILLE);
      if (isLost || moves) this.#move();
      this.#lookAgain();
    });
  }

  #move(): void {
    this.#stream += 1;
    this.#subscription?.close();
    this.#subscription = null;
    this.#isCaughtUp = false;
    const process = this.#random.pick(this.#society.processes);
    const { node, chat, lifeline } = process;
    this.#process = process;
    this.#restores = process.restores;
    // A process that has not come up yet is as good as none.
    this.#lifeline = node === null ? null : lifeline;
    if (node === null || chat === null || lifeline === null) return;
    const stream = this.#stream;
    this.#society.world.time.schedule(0, lifeline, () => {
      this.#known(node, chat).then(
        () => {
          if (stream !== this.#stream || lifeline.isDead) return;
          const from = { tokenSha256: this.#tokenSha256, afterIndex: this.#cursor };
          this.#subscription = chat.subscribe(from, this.#sink(stream));
          this.#society.world.tally.add("streams");
        },
        (error: unknown) => this.#failed(stream, error),
      );
    });
  }

  /** As rpc does: only a session that this node does not know yet is waited for. */
  async #known(node: RunningNode, chat: SimChat): Promise<void> {
    const caller = { tokenSha256: this.#tokenSha256, time: node.status().time };
    if ((await chat.query("sessionByToken", caller)) === null) await node.readIndex(DEADLINE_MS);
  }

  #failed(stream: number, error: unknown): void {
    if (!(error instanceof LogRefusal || error instanceof ChatClosed))
      return this.#society.onError(error);
    if (stream === this.#stream) this.#lifeline = null;
  }

  #sink(stream: number): FeedSink {
    const isMine = (): boolean => stream === this.#stream;
    return {
      page: (events) => {
        if (!isMine()) return;
        for (const event of events) this.#hear(event);
        this.#subscription?.pull();
      },
      caughtUp: (appliedIndex) => {
        if (!isMine()) return;
        this.#isCaughtUp = true;
        this.#cursor = Math.max(this.#cursor, appliedIndex);
      },
      live: (event) => {
        if (isMine()) this.#hear(event);
      },
      ended: () => {
        if (isMine())
          this.#society.onError(new Violation("a session that is alive is heard", "history"));
      },
      interrupted: () => {
        if (isMine()) this.#lifeline = null;
      },
    };
  }

  #hear({ index, bytes, isLast }: FeedEvent): void {
    const { item } = fromBinary(SubscribeResponseSchema, bytes);
    mustBeTold(item.case === "event", "a feed event is an event");
    mustBeTold(index > this.#cursor, `${this.name} hears nothing behind its cursor`);
    this.#take(item.value);
    if (isLast) this.#cursor = index;
  }

  #take(event: Event): void {
    const { book, world } = this.#society;
    for (const { row } of event.changes) {
      if (row.case !== "message") continue;
      const { conversationId, seq, clientId, clientSeq } = row.value;
      const known = this.heard(conversationId);
      mustBeTold(
        known === 0 || Number(seq) <= known + 1,
        `${this.name} hears ${conversationId} without a hole: ${seq} after ${known}`,
      );
      book.heard(conversationId, Number(seq), messageKey(clientId, Number(clientSeq)));
      this.#heard.set(conversationId, Math.max(known, Number(seq)));
      world.tally.add("heard");
    }
  }
}
