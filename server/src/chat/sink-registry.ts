/** The caller's side of the feed: hands each output to its sink, and knows how far each subscriber has come. */
import type { Index } from "../ports.ts";
import type { FeedSink, Subscription } from "./chat-port.ts";
import type { FeedOutput } from "./feed/feed.ts";

interface Listener {
  readonly sink: FeedSink;
  isLive: boolean;
  index: Index;
}

/** How the registry reaches the feed. */
export interface FeedControl {
  pull(id: number): void;
  unsubscribe(id: number): void;
}

export class SinkRegistry {
  readonly #feed: FeedControl;
  readonly #listeners = new Map<number, Listener>();
  #lastId = 0;
  #applied: Index = 0;

  constructor(feed: FeedControl) {
    this.#feed = feed;
  }

  add(sink: FeedSink): { readonly id: number; readonly subscription: Subscription } {
    this.#lastId += 1;
    const id = this.#lastId;
    const listener: Listener = { sink, isLive: false, index: 0 };
    this.#listeners.set(id, listener);
    const indexNow = (): Index =>
      listener.isLive ? Math.max(listener.index, this.#applied) : listener.index;
    const subscription = {
      get index() {
        return indexNow();
      },
      pull: () => this.#feed.pull(id),
      close: () => {
        // Frozen where it was: the registry goes on.
        listener.index = indexNow();
        listener.isLive = false;
        if (this.#listeners.delete(id)) this.#feed.unsubscribe(id);
      },
    };
    return { id, subscription };
  }

  get isEmpty(): boolean {
    return this.#listeners.size === 0;
  }

  hear(output: FeedOutput): void {
    if (output.kind === "live") {
      for (const id of output.ids)
        for (const event of output.events) this.#listeners.get(id)?.sink.live(event);
      return;
    }
    const listener = this.#listeners.get(output.id);
    if (listener === undefined) return;
    switch (output.kind) {
      case "page":
        listener.index = output.upTo;
        listener.sink.page(output.events);
        return;
      case "caughtUp":
        listener.index = output.index;
        listener.isLive = true;
        listener.sink.caughtUp(output.index);
        return;
      case "ended":
        this.#listeners.delete(output.id);
        listener.sink.ended();
    }
  }

  /** After all outputs of the transaction that ended at `index`. */
  applied(index: Index): void {
    this.#applied = index;
  }

  /** The state was replaced: every feed is over, and may be begun again where it stopped. */
  interrupt(): void {
    const all = [...this.#listeners];
    this.#listeners.clear();
    for (const [id, { sink }] of all) {
      this.#feed.unsubscribe(id);
      sink.interrupted();
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}
