/** Tabs of a browser profile by Web Locks and BroadcastChannel. Without them (plain http) every tab sends: keys keep that safe. */
import type { TabHandlers, TabNote, Tabs, TabSeat } from "./tabs.ts";

export class BrowserTabs implements Tabs {
  join(name: string, handlers: TabHandlers): TabSeat {
    let channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(name);
    channel?.addEventListener("message", (event: MessageEvent<TabNote>) =>
      handlers.heard(event.data),
    );
    const lock = new TabLock(name, handlers);
    lock.request(false);
    return {
      announce: (note) => channel?.postMessage(note),
      steal: () => lock.request(true),
      leave: () => {
        lock.release();
        channel?.close();
        channel = null; // a late note on a closed channel would throw
      },
    };
  }
}

class TabLock {
  private readonly name: string;
  private readonly handlers: TabHandlers;
  private readonly left = new AbortController();
  private letGo: () => void = () => {};

  constructor(name: string, handlers: TabHandlers) {
    this.name = name;
    this.handlers = handlers;
  }

  request(isStealing: boolean): void {
    // Typed as always present, absent on plain http.
    const locks = navigator.locks as LockManager | undefined;
    if (locks === undefined) {
      queueMicrotask(() => this.handlers.holding(true));
      return;
    }
    // A stealing request takes no signal.
    const options = isStealing ? { steal: true } : { signal: this.left.signal };
    locks.request(this.name, options, () => this.hold()).catch(() => this.lost());
  }

  release(): void {
    this.left.abort();
    this.letGo();
  }

  /** The lock is held until the returned promise settles. */
  private hold(): Promise<void> {
    if (this.left.signal.aborted) return Promise.resolve();
    this.handlers.holding(true);
    return new Promise((resolve) => {
      this.letGo = resolve;
    });
  }

  /** Stolen by another tab, or we left while waiting. */
  private lost(): void {
    if (this.left.signal.aborted) return;
    this.handlers.holding(false);
    this.request(false);
  }
}
