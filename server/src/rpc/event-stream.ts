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

/** A node that has not reached the cursor by then sends the client to another one, ms. */
const ADMIT_MS = 3_000;

export class EventStream {
  private readonly node: RpcNode;
  private readonly call: SubscribeCall;
  private readonly queue: StreamQueue;
  private readonly whenEnded: () => void;
  private readonly heartbeat: NodeJS.Timeout;
  private subscription: Subscription | null = null;
  /** Known to the client before it called. */
  private cursor: Index = 0;
  private isEnded = false;

  /** `whenEnded` is called once, however it ends. */
  constructor(node: RpcNode, call: SubscribeCall, whenEnded: () => void) {
    this.node = node;
    this.call = call;
    this.whenEnded = whenEnded;
    this.queue = new StreamQueue(call);
    this.heartbeat = setInterval(() => this.beat(), LIMITS.heartbeatMs);
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

  /** News that carry no cursor; a subscriber that does not keep up hears them from the next heartbeat. */
  tell(news: Uint8Array): void {
    if (!this.isEnded && this.queue.isIdle) this.queue.add(news);
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
    await sessions.require({ tokenSha256, accountId, deadlineMs: ADMIT_MS });
    await log.waitApplied(this.cursor, ADMIT_MS);
    if (this.isEnded) return;
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
        if (!this.isEnded) this.queue.add(encodeCaughtUp(index));
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
  }

  private close(): void {
    if (this.isEnded) return;
    this.isEnded = true;
    clearInterval(this.heartbeat);
    this.subscription?.close();
    this.queue.clear();
    this.whenEnded();
  }
}
