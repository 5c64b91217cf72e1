/** Changes as bytes: each row is encoded once, whatever number of different events it becomes part of. */
import { create, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import {
  ChangeSchema,
  EventSchema,
  SubscribeResponseSchema,
} from "@parley/proto/es/parley/v1/event_pb.js";
import { LIMITS } from "../../limits.ts";
import type { Index } from "../../ports.ts";
import type { FeedEvent } from "../chat-port.ts";
import {
  accountOf,
  conversationOf,
  membershipOf,
  messageOf,
  readPositionOf,
} from "../proto-rows.ts";
import type { Change, State } from "../state.ts";
import { unreadCounts } from "../unread.ts";

/** Within one event a row comes after those it names, live as in the catch-up. */
const RANKS = { account: 0, conversation: 1, member: 2, reader: 3, message: 4 } as const;
export const MESSAGE_RANK = RANKS.message;

export function rankOf(change: Change): number {
  return RANKS[change.kind];
}

/** Encoded parley.v1.Change. */
export function encodeChange(state: State, change: Change): Uint8Array {
  return toBinary(ChangeSchema, create(ChangeSchema, { row: protoRow(state, change) }));
}

function protoRow(state: State, change: Change) {
  switch (change.kind) {
    case "message":
      return { case: "message", value: messageOf(change.row) } as const;
    case "conversation":
      return { case: "conversation", value: conversationOf(change.row) } as const;
    case "member":
      return {
        case: "membership",
        value: membershipOf(change.row, unreadCounts(state, change.row)),
      } as const;
    case "reader":
      return { case: "readPosition", value: readPositionOf(change.row) } as const;
    case "account":
      return { case: "account", value: accountOf(change.row) } as const;
  }
}

/** One event as SubscribeResponses: in one part, or in several when it is large. */
export function encodeEvent(index: Index, changes: readonly Uint8Array[]): FeedEvent[] {
  const parts = intoParts(changes);
  return parts.map((part, number) => {
    const isLast = number === parts.length - 1;
    return { index, bytes: encodePart(index, part, number, isLast), isLast };
  });
}

function intoParts(changes: readonly Uint8Array[]): Uint8Array[][] {
  const parts: Uint8Array[][] = [];
  let part: Uint8Array[] = [];
  let bytes = 0;
  for (const change of changes) {
    if (part.length > 0 && bytes + change.length > LIMITS.eventPartBytes) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    part.push(change);
    bytes += change.length;
  }
  parts.push(part);
  return parts;
}

function encodePart(
  index: Index,
  changes: readonly Uint8Array[],
  number: number,
  isLast: boolean,
): Uint8Array {
  const event = EventSchema.field;
  const writer = new BinaryWriter();
  writer.tag(SubscribeResponseSchema.field.event.number, WireType.LengthDelimited).fork();
  writer.tag(event.index.number, WireType.Varint).uint64(index);
  for (const change of changes)
    writer.tag(event.changes.number, WireType.LengthDelimited).bytes(change);
  if (number > 0) writer.tag(event.part.number, WireType.Varint).uint32(number);
  if (isLast) writer.tag(event.last.number, WireType.Varint).bool(true);
  return writer.join().finish();
}
