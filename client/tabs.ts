/**
 * The port between the tabs of one browser profile: who sends, and what others should know. Twins: browser-tabs.ts
 * (Web Locks, BroadcastChannel) and memory-tabs.ts. The lock gives order; keys give safety (product.md 4.1).
 */
import type { Settlement } from "./outbox-model.ts";

export type TabNote =
  /** Rows in the store have changed. */
  | { readonly kind: "rows" }
  /** The holder is at work on the queue. */
  | { readonly kind: "moving" }
  /** A browser has one session for all its tabs. */
  | { readonly kind: "signedIn"; readonly userId: string }
  | { readonly kind: "settled"; readonly id: string; readonly settlement: Settlement };

export interface TabHandlers {
  /** This tab holds the lock from now on, or holds it no more. */
  holding(isHolder: boolean): void;
  /** Another tab said so; never one's own notes. */
  heard(note: TabNote): void;
}

export interface TabSeat {
  announce(note: TabNote): void;
  /** Takes the lock from a holder that does not move. */
  steal(): void;
  leave(): void;
}

export interface Tabs {
  /** Joins the tabs that share a name, and waits for its lock. */
  join(name: string, handlers: TabHandlers): TabSeat;
}
