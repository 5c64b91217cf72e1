/** A transaction of the twin in memory as bytes, so that a crash can harm some of them. */
import type { LogWrite } from "../ports.ts";
import { packEntries } from "../raft/entry-codec.ts";

/** Of one transaction, as far as its check value is concerned. */
export function bytesOf(writes: readonly LogWrite[]): Uint8Array {
  const parts = writes.flatMap(({ truncateFrom, base = null, hardState, entries }) => {
    const head = JSON.stringify([truncateFrom, base?.index, base?.term, hardState]);
    return [Buffer.from(head), entries.length === 0 ? Buffer.alloc(0) : packEntries(entries)];
  });
  return Buffer.concat(parts);
}

/** In the middle, where there is something of everything. */
export function withFlippedBit(bytes: Uint8Array): Uint8Array {
  const at = bytes.length >> 1;
  return bytes.with(at, (bytes[at] ?? 0) ^ 1);
}
