/**
 * One subscriber's stream on this node:
 *
 *   Hello ─▶ admitting ─▶ catching up, page by page ─▶ CaughtUp ─▶ live ─▶ ended with a reason
 *
 * Heartbeats, leader news and the goodbye come in any phase after Hello.
 */
import type { ServerWritableStream } from "@grpc/grpc-js";
import type { SubscribeRequest, SubscribeResponse } from "@parley/proto/es/parley/v1/event_pb.js";
import type { FeedEvent, FeedSink, Subscription } from "../chat/chat-port.ts";
import { AssertionFailure } from "../lib/assert.ts";
import type { Encoded } from "../lib/grpc-service.ts";
import { LIMITS } from "../limits.ts";
import type { Index } from "../ports.ts";
import { badSession, CallRefusal } from "./call-refusal.ts";
import { acceptedRequest } from "./door-definition.ts";
import { checkedNumber } from "./fields.ts";
import type { RpcNode } from "./rpc-node.ts";
import { nodeFacts, statusOf } from "./status.ts";
import { encodeCaughtUp, encodeGoAway, encodeHeartbeat, encodeHello } from "./stream-items.ts";
import { StreamQueue } from "./stream-queue.ts";
import { refuseCrossSite, requireToken } from "./unary.ts";

export type SubscribeCall = ServerWritableStream<SubscribeRequest, Encoded<SubscribeResponse>>;

/** Who keeps the streams of a node together. */
export interface StreamKeeper {
  /** Once, when it is known whose it is. */
  admitted(accountId: string): void;
  /** Time for the whole list of who is there. */
  wantsPeople(accountId: string): void;
  /** Once, however it ends; null when nobody was admitted. */
  ended(accountId: string | null): void;
}

const BEATS_BETWEEN_LISTS = LIMITS.presenceListMs / LIMITS.heartbeatMs;

/** A node that has not reached the cursor by then sends the client to another one, ms. */
const ADMIT_MS = 3_000;

export class EventStream {
  private readonly node: RpcNode;
  private readonly call: SubscribeCall;
  private readonly queue: StreamQueue;
  private readonly keeper: StreamKeeper;
  private readonly heartbeat: NodeJS.Timeout;
  private subscription: Subscription | null = null;
  /** Known to the client before it called. */
  private cursor: Index = 0;
  private isEnded = false;
  private accountId: string | null = null;
  private isLive = false;
  /** Heartbeats until the list of people is due. */
  private listIn = BEATS_BETWEEN_LISTS;

  constructor(node: RpcNode, call: SubscribeCall, keeper: StreamKeeper) {
    this.node = node;
    this.call = call;
    this.keeper = keeper;
    this.queue = new StreamQueue(call);
    // On a timer nobody would catch what is thrown, and one stream would end the process.
    this.heartbeat = setInterval(() => this.guard(() => this.beat()), LIMITS.heartbeatMs);
    call.on("cancelled", () => this.close());
  }

  async run(): Promise<void> {
    try {
      refuseCrossSite(this.call.metadata);
      const token = requireToken(this.call.metadata);
      const request = acceptedRequest(this.call.request);
      this.cursor = checkedNumber(request.afterIndex, "after_index");
      // Before anything slow, or the headers do not leave the node (edge.md 6.1).
      this.call.sendMetadata(nodeFacts(this.node.log.status()));
      this.queue.add(encodeHello(this.node));
      await this.admit(token, request);
    } catch (error) {
      this.fail(error);
    }
  }

  /** News that carry no cursor: dropped, and false, for a subscriber that does not keep up. */
  tell(news: Uint8Array): boolean {
    if (this.isEnded || !this.queue.isIdle) return false;
    this.queue.add(news);
    return true;
  }

  /** Not during the catch-up: typing is of now, and of what the subscriber knows. */
  hearTyping(news: Uint8Array): void {
    if (this.isLive) this.tell(news);
  }

  /** What is dropped here comes with the next list, which is then due with the next heartbeat. */
  hearPeople(news: Uint8Array): void {
    if (this.isLive && !this.tell(news)) this.listIn = 0;
  }

  goAway(afterMs: number): void {
    this.tell(encodeGoAway(afterMs));
  }

  /** Ends the stream with a reason. */
  fail(error: unknown): void {
    if (error instanceof AssertionFailure) this.node.fatal(error);
    if (this.isEnded) return;
    this.close();
    // Never destroy: that sends no status.
    this.call.emit("error", statusOf(error, this.node.log.status(), this.node.logger));
  }

  private async admit(
    tokenSha256: Uint8Array,
    { clusterId, accountId }: SubscribeRequest,
  ): Promise<void> {
    const { log, chat, sessions } = this.node;
    if (clusterId !== "" && clusterId !== this.node.clusterId) {
      throw new CallRefusal("COMPACTED", "This position belongs to another cluster.");
    }
    const known = await sessions.require({ tokenSha256, accountId, deadlineMs: ADMIT_MS });
    await log.waitApplied(this.cursor, ADMIT_MS);
    if (this.isEnded) return;
    this.accountId = known.accountId;
    this.keeper.admitted(known.accountId);
    this.subscription = chat.subscribe({ tokenSha256, afterIndex: this.cursor }, this.sink());
  }

  private sink(): FeedSink {
    return {
      page: (events: readonly FeedEvent[]) => {
        if (this.isEnded) return;
        for (const { bytes } of events) this.queue.add(bytes);
        this.queue.onceIdle(() => this.subscription?.pull());
      },
      caughtUp: (index) => {
        if (this.isEnded) return;
        this.queue.add(encodeCaughtUp(index));
        this.isLive = true;
        this.askForPeople();
      },
      live: ({ bytes }) => {
        if (this.isEnded) return;
        this.queue.addLive(bytes);
        if (this.queue.isLagging) this.fail(new CallRefusal("LAGGING", ""));
      },
      ended: () => this.fail(badSession()),
      // The client resumes at once, here or elsewhere, and gets what changed meanwhile from the tables.
      interrupted: () => this.fail(new CallRefusal("LAGGING", "")),
    };
  }

  /** Behind the events; while those wait for the subscriber, there is nothing to prove. */
  private beat(): void {
    if (this.isEnded || !this.queue.isIdle) return;
    const index = this.subscription?.index ?? this.cursor;
    this.queue.add(encodeHeartbeat(index, this.node.log.status()));
    this.listIn -= 1;
    if (this.isLive && this.listIn <= 0) this.askForPeople();
  }

  private askForPeople(): void {
    this.listIn = BEATS_BETWEEN_LISTS;
    if (this.accountId !== null) this.keeper.wantsPeople(this.accountId);
  }

  private guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.fail(error);
    }
  }

  private close(): void {
    if (this.isEnded) return;
    this.isEnded = true;
    clearInterval(this.heartbeat);
    this.subscription?.close();
    this.queue.clear();
    this.keeper.ended(this.accountId);
  }
}
