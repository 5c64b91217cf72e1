/** Fields of the messages about snapshots; the frame is message-codec.ts. */
import { unreachable } from "../lib/assert.ts";
import { MalformedBytes } from "../lib/byte-reader.ts";
import type { ByteReader } from "../lib/byte-reader.ts";
import type { ByteWriter } from "../lib/byte-writer.ts";
import { decodeConfiguration } from "./configuration.ts";
import { unpackEntries } from "./entry-codec.ts";
import type {
  Envelope,
  SnapshotChunk,
  SnapshotFailed,
  SnapshotOffer,
  SnapshotPull,
} from "./messages.ts";
import type { SnapshotMeta } from "./types.ts";

export type SnapshotMessage = SnapshotOffer | SnapshotPull | SnapshotChunk | SnapshotFailed;

const ID_MAX_BYTES = 64;

/** All but what lies behind the fields: the data of a chunk, the configuration of an offer. */
export function writeSnapshotFields(writer: ByteWriter, message: SnapshotMessage): void {
  switch (message.type) {
    case "snapshotOffer": {
      const { id, size, sum, base } = message.snapshot;
      writer.text(id);
      for (const field of [size, sum, base.index, base.term, base.time]) writer.uint(field);
      return;
    }
    case "snapshotPull":
      writer.text(message.id);
      writer.uint(message.offset);
      return;
    case "snapshotChunk":
      writer.text(message.id);
      writer.uint(message.offset);
      writer.uint(message.sum);
      // The bytes themselves follow the fields.
      writer.uint(message.data.length);
      return;
    case "snapshotFailed":
      writer.text(message.id);
      return;
    default:
      unreachable(message);
  }
}

/** To the end of the message. Throws MalformedBytes. */
export function readSnapshotFields(
  reader: ByteReader,
  type: SnapshotMessage["type"],
  envelope: Envelope,
): SnapshotMessage {
  const id = reader.text(ID_MAX_BYTES);
  switch (type) {
    case "snapshotOffer":
      return { type, ...envelope, snapshot: readSnapshot(reader, id, envelope.term) };
    case "snapshotPull":
      return { type, ...envelope, id, offset: reader.uint() };
    case "snapshotChunk": {
      const [offset, sum] = [reader.uint(), reader.uint()];
      return { type, ...envelope, id, offset, sum, data: reader.bytes() };
    }
    case "snapshotFailed":
      return { type, ...envelope, id };
    default:
      return unreachable(type);
  }
}

/** Of something, made in the past of its sender, with the configuration in force there. */
function readSnapshot(reader: ByteReader, id: string, senderTerm: number): SnapshotMeta {
  const [size, sum] = [reader.uint(), reader.uint()];
  const [index, term, time] = [reader.uint(), reader.uint(), reader.uint()];
  const [configuration, ...more] = unpackEntries(reader.raw(reader.remaining));
  if (configuration?.kind !== "configuration" || more.length > 0)
    throw new MalformedBytes("a snapshot has one configuration");
  if (size === 0) throw new MalformedBytes("a snapshot of nothing");
  if (term > senderTerm) throw new MalformedBytes("a snapshot of a later term");
  const isInside =
    configuration.index <= index && configuration.term <= term && configuration.time <= time;
  if (!isInside) throw new MalformedBytes("a snapshot's configuration lies behind it");
  decodeConfiguration(configuration.data);
  return { id, size, sum, base: { index, term, time, configuration } };
}
