/**
 * Raft ids as bytes: eight for sixteen hexadecimal digits. Each message has two or more, always of the same few
 * members, so what was worked out for one is remembered.
 */
import { assert } from "../lib/assert.ts";
import type { ByteReader } from "../lib/byte-reader.ts";
import type { ByteWriter } from "../lib/byte-writer.ts";
import { isRaftId } from "../lib/member-ids.ts";
import type { RaftId } from "./types.ts";

const ID_BYTES = 8;
/** More than the members of any cluster; then everything is forgotten. */
const WRITTEN_MAX = 256;
/** One place for each value of the last byte. */
const READ_MAX = 256;

const written = new Map<RaftId, Uint8Array>();
const read: ({ readonly high: number; readonly low: number; readonly id: RaftId } | undefined)[] =
  Array.from({ length: READ_MAX });

export function writeId(writer: ByteWriter, id: RaftId): void {
  writer.raw(written.get(id) ?? bytesOf(id));
}

export function readId(reader: ByteReader): RaftId {
  const high = reader.uint32();
  const low = reader.uint32();
  const known = read[low & 0xff];
  if (known !== undefined && known.low === low && known.high === high) return known.id;
  // Eight bytes make sixteen hexadecimal digits.
  const id = (digitsOf(high) + digitsOf(low)) as RaftId;
  read[low & 0xff] = { high, low, id };
  return id;
}

function bytesOf(id: RaftId): Uint8Array {
  assert(isRaftId(id), "a raft id has 16 hexadecimal digits");
  const bytes = new Uint8Array(ID_BYTES);
  for (let at = 0; at < ID_BYTES; at += 1)
    bytes[at] = Number.parseInt(id.slice(2 * at, 2 * at + 2), 16);
  if (written.size >= WRITTEN_MAX) written.clear();
  written.set(id, bytes);
  return bytes;
}

function digitsOf(number: number): string {
  return number.toString(16).padStart(ID_BYTES, "0");
}
