/**
 * A batch of entries as bytes: packed once by the leader, the same bytes on the wire, in the log and in apply.
 *
 *   version  count  [first index  { term step, time step, kind, length, data } x count]
 *
 * Indices follow one another; terms and times are steps from the entry before and cannot fall. So a batch
 * with a gap or a falling term cannot even be written down (raft.md bug 19).
 */
import { assert } from "../lib/assert.ts";
import { ByteReader, MalformedBytes } from "../lib/byte-reader.ts";
import { ByteWriter } from "../lib/byte-writer.ts";
import type { Entry, EntryKind } from "./types.ts";

const VERSION = 1;
/** A packed entry's least size: one byte each for term step, time step, kind and length. */
const ENTRY_MIN_BYTES = 4;
/** Capacity reserved for an entry beside its data: enough for all but absurd terms. */
const ENTRY_OVERHEAD_BYTES = 16;
/** The position of a kind is its number in the bytes: only ever append. */
const KINDS: readonly EntryKind[] = ["noop", "command", "configuration"];

interface Packed {
  /** A copy: the caller's array may grow. */
  readonly entries: readonly Entry[];
  readonly bytes: Uint8Array;
}

/** The packed form of a batch as long as its first entry lives, so that the log and all peers share one packing. */
const packedForms = new WeakMap<Entry, Packed>();

/**
 * The bytes of contiguous entries whose terms and times never fall. The same entries, in whatever array, give
 * the same bytes again without work: neither entries nor bytes may be changed afterwards.
 */
export function packEntries(entries: readonly Entry[]): Uint8Array {
  const known = entries[0] === undefined ? undefined : packedForms.get(entries[0]);
  if (known !== undefined && areSame(known.entries, entries)) return known.bytes;
  const bytes = pack(entries);
  remember(entries, bytes);
  return bytes;
}

/** Inverse of packEntries. `data` of the entries are views of `bytes`. Throws MalformedBytes. */
export function unpackEntries(bytes: Uint8Array): readonly Entry[] {
  const reader = new ByteReader(bytes);
  const version = reader.byte();
  if (version !== VERSION)
    throw new MalformedBytes(`entries of version ${version}; this program reads ${VERSION}`);
  const count = reader.uint();
  if (count > reader.remaining / ENTRY_MIN_BYTES)
    throw new MalformedBytes("more entries announced than bytes given");
  const entries = count === 0 ? [] : readEntries(reader, count);
  reader.end();
  remember(entries, bytes);
  return entries;
}

function remember(entries: readonly Entry[], bytes: Uint8Array): void {
  if (entries[0] !== undefined) packedForms.set(entries[0], { entries: [...entries], bytes });
}

function areSame(some: readonly Entry[], others: readonly Entry[]): boolean {
  return some.length === others.length && some.every((entry, at) => entry === others[at]);
}

function pack(entries: readonly Entry[]): Uint8Array {
  let capacity = ENTRY_OVERHEAD_BYTES;
  for (const entry of entries) capacity += entry.data.length + ENTRY_OVERHEAD_BYTES;
  const writer = new ByteWriter(capacity);
  writer.byte(VERSION);
  writer.uint(entries.length);
  const first = entries[0];
  if (first === undefined) return writer.finish();
  assert(first.index >= 1 && first.term >= 1, "indices and terms of entries count from 1");
  writer.uint(first.index);
  let index = first.index;
  let term = 0;
  let time = 0;
  for (const entry of entries) {
    assert(entry.index === index, "packed entries are contiguous");
    assert(entry.term >= term && entry.time >= time, "terms and times never fall along the log");
    writer.uint(entry.term - term);
    writer.uint(entry.time - time);
    writer.byte(KINDS.indexOf(entry.kind));
    writer.bytes(entry.data);
    index += 1;
    term = entry.term;
    time = entry.time;
  }
  return writer.finish();
}

function readEntries(reader: ByteReader, count: number): readonly Entry[] {
  const first = reader.uint();
  if (first < 1 || first + count > Number.MAX_SAFE_INTEGER)
    throw new MalformedBytes(`no entry has index ${first}`);
  const entries: Entry[] = [];
  let term = 0;
  let time = 0;
  for (let position = 0; position < count; position += 1) {
    term += reader.uint();
    time += reader.uint();
    if (term < 1) throw new MalformedBytes("an entry has no term");
    if (!Number.isSafeInteger(term) || !Number.isSafeInteger(time))
      throw new MalformedBytes("a term or time is too large");
    const kindNumber = reader.byte();
    const kind = KINDS[kindNumber];
    if (kind === undefined) throw new MalformedBytes(`unknown kind of entry ${kindNumber}`);
    entries.push({ index: first + position, term, time, kind, data: reader.bytes() });
  }
  return entries;
}
