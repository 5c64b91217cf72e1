/** What the connection knows, hears and commands; the states are drawn in connection-state.ts. */
import type { ErrorClass } from "./errors.ts";
import { type LiveStream, nextLookMs } from "./live-stream.ts";
import type { Change, StreamItem } from "./model.ts";
import type { PeopleNews } from "./people-model.ts";

export type ConnectionStateName = "IDLE" | "CONNECTING" | "LIVE" | "BACKOFF" | "OFFLINE";

/** Everything up to this index of this cluster is known. */
export interface Cursor {
  readonly clusterId: string;
  readonly index: number;
}

export interface Connection {
  readonly name: ConnectionStateName;
  /** Null until the first snapshot: the whole list is needed. */
  readonly cursor: Cursor | null;
  readonly stream: LiveStream | null;
  /** Opened to take over from `stream`; both may deliver for a moment, the cursor keeps them apart. */
  readonly successor: LiveStream | null;
  readonly isTakingSnapshot: boolean;
  readonly nextStreamId: number;
  /** In a row; forgiven after 10 s LIVE. */
  readonly failures: number;
  readonly retryAtMs: number | null;
  /** When an answered call last ended a wait; null: never. */
  readonly hastenedMs: number | null;
  /** Where the last stream died; the next goes elsewhere if it can. */
  readonly avoid: string;
  readonly troubleSinceMs: number | null;
  readonly noQuorumSinceMs: number | null;
}

export type ConnectionEvent =
  /** `isOnline`: what the browser says. */
  | { readonly kind: "start"; readonly isOnline: boolean }
  | { readonly kind: "stop" }
  | { readonly kind: "snapshotTaken"; readonly cursor: Cursor }
  | { readonly kind: "snapshotFailed"; readonly cause: ErrorClass }
  | {
      readonly kind: "item";
      readonly stream: number;
      readonly item: StreamItem;
      readonly sizeBytes: number;
    }
  | { readonly kind: "ended"; readonly stream: number; readonly cause: ErrorClass }
  /** Time may have passed. */
  | { readonly kind: "tick" }
  /** Visible again, page shown, resumed. */
  | { readonly kind: "wake" }
  /** A node answered a call: the way is open. */
  | { readonly kind: "answered" }
  /** A person said "Try now". */
  | { readonly kind: "tryNow" }
  | { readonly kind: "offline" }
  | { readonly kind: "online" };

export type ConnectionCommand =
  | { readonly kind: "takeSnapshot" }
  | {
      readonly kind: "open";
      readonly stream: number;
      readonly cursor: Cursor;
      readonly avoid: string;
    }
  | { readonly kind: "close"; readonly stream: number }
  | { readonly kind: "changes"; readonly index: number; readonly changes: readonly Change[] }
  | { readonly kind: "caughtUp"; readonly index: number }
  | PeopleNews
  | { readonly kind: "signedOut" };

/** Wall clock ms, and one random number in [0, 1). */
export interface Instant {
  readonly nowMs: number;
  readonly random: number;
}

export interface ConnectionStep {
  readonly connection: Connection;
  readonly commands: readonly ConnectionCommand[];
}

export const NEW_CONNECTION: Connection = {
  name: "IDLE",
  cursor: null,
  stream: null,
  successor: null,
  isTakingSnapshot: false,
  nextStreamId: 1,
  failures: 0,
  retryAtMs: null,
  hastenedMs: null,
  avoid: "",
  troubleSinceMs: null,
  noQuorumSinceMs: null,
};

/** When the next tick is due; null when only an event can help. */
export function nextTickMs({ stream, successor, retryAtMs }: Connection): number | null {
  const looks = [stream, successor].filter((each) => each !== null).map(nextLookMs);
  if (retryAtMs !== null) looks.push(retryAtMs);
  return looks.length === 0 ? null : Math.min(...looks);
}
