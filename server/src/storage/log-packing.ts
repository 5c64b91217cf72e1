/** Between entries and the bytes that cross to the log's thread and back. */
import type { LogWrite } from "../ports.ts";
import { unpackEntries } from "../raft/entry-codec.ts";
import type { Entry } from "../raft/types.ts";
import { rowOf } from "./log-row.ts";
import type { BatchRow, LogReply, SentRow, SentWrite } from "./log-protocol.ts";

/**
 * Entries of one write go into one row up to this size, so that what a leader packed for an append is stored
 * as it is; larger writes are split, because a reader takes whole rows.
 */
const ROW_MAX_BYTES = 1024 * 1024;

/** Packs and copies into one buffer made to measure: posting a view would clone all that lies behind it. */
export function packWrites(writes: readonly LogWrite[]): {
  sent: readonly SentWrite[];
  buffer: ArrayBuffer;
} {
  const packed = writes.map((write) => ({ write, rows: splitIntoRows(write.entries) }));
  let sizeBytes = 0;
  for (const { rows } of packed) for (const row of rows) sizeBytes += row.entries.length;
  const bytes = new Uint8Array(sizeBytes);
  let offset = 0;
  const sent = packed.map(({ write, rows }) => ({
    truncateFrom: write.truncateFrom,
    base: write.base ?? null,
    hardState: write.hardState,
    standing: write.standing ?? null,
    rows: rows.map(({ entries, ...row }): SentRow => {
      bytes.set(entries, offset);
      offset += entries.length;
      return { ...row, offset: offset - entries.length, length: entries.length };
    }),
  }));
  return { sent, buffer: bytes.buffer };
}

/** The entries of whole rows that came back from the log's thread, as views of one buffer. */
export function unpackRows({
  buffer,
  lengths,
}: Extract<LogReply, { kind: "rows" }>): readonly Entry[] {
  let offset = 0;
  return lengths.flatMap((length) => {
    offset += length;
    return unpackEntries(new Uint8Array(buffer, offset - length, length));
  });
}

function splitIntoRows(entries: readonly Entry[]): readonly BatchRow[] {
  if (entries.length === 0) return [];
  const rows: BatchRow[] = [];
  let start = 0;
  let sizeBytes = 0;
  for (const [position, entry] of entries.entries()) {
    sizeBytes += entry.data.length;
    if (position > start && sizeBytes > ROW_MAX_BYTES) {
      rows.push(rowOf(entries.slice(start, position)));
      start = position;
      sizeBytes = entry.data.length;
    }
  }
  rows.push(rowOf(entries.slice(start)));
  return rows;
}
