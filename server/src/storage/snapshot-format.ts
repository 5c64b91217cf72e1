/**
 * A snapshot is one file, the same on a node and as a backup:
 *
 *   state (an SQLite database) │ sums: 4 bytes a chunk │ description │ footer: 32 bytes
 *   0                     size                                               end of file
 *
 * The state comes first because SQLite writes it there by itself and nothing has to be copied behind it; any SQLite opens
 * the file, since what follows the last page belongs to no page. Everything that says what the file is stands at its end,
 * so a file that was cut off says nothing at all. The footer is fixed for all versions to come.
 */
import { crc32 } from "node:zlib";
import { assert } from "../lib/assert.ts";
import { ByteReader, MalformedBytes } from "../lib/byte-reader.ts";
import { ByteWriter } from "../lib/byte-writer.ts";
import { LIMITS } from "../limits.ts";
import { decodeConfiguration } from "../raft/configuration.ts";
import { packEntries, unpackEntries } from "../raft/entry-codec.ts";
import type { LogBase, SnapshotMeta } from "../raft/types.ts";
import { OtherSnapshotFormat, UnsoundSnapshot } from "./unsound-snapshot.ts";

export const SNAPSHOT_FORMAT_VERSION = 1;
export const FOOTER_BYTES = 32;
/** Chunks of one part on the wire, so that the sum of a part is found and not computed. */
export const CHUNK_BYTES = LIMITS.snapshotChunkBytes;
const SUM_BYTES = 4;
const MAGIC = Buffer.from("parley snapshot\n", "latin1");
/** A description is a configuration and some numbers. */
const DESCRIPTION_MAX_BYTES = 1024 * 1024;
const CHUNK_MIN_BYTES = 4 * 1024;
const CHUNK_MAX_BYTES = 1024 * 1024;
const TEXT_MAX_BYTES = 64;
/** It is part of a file's name. */
const ID = /^[0-9a-z][0-9a-z-]{0,63}$/;
const CLUSTER_ID = /^[0-9a-f]{32}$/;
const STATE_HASH = /^[0-9a-f]{32}$/;

export interface SnapshotDescription {
  readonly snapshot: SnapshotMeta;
  /** Of the cluster whose state it is. */
  readonly clusterId: string;
  /** The state's own hash: 32 hexadecimal digits, equal for equal content. */
  readonly stateHash: string;
  /** When this file was completed, by the clock of the machine that wrote it, ms since 1970. */
  readonly madeMs: number;
  /** Each chunk of the state has so many bytes, the last one perhaps fewer. */
  readonly chunkBytes: number;
}

/** What stands behind the state: a description, and the CRC-32 of each chunk. */
export interface SnapshotTail {
  readonly description: SnapshotDescription;
  readonly sums: readonly number[];
}

export interface Footer {
  readonly descriptionBytes: number;
  /** CRC-32 of sums and description. */
  readonly sum: number;
}

export function isSnapshotId(id: string): boolean {
  return ID.test(id);
}

export function chunkCount(sizeBytes: number, chunkBytes: number): number {
  return Math.ceil(sizeBytes / chunkBytes);
}

/** To be appended to the state. */
export function encodeTail({ description, sums }: SnapshotTail): Uint8Array {
  const { size } = description.snapshot;
  assert(sums.length === chunkCount(size, description.chunkBytes), "every chunk has a sum");
  const described = encodeDescription(description);
  const sumsBytes = SUM_BYTES * sums.length;
  const bytes = Buffer.alloc(sumsBytes + described.length + FOOTER_BYTES);
  for (const [at, sum] of sums.entries()) bytes.writeUInt32BE(sum, at * SUM_BYTES);
  bytes.set(described, sumsBytes);
  const footer = bytes.subarray(sumsBytes + described.length);
  footer.writeUInt32BE(described.length, 0);
  footer.writeUInt32BE(SNAPSHOT_FORMAT_VERSION, 4);
  footer.writeUInt32BE(crc32(bytes.subarray(0, sumsBytes + described.length)), 8);
  footer.writeUInt32BE(crc32(footer.subarray(0, 12)), 12);
  footer.set(MAGIC, 16);
  return bytes;
}

/** The last bytes of a file. Throws UnsoundSnapshot. */
export function decodeFooter(bytes: Uint8Array): Footer {
  const footer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (footer.length !== FOOTER_BYTES || !footer.subarray(16).equals(MAGIC))
    throw new UnsoundSnapshot("it does not end as a snapshot does: it was cut off, or is none");
  if (footer.readUInt32BE(12) !== crc32(footer.subarray(0, 12)))
    throw new UnsoundSnapshot("its last bytes are damaged");
  const version = footer.readUInt32BE(4);
  if (version !== SNAPSHOT_FORMAT_VERSION)
    throw new OtherSnapshotFormat(
      `it has format ${version}; this program reads format ${SNAPSHOT_FORMAT_VERSION}`,
    );
  const descriptionBytes = footer.readUInt32BE(0);
  if (descriptionBytes > DESCRIPTION_MAX_BYTES)
    throw new UnsoundSnapshot(`its description has ${descriptionBytes} bytes`);
  return { descriptionBytes, sum: footer.readUInt32BE(8) };
}

/** Throws UnsoundSnapshot. */
export function decodeDescription(bytes: Uint8Array): SnapshotDescription {
  try {
    return readDescription(new ByteReader(bytes));
  } catch (cause) {
    if (!(cause instanceof MalformedBytes)) throw cause;
    throw new UnsoundSnapshot(`its description is not sound: ${cause.message}`, { cause });
  }
}

/** `bytes`: all of the sums and the description. Throws UnsoundSnapshot. */
export function decodeTail(bytes: Uint8Array, { descriptionBytes, sum }: Footer): SnapshotTail {
  if (crc32(bytes) !== sum) throw new UnsoundSnapshot("its description or its sums are damaged");
  const sumsBytes = bytes.length - descriptionBytes;
  const description = decodeDescription(bytes.subarray(sumsBytes));
  const { snapshot, chunkBytes } = description;
  const count = chunkCount(snapshot.size, chunkBytes);
  if (sumsBytes !== SUM_BYTES * count) throw new UnsoundSnapshot("it has not one sum for a chunk");
  const view = new DataView(bytes.buffer, bytes.byteOffset, sumsBytes);
  const sums = Array.from({ length: count }, (_, at) => view.getUint32(at * SUM_BYTES));
  return { description, sums };
}

/** The length of what stands behind the state. */
export function tailBytes({ snapshot, chunkBytes }: SnapshotDescription, footer: Footer): number {
  const count = chunkCount(snapshot.size, chunkBytes);
  return SUM_BYTES * count + footer.descriptionBytes + FOOTER_BYTES;
}

function encodeDescription(description: SnapshotDescription): Uint8Array {
  const { snapshot, clusterId, stateHash, madeMs, chunkBytes } = description;
  const { id, base, size, sum } = snapshot;
  assert(isSnapshotId(id), "the id of a snapshot can name a file");
  const writer = new ByteWriter();
  for (const text of [clusterId, id, stateHash]) writer.text(text);
  for (const field of [base.index, base.term, base.time, size, sum, chunkBytes, madeMs])
    writer.uint(field);
  writer.raw(packEntries([base.configuration]));
  return writer.finish();
}

function readDescription(reader: ByteReader): SnapshotDescription {
  const clusterId = textLike(CLUSTER_ID, "cluster id", reader);
  const id = textLike(ID, "id", reader);
  const stateHash = textLike(STATE_HASH, "state hash", reader);
  const [index, term, time] = [reader.uint(), reader.uint(), reader.uint()];
  const [size, sum, chunkBytes, madeMs] = [
    reader.uint(),
    reader.uint(),
    reader.uint(),
    reader.uint(),
  ];
  if (chunkBytes < CHUNK_MIN_BYTES || chunkBytes > CHUNK_MAX_BYTES)
    throw new MalformedBytes(`chunks of ${chunkBytes} bytes`);
  if (size === 0 || size > LIMITS.snapshotBytes) throw new MalformedBytes(`${size} bytes of state`);
  const base = readBase(reader, { index, term, time });
  return { snapshot: { id, base, size, sum }, clusterId, stateHash, madeMs, chunkBytes };
}

function readBase(reader: ByteReader, place: Pick<LogBase, "index" | "term" | "time">): LogBase {
  const [configuration, ...more] = unpackEntries(reader.raw(reader.remaining));
  if (configuration?.kind !== "configuration" || more.length > 0)
    throw new MalformedBytes("a snapshot has one configuration");
  if (configuration.index > place.index || configuration.term > place.term)
    throw new MalformedBytes("the configuration lies behind the snapshot");
  decodeConfiguration(configuration.data);
  return { ...place, configuration };
}

function textLike(pattern: RegExp, what: string, reader: ByteReader): string {
  const text = reader.text(TEXT_MAX_BYTES);
  if (!pattern.test(text)) throw new MalformedBytes(`the ${what} is none`);
  return text;
}
