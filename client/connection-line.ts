/**
 * What the thin line above the composer should say (product.md 5.7), as data: words and languages are the
 * page's business. Pure: the same report at the same time always reads the same.
 */

export interface ConnectionReport {
  readonly state: "IDLE" | "CONNECTING" | "LIVE" | "BACKOFF" | "OFFLINE";
  /** Wall clock since the live stream was lost; null while it is well. */
  readonly troubleSinceMs: number | null;
  /** Wall clock of the next attempt; null while one is under way or none is planned. */
  readonly nextTryAtMs: number | null;
  /** Wall clock since the serving node knows no majority; null while there is one. */
  readonly noQuorumSinceMs: number | null;
  /** Wall clock since writes are refused because the servers' disks are full; null while they are taken. */
  readonly diskFullSinceMs: number | null;
  readonly nodesUp: number;
  readonly nodesAll: number;
  readonly signedOut: boolean;
  /** Writes that wait for their outcome, over all conversations. */
  readonly waiting: number;
  /** False when the waiting writes would be lost with this page. */
  readonly durable: boolean;
}

export type ConnectionLine =
  | { readonly kind: "none" }
  | { readonly kind: "reconnecting" }
  | { readonly kind: "reconnectingIn"; readonly seconds: number }
  | { readonly kind: "offline"; readonly waiting: number }
  | { readonly kind: "readOnly"; readonly up: number; readonly all: number }
  | { readonly kind: "diskFull"; readonly waiting: number }
  | { readonly kind: "signedOut"; readonly waiting: number };

/** Trouble shorter than this is nobody's business. */
export const LINE_AFTER_MS = 2_000;
/** From here on the line counts down and offers "Try now". */
export const LINE_AMBER_AFTER_MS = 10_000;

/** The line at wall clock `nowMs`. Ask again at least once a second while it is not "none" or trouble has begun. */
export function connectionLine(report: ConnectionReport, nowMs: number): ConnectionLine {
  if (report.signedOut) return { kind: "signedOut", waiting: report.waiting };
  if (report.state === "OFFLINE") return { kind: "offline", waiting: report.waiting };
  const troubleMs = report.troubleSinceMs === null ? 0 : nowMs - report.troubleSinceMs;
  if (troubleMs > LINE_AMBER_AFTER_MS) {
    const waitMs = report.nextTryAtMs === null ? 0 : report.nextTryAtMs - nowMs;
    return { kind: "reconnectingIn", seconds: Math.max(0, Math.ceil(waitMs / 1000)) };
  }
  if (troubleMs >= LINE_AFTER_MS) return { kind: "reconnecting" };
  if (report.noQuorumSinceMs !== null && nowMs - report.noQuorumSinceMs >= LINE_AFTER_MS) {
    return { kind: "readOnly", up: report.nodesUp, all: report.nodesAll };
  }
  // Without a waiting write nobody asks whether there is room by now, so nothing is said.
  const { diskFullSinceMs, waiting } = report;
  if (diskFullSinceMs !== null && waiting > 0 && nowMs - diskFullSinceMs >= LINE_AFTER_MS) {
    return { kind: "diskFull", waiting };
  }
  return { kind: "none" };
}
