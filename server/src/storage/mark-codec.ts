/**
 * One slot of the mark file as bytes.
 *
 *   "PMRK"  version  length  CRC-32 of all but itself  │  body of that length  │  zeros
 *
 * The envelope, up to the bar, is the same in every version, so that an older program knows a newer one's mark.
 */
import { crc32 } from "node:zlib";

import { assert } from "../lib/assert.ts";
import { LIMITS } from "../limits.ts";
import type { HardState, OwnStart, RaftId, SeenStart } from "../raft/types.ts";
import type { LogOwner } from "./log-owner.ts";
import type { Mark } from "./mark.ts";

/** One block of the disk: a write of one slot can never harm the other. */
export const SLOT_BYTES = 4096;
export const MARK_VERSION = 1;

const MAGIC = 0x504d524b;
const ENVELOPE_BYTES = 16;
const CRC_AT = 12;
const FLAG_RECOVERING = 1;
const FLAG_RECOPY = 2;
const FLAG_VOTED = 4;
const SEEN_AT = ENVELOPE_BYTES + 62;
const ID_BYTES = 8;
const CLUSTER_ID_BYTES = 16;
/** As the messages of Raft allow. */
const NONCE_MAX_BYTES = 64;
export interface Slot {
  /** The higher one of two slots holds the newer mark. */
  readonly sequence: number;
  readonly mark: Mark;
  /** Null: written by a version that did not say, or before anybody had a name. */
  readonly owner: LogOwner | null;
}

export type ReadSlot = Slot | "unwritten" | "unreadable" | { readonly version: number };

/** Fills `slot`, which has SLOT_BYTES, anew. Who does not know an owner reads past it. */
export function encodeSlot(slot: Buffer, { sequence, mark, owner }: Slot): void {
  const { hardState, end, seen, lineage = [] } = mark;
  assert(seen.length <= LIMITS.startsOfOthers, "the table of the newest starts fits into the mark");
  assert(lineage.length <= LIMITS.startsOfOwn, "the starts of this folder fit into the mark");
  const voted = hardState.vote !== null;
  slot.writeUInt32BE(MAGIC, 0);
  slot.writeUInt32BE(MARK_VERSION, 4);
  let at = ENVELOPE_BYTES;
  at = slot.writeDoubleBE(sequence, at);
  at = slot.writeDoubleBE(mark.incarnation, at);
  at = slot.writeUInt16BE(flagsOf(mark, voted), at);
  at = slot.writeDoubleBE(hardState.term, at);
  at += slot.write(hardState.vote ?? "0".repeat(2 * ID_BYTES), at, "hex");
  at = slot.writeDoubleBE(end.index, at);
  at = slot.writeDoubleBE(end.term, at);
  at = slot.writeUInt32BE(end.chain, at);
  at = slot.writeUInt16BE(seen.length, at);
  // Room for what a later version may add in front of the table.
  slot.fill(0, at, SEEN_AT);
  at = SEEN_AT;
  for (const start of seen) at = encodeStart(slot, at + slot.write(start.id, at, "hex"), start);
  at = slot.writeUInt8(lineage.length, at);
  for (const start of lineage) at = encodeStart(slot, at, start);
  if (owner !== null) {
    at += slot.write(owner.clusterId, at, "hex");
    at += slot.write(owner.id, at, "hex");
  }
  slot.fill(0, at);
  slot.writeUInt32BE(at - ENVELOPE_BYTES, 8);
  slot.writeUInt32BE(sumOf(slot, at), CRC_AT);
}

export function decodeSlot(slot: Buffer): ReadSlot {
  const length = slot.readUInt32BE(8);
  if (slot.readUInt32BE(0) !== MAGIC)
    return slot.every((byte) => byte === 0) ? "unwritten" : "unreadable";
  const end = ENVELOPE_BYTES + length;
  if (end > slot.length || sumOf(slot, end) !== slot.readUInt32BE(CRC_AT)) return "unreadable";
  const version = slot.readUInt32BE(4);
  if (version > MARK_VERSION) return { version };
  return decodeBody(slot, end);
}

function decodeBody(slot: Buffer, bodyEnd: number): Slot {
  const at = ENVELOPE_BYTES;
  const flags = slot.readUInt16BE(at + 16);
  // Only what encodeSlot wrote, proved by the check value.
  const vote =
    (flags & FLAG_VOTED) === 0 ? null : (slot.toString("hex", at + 26, at + 34) as RaftId);
  const hardState: HardState = { term: slot.readDoubleBE(at + 18), vote };
  const end = {
    index: slot.readDoubleBE(at + 34),
    term: slot.readDoubleBE(at + 42),
    chain: slot.readUInt32BE(at + 50),
  };
  const { owner, ...starts } = decodeStarts(slot, bodyEnd);
  return {
    sequence: slot.readDoubleBE(at),
    mark: {
      incarnation: slot.readDoubleBE(at + 8),
      isRecovering: (flags & FLAG_RECOVERING) !== 0,
      mustRecopy: (flags & FLAG_RECOPY) !== 0,
      hardState,
      end,
      ...starts,
    },
    owner,
  };
}

function flagsOf({ isRecovering, mustRecopy }: Mark, voted: boolean): number {
  return (
    (isRecovering ? FLAG_RECOVERING : 0) | (mustRecopy ? FLAG_RECOPY : 0) | (voted ? FLAG_VOTED : 0)
  );
}

function encodeStart(slot: Buffer, start: number, { incarnation, nonce }: OwnStart): number {
  const nonceBytes = Buffer.byteLength(nonce);
  assert(nonceBytes <= NONCE_MAX_BYTES, "the nonce of a start fits into the mark");
  let at = slot.writeDoubleBE(incarnation, start);
  at = slot.writeUInt8(nonceBytes, at);
  return at + slot.write(nonce, at, "utf8");
}

/** And the owner behind them. Ends where the body ends. */
function decodeStarts(
  slot: Buffer,
  end: number,
): Pick<Mark, "seen" | "lineage"> & Pick<Slot, "owner"> {
  let at = SEEN_AT;
  const next = (): OwnStart => {
    const incarnation = slot.readDoubleBE(at);
    const nonceBytes = slot.readUInt8(at + 8);
    at += 9 + nonceBytes;
    return { incarnation, nonce: slot.toString("utf8", at - nonceBytes, at) };
  };
  const seen = Array.from({ length: slot.readUInt16BE(ENVELOPE_BYTES + 54) }, (): SeenStart => {
    const id = slot.toString("hex", at, at + ID_BYTES) as RaftId;
    at += ID_BYTES;
    return { id, ...next() };
  });
  // The first marks had none.
  const count = at < end ? slot.readUInt8(at) : 0;
  at += 1;
  const lineage = Array.from({ length: count }, next);
  return { seen, ...(count === 0 ? {} : { lineage }), owner: at < end ? ownerAt(slot, at) : null };
}

function ownerAt(slot: Buffer, at: number): LogOwner {
  const idAt = at + CLUSTER_ID_BYTES;
  // Only what encodeSlot wrote, proved by the check value.
  const id = slot.toString("hex", idAt, idAt + ID_BYTES) as RaftId;
  return { clusterId: slot.toString("hex", at, idAt), id };
}

function sumOf(slot: Buffer, end: number): number {
  return crc32(slot.subarray(ENVELOPE_BYTES, end), crc32(slot.subarray(0, CRC_AT)));
}
