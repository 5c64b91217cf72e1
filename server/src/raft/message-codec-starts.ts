/** Which start of its sender a message is of, and the messages about starts (foundations §1); the frame is message-codec.ts. */
import { assert, unreachable } from "../lib/assert.ts";
import { MalformedBytes } from "../lib/byte-reader.ts";
import type { ByteReader } from "../lib/byte-reader.ts";
import type { ByteWriter } from "../lib/byte-writer.ts";
import { decodeConfiguration } from "./configuration.ts";
import { unpackEntries } from "./entry-codec.ts";
import { readId, writeId } from "./message-codec-ids.ts";
import type { Claim, ClaimAnswer, Envelope, Refilled, Worth } from "./messages.ts";
import type { Entry, OwnStart, SeenStart } from "./types.ts";

export type StartMessage = Claim | ClaimAnswer | Refilled;

/** In the bytes the position. */
const WORTHS: readonly (Worth | undefined)[] = [undefined, "uncounted", "recovering"];
/** Far above any that a node makes. */
const NONCE_MAX_BYTES = 64;
/** A cluster has fewer members. */
const SEEN_MAX = 64;

/** Of a message whose sender counts its starts. */
export function writeStart(
  writer: ByteWriter,
  { incarnation = 0, worth, seen = [] }: Envelope,
): void {
  assert(incarnation > 0, "starts are counted from 1");
  writer.uint(incarnation);
  writer.byte(WORTHS.indexOf(worth));
  writer.uint(seen.length);
  for (const start of seen) {
    writeId(writer, start.id);
    writer.uint(start.incarnation);
    writer.text(start.nonce);
  }
}

/** Throws MalformedBytes. */
export function readStart(reader: ByteReader): Pick<Envelope, "incarnation" | "worth" | "seen"> {
  const incarnation = startNumber(reader);
  const place = reader.byte();
  const worth = WORTHS[place];
  if (place >= WORTHS.length) throw new MalformedBytes(`an unknown worth ${place}`);
  const count = reader.uint();
  if (count > SEEN_MAX) throw new MalformedBytes(`starts of ${count} members`);
  const seen: SeenStart[] = [];
  for (let at = 0; at < count; at += 1) {
    seen.push({
      id: readId(reader),
      incarnation: startNumber(reader),
      nonce: reader.text(NONCE_MAX_BYTES),
    });
  }
  return {
    incarnation,
    ...(worth === undefined ? {} : { worth }),
    ...(count === 0 ? {} : { seen }),
  };
}

function startNumber(reader: ByteReader): number {
  const number = reader.uint();
  if (number === 0) throw new MalformedBytes("starts are counted from 1");
  return number;
}

export function writeStartFields(writer: ByteWriter, message: StartMessage): void {
  switch (message.type) {
    case "claim":
      writer.text(message.nonce);
      writer.uint(message.lineage.length);
      for (const start of message.lineage) {
        writer.uint(start.incarnation);
        writer.text(start.nonce);
      }
      writer.uint(message.configurationIndex);
      writer.uint(message.configurationTerm);
      return;
    case "claimAnswer":
      writer.text(message.nonce);
      writer.uint(message.claimed);
      writer.flag(message.isNew);
      writer.uint(message.highest);
      // The entry itself follows the fields.
      writer.flag(message.configuration !== undefined);
      return;
    case "refilled":
      writer.uint(message.claimed);
      writer.uint(message.index);
      return;
    default:
      unreachable(message);
  }
}

function readLineage(reader: ByteReader): readonly OwnStart[] {
  const count = reader.uint();
  if (count > SEEN_MAX) throw new MalformedBytes(`a lineage of ${count} starts`);
  return Array.from({ length: count }, () => ({
    incarnation: startNumber(reader),
    nonce: reader.text(NONCE_MAX_BYTES),
  }));
}

/** To the end of the message: whether there is an entry, and the entry. */
function readConfiguration(reader: ByteReader): { readonly configuration?: Entry } {
  if (!reader.flag()) return {};
  const [configuration, ...more] = unpackEntries(reader.raw(reader.remaining));
  if (configuration?.kind !== "configuration" || more.length > 0)
    throw new MalformedBytes("an answer to a claim has one configuration at most");
  decodeConfiguration(configuration.data);
  return { configuration };
}

/** Throws MalformedBytes. */
export function readStartFields(
  reader: ByteReader,
  type: StartMessage["type"],
  envelope: Envelope,
): StartMessage {
  switch (type) {
    case "claim": {
      const { incarnation } = envelope;
      if (incarnation === undefined) throw new MalformedBytes("a claim names its start");
      return {
        type,
        ...envelope,
        incarnation,
        nonce: reader.text(NONCE_MAX_BYTES),
        lineage: readLineage(reader),
        configurationIndex: reader.uint(),
        configurationTerm: reader.uint(),
      };
    }
    case "claimAnswer":
      return {
        type,
        ...envelope,
        nonce: reader.text(NONCE_MAX_BYTES),
        claimed: reader.uint(),
        isNew: reader.flag(),
        highest: reader.uint(),
        ...readConfiguration(reader),
      };
    case "refilled":
      return { type, ...envelope, claimed: reader.uint(), index: reader.uint() };
    default:
      return unreachable(type);
  }
}
