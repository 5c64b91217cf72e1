/** Test support: the gossip of a few nodes in one process, as good as the network lets it be. */
import type { Gossip, GossipNews } from "../gossip-port.ts";

type Listener = (from: string, news: GossipNews) => void;

export class MemoryGossip {
  readonly #listeners = new Map<string, Listener>();
  readonly #cut = new Set<string>();

  /** What this member tells reaches all others at once. */
  of(name: string): Gossip {
    return {
      tell: (news) => {
        if (this.#cut.has(name)) return;
        for (const [other, hear] of this.#listeners)
          if (other !== name && !this.#cut.has(other)) hear(name, news);
      },
      onGossip: (listener) => void this.#listeners.set(name, listener),
    };
  }

  /** As SIGKILL, or a network that lets nothing through. */
  cut(name: string): void {
    this.#cut.add(name);
  }

  mend(name: string): void {
    this.#cut.delete(name);
  }
}
