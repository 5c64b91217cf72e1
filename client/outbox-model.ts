/** What the outbox knows, hears and commands; its rules are in outbox.ts. Pure. */
import type { Problem } from "./errors.ts";
import type { Message, Outcome, WriteAnswer, WriteRow } from "./model.ts";
import type { Operation } from "./operations.ts";
import type { StoredRow } from "./outbox-store.ts";

export interface Outbox {
  readonly userId: string;
  /** This page's own client id: fresh keys are made of it. */
  readonly clientId: string;
  readonly nextSeq: number;
  /** Log time at which `clientId` began; 0 until its first write with a known time. */
  readonly bornMs: number;
  /** Newest log time seen; 0 when none. */
  readonly logTimeMs: number;
  /** By order. */
  readonly rows: readonly StoredRow[];
  /** Orders of the one request under way. */
  readonly inFlight: readonly number[];
  /** This page sends; otherwise it only shows. */
  readonly isHolder: boolean;
  readonly isSignedOut: boolean;
  /** Sessions that have begun, and how many had when the request under way began. */
  readonly session: number;
  readonly inFlightSession: number;
  /** Rows written here of which no try had an unknown outcome: they may still be taken back. */
  readonly clean: ReadonlySet<number>;
  /** Old rows a person has released. */
  readonly released: ReadonlySet<number>;
  /** Client id to highest settled seq: below it the cluster answers NEVER_APPLIED. */
  readonly settledSeq: ReadonlyMap<string, number>;
  /** Rows up to this order go one by one: a batch with one of them was refused as a whole. */
  readonly aloneUpto: number;
  /** Client ids that must be opened anew with the log time asked for. */
  readonly expired: readonly string[];
  readonly isAskingTime: boolean;
  /** Requests that ended without an outcome, in a row. */
  readonly failures: number;
  readonly retryAtMs: number | null;
}

export type OutboxEvent =
  /** The store's rows of this user, all of them. */
  | { readonly kind: "loaded"; readonly rows: readonly StoredRow[] }
  /** A row this page wrote is committed. */
  | { readonly kind: "appended"; readonly row: StoredRow }
  | { readonly kind: "logTime"; readonly timeMs: number }
  /** Log time could not be had; ask again later. */
  | { readonly kind: "logTimeFailed" }
  | { readonly kind: "holding"; readonly isHolder: boolean }
  | { readonly kind: "signedIn" }
  | { readonly kind: "signedOut" }
  | { readonly kind: "answered"; readonly answers: readonly WriteAnswer[] }
  /** The request ended otherwise. `isUnknown`: some attempt of it may have been executed. */
  | { readonly kind: "failed"; readonly problem: Problem; readonly isUnknown: boolean }
  /** An event of this user's own message arrived. */
  | { readonly kind: "observed"; readonly message: Message }
  /** LIVE, online, visible, a new leader: do not wait any longer. */
  | { readonly kind: "wake" }
  | { readonly kind: "tick" }
  | { readonly kind: "retry"; readonly id: string }
  | { readonly kind: "discard"; readonly id: string };

export type Settlement =
  | {
      readonly kind: "decided";
      readonly outcome: Exclude<Outcome, { kind: "refused" }>;
      readonly index: number;
    }
  /** Seen in the feed before its answer. */
  | { readonly kind: "seen"; readonly message: Message }
  | {
      readonly kind: "refused";
      readonly reason: string;
      readonly field: string;
      readonly message: string;
    }
  | { readonly kind: "answeredBefore" }
  | { readonly kind: "discarded" };

export type OutboxCommand =
  /** Commit this before any later `send`. */
  | {
      readonly kind: "change";
      readonly put: readonly StoredRow[];
      readonly remove: readonly number[];
    }
  | { readonly kind: "send"; readonly rows: readonly WriteRow[] }
  | { readonly kind: "askTime" }
  /** The row's story is over, or (refused message) waits for a person. */
  | { readonly kind: "settled"; readonly row: StoredRow; readonly settlement: Settlement };

export interface OutboxStep {
  readonly outbox: Outbox;
  readonly commands: readonly OutboxCommand[];
}

export function newOutbox(userId: string, clientId: string): Outbox {
  return {
    userId,
    clientId,
    nextSeq: 1,
    bornMs: 0,
    logTimeMs: 0,
    rows: [],
    inFlight: [],
    isHolder: false,
    isSignedOut: false,
    session: 0,
    inFlightSession: 0,
    clean: new Set(),
    released: new Set(),
    settledSeq: new Map(),
    aloneUpto: 0,
    expired: [],
    isAskingTime: false,
    failures: 0,
    retryAtMs: null,
  };
}

/** Gives a new write its key. The row still has to be appended to the store, in the order of drafting. */
export function draft(
  outbox: Outbox,
  operation: Operation,
  wallMs: number,
): { readonly outbox: Outbox; readonly row: Omit<StoredRow, "order"> } {
  const { userId, clientId, nextSeq: seq, logTimeMs } = outbox;
  const bornMs = outbox.bornMs === 0 ? logTimeMs : outbox.bornMs;
  const writtenMs = logTimeMs === 0 ? wallMs : logTimeMs;
  const isSentSoon = bornMs !== 0 && !outbox.isSignedOut && outbox.retryAtMs === null;
  return {
    outbox: { ...outbox, nextSeq: seq + 1, bornMs },
    // Marked as attempted at once where the attempt follows at once: one durable write instead of two.
    row: {
      id: `${clientId}:${seq}`,
      userId,
      clientId,
      seq,
      bornMs,
      operation,
      writtenMs,
      fate: { kind: isSentSoon ? "attempted" : "waiting" },
    },
  };
}

export function canSend({ fate }: StoredRow): boolean {
  return fate.kind === "waiting" || fate.kind === "attempted";
}

/** Its key may have been executed: it is neither refused from outside the log nor taken back. */
export function isDoubtful(outbox: Outbox, row: StoredRow): boolean {
  if (outbox.inFlight.includes(row.order)) return true;
  if (row.fate.kind === "held") return row.fate.attempted;
  return row.fate.kind === "attempted" && !outbox.clean.has(row.order);
}
