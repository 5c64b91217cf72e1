/**
 * Raft messages between members, as bytes:
 *
 *   version  type  from (8 bytes)  to (8 bytes)  term  [start]  fields of the type
 *
 * The decoder checks every field and what fields promise each other, so that no sender can bring the core to
 * break an invariant: what it lets through is well formed, though it may still be a lie.
 */
import { unreachable } from "../lib/assert.ts";
import { ByteReader, MalformedBytes } from "../lib/byte-reader.ts";
import { ByteWriter } from "../lib/byte-writer.ts";
import { decodeConfiguration } from "./configuration.ts";
import { packEntries, unpackEntries } from "./entry-codec.ts";
import { readId, writeId } from "./message-codec-ids.ts";
import {
  readStart,
  readStartFields,
  writeStart,
  writeStartFields,
} from "./message-codec-starts.ts";
import { readSnapshotFields, writeSnapshotFields } from "./message-codec-snapshots.ts";
import type { AppendRequest, Envelope, Message } from "./messages.ts";

/** The first has no word about its sender's start: of a member whose store counts none. */
const PLAIN_VERSION = 1;
const VERSION = 2;
const NOTHING = new Uint8Array(0);
/** Ids of reads are made by members; this is far above any of ours. */
const READ_ID_MAX_BYTES = 64;
/** Enough for most messages without their entries. */
const FIXED_FIELDS_BYTES = 64;
/** The position of a type is its number in the bytes: only ever append. */
const TYPES: readonly Message["type"][] = [
  "voteRequest",
  "voteResponse",
  "appendRequest",
  "appendResponse",
  "heartbeatRequest",
  "heartbeatResponse",
  "readRequest",
  "readResponse",
  "timeoutNow",
  "commitUpdate",
  "snapshotOffer",
  "snapshotPull",
  "snapshotChunk",
  "snapshotFailed",
  "claim",
  "claimAnswer",
  "refilled",
];

export function encodeMessage(message: Message): Uint8Array {
  const rest = restOf(message);
  const writer = new ByteWriter(FIXED_FIELDS_BYTES + rest.length);
  const { incarnation = 0 } = message;
  writer.byte(incarnation === 0 ? PLAIN_VERSION : VERSION);
  writer.byte(TYPES.indexOf(message.type));
  writeId(writer, message.from);
  writeId(writer, message.to);
  writer.uint(message.term);
  if (incarnation > 0) writeStart(writer, message);
  writeFields(writer, message);
  writer.raw(rest);
  return writer.finish();
}

/** What lies behind the fields, to the end. */
function restOf(message: Message): Uint8Array {
  if (message.type === "appendRequest") return packEntries(message.entries);
  if (message.type === "snapshotOffer") return packEntries([message.snapshot.base.configuration]);
  if (message.type === "claimAnswer" && message.configuration !== undefined)
    return packEntries([message.configuration]);
  return message.type === "snapshotChunk" ? message.data : NOTHING;
}

/** Entries are views of `bytes`. Throws MalformedBytes. */
export function decodeMessage(bytes: Uint8Array): Message {
  const reader = new ByteReader(bytes);
  const version = reader.byte();
  if (version !== VERSION && version !== PLAIN_VERSION)
    throw new MalformedBytes(`message of version ${version}; this program reads up to ${VERSION}`);
  const typeNumber = reader.byte();
  const type = TYPES[typeNumber];
  if (type === undefined) throw new MalformedBytes(`unknown type of message ${typeNumber}`);
  const envelope = { from: readId(reader), to: readId(reader), term: reader.uint() };
  const start = version === VERSION ? readStart(reader) : {};
  const message = readFields(reader, type, { ...envelope, ...start });
  reader.end();
  if (message.type === "appendRequest") checkAppend(message);
  return message;
}

function writeFields(writer: ByteWriter, message: Message): void {
  switch (message.type) {
    case "voteRequest":
      writer.flag(message.isPreVote);
      writer.flag(message.isTransfer);
      writer.uint(message.lastIndex);
      writer.uint(message.lastTerm);
      return;
    case "voteResponse":
      writer.flag(message.isPreVote);
      writer.flag(message.granted);
      writer.uint(message.wall);
      return;
    case "appendRequest":
      writer.uint(message.prevIndex);
      writer.uint(message.prevTerm);
      writer.uint(message.commit);
      return;
    case "appendResponse":
      writer.flag(message.success);
      writer.uint(message.index);
      writer.uint(message.hintIndex);
      writer.uint(message.hintTerm);
      writer.uint(message.wall);
      return;
    case "heartbeatRequest":
      writer.uint(message.commit);
      writer.uint(message.round);
      return;
    case "heartbeatResponse":
      writer.uint(message.round);
      writer.uint(message.wall);
      return;
    case "readRequest":
      writer.text(message.id);
      return;
    case "readResponse":
      writer.text(message.id);
      writer.uint(message.index);
      writer.uint(message.time);
      return;
    case "timeoutNow":
      writer.uint(message.lastIndex);
      return;
    case "commitUpdate":
      writer.uint(message.commit);
      return;
    case "snapshotOffer":
    case "snapshotPull":
    case "snapshotChunk":
    case "snapshotFailed":
      return writeSnapshotFields(writer, message);
    case "claim":
    case "claimAnswer":
    case "refilled":
      return writeStartFields(writer, message);
    default:
      unreachable(message);
  }
}

/** Fields are read in the order in which an object literal evaluates them: the order of writeFields. */
function readFields(reader: ByteReader, type: Message["type"], envelope: Envelope): Message {
  switch (type) {
    case "voteRequest":
      return {
        type,
        ...envelope,
        isPreVote: reader.flag(),
        isTransfer: reader.flag(),
        lastIndex: reader.uint(),
        lastTerm: reader.uint(),
      };
    case "voteResponse":
      return {
        type,
        ...envelope,
        isPreVote: reader.flag(),
        granted: reader.flag(),
        wall: reader.uint(),
      };
    case "appendRequest":
      return {
        type,
        ...envelope,
        prevIndex: reader.uint(),
        prevTerm: reader.uint(),
        commit: reader.uint(),
        entries: unpackEntries(reader.raw(reader.remaining)),
      };
    case "appendResponse":
      return {
        type,
        ...envelope,
        success: reader.flag(),
        index: reader.uint(),
        hintIndex: reader.uint(),
        hintTerm: reader.uint(),
        wall: reader.uint(),
      };
    case "heartbeatRequest":
      return { type, ...envelope, commit: reader.uint(), round: reader.uint() };
    case "heartbeatResponse":
      return { type, ...envelope, round: reader.uint(), wall: reader.uint() };
    case "readRequest":
      return { type, ...envelope, id: reader.text(READ_ID_MAX_BYTES) };
    case "readResponse":
      return {
        type,
        ...envelope,
        id: reader.text(READ_ID_MAX_BYTES),
        index: reader.uint(),
        time: reader.uint(),
      };
    case "timeoutNow":
      return { type, ...envelope, lastIndex: reader.uint() };
    case "commitUpdate":
      return { type, ...envelope, commit: reader.uint() };
    case "snapshotOffer":
    case "snapshotPull":
    case "snapshotChunk":
    case "snapshotFailed":
      return readSnapshotFields(reader, type, envelope);
    case "claim":
    case "claimAnswer":
    case "refilled":
      return readStartFields(reader, type, envelope);
    default:
      return unreachable(type);
  }
}

/** What every leader's append keeps: it starts behind prevIndex, and no term in it is below prevTerm or above its own. */
function checkAppend({ prevIndex, prevTerm, term, entries }: AppendRequest): void {
  if (prevTerm > term) throw new MalformedBytes("an append follows an entry of a later term");
  if (prevIndex === 0 && prevTerm !== 0)
    throw new MalformedBytes("the place before the log has no term");
  const first = entries[0];
  const last = entries.at(-1);
  if (first === undefined || last === undefined) return;
  if (first.index !== prevIndex + 1) throw new MalformedBytes("an append leaves a gap");
  if (first.term < prevTerm || last.term > term)
    throw new MalformedBytes("an append holds an impossible term");
  for (const entry of entries) {
    if (entry.kind === "configuration") decodeConfiguration(entry.data);
  }
}
