/** Which rows travel next, and under which acknowledgement. Pure. */
import { CLIENT_LIMITS } from "./limits.ts";
import type { WriteRow } from "./model.ts";
import type { Operation } from "./operations.ts";
import { canSend, type Outbox } from "./outbox-model.ts";
import type { StoredRow } from "./outbox-store.ts";

/** Key and framing of one row on the wire, at most, without its strings. */
const ROW_OVERHEAD_BYTES = 64;

/**
 * The next rows in order, up to 64 rows or 64 KiB. Keys of one client id must rise within a batch, and a key
 * below one already settled travels alone: it may be answered NEVER_APPLIED, and rows behind it must not overtake.
 */
export function nextBatch(outbox: Outbox): readonly StoredRow[] {
  const batch: StoredRow[] = [];
  const lastSeq = new Map<string, number>();
  let sizeBytes = 0;
  for (const row of outbox.rows) {
    if (!canSend(row)) continue;
    sizeBytes += rowBytes(row);
    const isFull = batch.length >= CLIENT_LIMITS.batchRows || sizeBytes > CLIENT_LIMITS.batchBytes;
    const isBackwards = row.seq <= (lastSeq.get(row.clientId) ?? 0);
    if (batch.length > 0 && (isFull || isBackwards || travelsAlone(outbox, row))) break;
    batch.push(row);
    lastSeq.set(row.clientId, row.seq);
    if (travelsAlone(outbox, row)) break;
  }
  return batch;
}

function travelsAlone(outbox: Outbox, row: StoredRow): boolean {
  return row.order <= outbox.aloneUpto || row.seq < (outbox.settledSeq.get(row.clientId) ?? 0);
}

export function toWriteRows(outbox: Outbox, batch: readonly StoredRow[]): readonly WriteRow[] {
  return batch.map(({ clientId, seq, bornMs, operation }) => ({
    key: { clientId, seq, bornMs, ackUpto: ackUpto(outbox, clientId) },
    operation,
  }));
}

/** Everything of this client id below its first unsettled row has been answered: rows leave only then. */
function ackUpto(outbox: Outbox, clientId: string): number {
  let lowest = Infinity;
  for (const row of outbox.rows) {
    if (row.clientId === clientId && row.fate.kind !== "rejected")
      lowest = Math.min(lowest, row.seq);
  }
  return lowest === Infinity ? 0 : lowest - 1;
}

export function rowBytes({ clientId, operation }: StoredRow): number {
  return ROW_OVERHEAD_BYTES + clientId.length + operationBytes(operation);
}

/** Its strings; a row that only asks for texts weighs what it brings, so that answers stay as small as requests. */
function operationBytes({ kind, ...values }: Operation): number {
  if (kind === "readMessages") return CLIENT_LIMITS.readTextBytes;
  let bytes = 0;
  for (const value of Object.values(values).flat())
    if (typeof value === "string") bytes += utf8Bytes(value);
  return bytes;
}

/** Bytes of UTF-8; a lone surrogate is written as U+FFFD, three bytes. */
export function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
