/** Check values of the log: CRC-32 (IEEE, `node:zlib`). They find rot and lost rows, not malice. */
import { crc32 } from "node:zlib";

import type { HardState, LogBase } from "../raft/types.ts";
import type { BatchRow } from "./log-protocol.ts";

/** Before the first row. */
export const CHAIN_START = 0;

const header = Buffer.alloc(25);

/** The chain value of a row behind a row whose value is `previous`: covers every column and all rows before. */
export function chainOf(previous: number, row: BatchRow): number {
  header.writeDoubleBE(row.firstIndex, 0);
  header.writeDoubleBE(row.lastIndex, 8);
  header.writeDoubleBE(row.lastTerm, 16);
  header.writeUInt8(row.hasConfiguration ? 1 : 0, 24);
  return crc32(row.entries, crc32(header, previous));
}

/** Where a log goes on behind a snapshot whose entries it never had: there is no row to go on from. */
export function chainOfBase({ index, term, time }: LogBase): number {
  return crc32(JSON.stringify([index, term, time]));
}

export function hardStateCrc(state: HardState): number {
  return crc32(JSON.stringify([state.term, state.vote]));
}
