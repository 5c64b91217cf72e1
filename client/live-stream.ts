/**
 * One live stream as the connection sees it: its age, its pulse and the parts of an event still arriving.
 * Pure; times are wall clock, because timers of hidden tabs and sleeping machines stop.
 */
import type { Change } from "./model.ts";

export interface LiveStream {
  readonly id: number;
  /** Empty until Hello. */
  readonly node: string;
  readonly openedMs: number;
  /** Null until Hello. */
  readonly helloMs: number | null;
  readonly lastItemMs: number;
  /** Last event or Hello of the catch-up: a node that is behind the cursor makes none. */
  readonly progressMs: number;
  readonly heartbeatMs: number;
  readonly sizeBytes: number;
  readonly isCaughtUp: boolean;
  /** A replacement is opened then. */
  readonly rotateAtMs: number;
  readonly partIndex: number;
  readonly parts: readonly Change[];
}

/** Connect watchdog: Hello must come within this. */
export const HELLO_WITHIN_MS = 3_000;
/** A node that has nothing of the catch-up to show for so long is behind: try another. */
export const CATCH_UP_WITHIN_MS = 3_000;
export const LIVENESS_HEARTBEATS = 2.5;
export const WAKE_HEARTBEATS = 1.5;
export const HEARTBEAT_DEFAULT_MS = 2_000;
export const ROTATE_BYTES = 4 * 1024 * 1024;
const ROTATE_MS = 600_000;
const ROTATE_SPREAD = 0.2;

export function openedStream(id: number, nowMs: number, random: number): LiveStream {
  return {
    id,
    node: "",
    openedMs: nowMs,
    helloMs: null,
    lastItemMs: nowMs,
    progressMs: nowMs,
    heartbeatMs: HEARTBEAT_DEFAULT_MS,
    sizeBytes: 0,
    isCaughtUp: false,
    rotateAtMs: nowMs + ROTATE_MS * (1 - ROTATE_SPREAD + 2 * ROTATE_SPREAD * random),
    partIndex: 0,
    parts: [],
  };
}

/** Silent for too long, judged by how long a healthy stream may be silent. */
export function isDead(stream: LiveStream, nowMs: number): boolean {
  if (stream.helloMs === null) return nowMs - stream.openedMs >= HELLO_WITHIN_MS;
  if (nowMs - stream.lastItemMs >= LIVENESS_HEARTBEATS * stream.heartbeatMs) return true;
  return !stream.isCaughtUp && nowMs - stream.progressMs >= CATCH_UP_WITHIN_MS;
}

/** After waking up a person waits at the screen: less patience. */
export function isDoubtful(stream: LiveStream, nowMs: number): boolean {
  return nowMs - stream.lastItemMs >= WAKE_HEARTBEATS * stream.heartbeatMs;
}

export function isDueForRotation(stream: LiveStream, nowMs: number): boolean {
  return stream.isCaughtUp && (stream.sizeBytes >= ROTATE_BYTES || nowMs >= stream.rotateAtMs);
}

/** When this stream next needs a look if nothing arrives. */
export function nextLookMs(stream: LiveStream): number {
  if (stream.helloMs === null) return stream.openedMs + HELLO_WITHIN_MS;
  const silentAt = stream.lastItemMs + LIVENESS_HEARTBEATS * stream.heartbeatMs;
  if (!stream.isCaughtUp) return Math.min(silentAt, stream.progressMs + CATCH_UP_WITHIN_MS);
  return Math.min(silentAt, stream.rotateAtMs);
}

/** Collects the parts of one index; whole once the last is in. A resume starts the index anew with part 0. */
export function takePart(
  stream: LiveStream,
  event: {
    readonly index: number;
    readonly part: number;
    readonly last: boolean;
    readonly changes: readonly Change[];
  },
): { readonly stream: LiveStream; readonly whole: readonly Change[] | null } {
  const isContinued = event.part > 0 && event.index === stream.partIndex;
  const changes = isContinued ? [...stream.parts, ...event.changes] : event.changes;
  if (event.last) return { stream: { ...stream, partIndex: 0, parts: [] }, whole: changes };
  return { stream: { ...stream, partIndex: event.index, parts: changes }, whole: null };
}
