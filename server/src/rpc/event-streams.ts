/** All event streams of this node: so many and no more, told of new leaders, and sent away before a stop. */
import { LIMITS } from "../limits.ts";
import { CallRefusal } from "./call-refusal.ts";
import { EventStream } from "./event-stream.ts";
import type { SubscribeCall } from "./event-stream.ts";
import type { RpcNode } from "./rpc-node.ts";
import { encodeLeaderNews } from "./stream-items.ts";

/** When a stream that found this node full may come back, ms. */
const RETRY_MS = 1_000;

export class EventStreams {
  private readonly node: RpcNode;
  private readonly open = new Set<EventStream>();
  private isDraining = false;

  constructor(node: RpcNode) {
    this.node = node;
    node.log.onLeaderChange((status) => {
      const news = encodeLeaderNews(status);
      for (const stream of this.open) stream.tell(news);
    });
  }

  get count(): number {
    return this.open.size;
  }

  async serve(call: SubscribeCall): Promise<void> {
    const stream: EventStream = new EventStream(this.node, call, () => this.open.delete(stream));
    const refusal = this.refusal();
    if (refusal !== null) return stream.fail(refusal);
    this.open.add(stream);
    await stream.run();
  }

  /** Asks every subscriber to open a stream elsewhere; ends what is left after `afterMs`. */
  async drain(afterMs: number): Promise<void> {
    this.isDraining = true;
    if (this.open.size === 0) return;
    for (const stream of this.open) stream.goAway(afterMs);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    for (const stream of this.open) stream.fail(draining());
  }

  private refusal(): CallRefusal | null {
    if (this.isDraining) return draining();
    if (this.open.size < LIMITS.streamsPerNode) return null;
    const sentence = "This node serves as many streams as it can; use another one.";
    return new CallRefusal("OVERLOADED", sentence, { retryMs: RETRY_MS });
  }
}

function draining(): CallRefusal {
  return new CallRefusal("DRAINING", "");
}
