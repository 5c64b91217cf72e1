/** parley.log.v1.Result: what apply answers to whoever proposed. */
import { create, fromBinary, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { ResultSchema, type Result } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { WireType } from "@bufbuild/protobuf/wire";
import { WriteAnswerSchema } from "@parley/proto/es/parley/v1/write_pb.js";
import type { Refused } from "./outcome.ts";

export type ResultKind = Result["kind"];

/** Answer to entries that are no commands, and to commands nobody waits for. */
export const NO_RESULT = new Uint8Array(0);

export function encodeResult(kind: MessageInitShape<typeof ResultSchema>["kind"] & {}): Uint8Array {
  return toBinary(ResultSchema, create(ResultSchema, { kind }));
}

export function encodeRefused({ reason, field, message }: Refused): Uint8Array {
  return encodeResult({ case: "refused", value: { reason, field, message } });
}

export function decodeResult(bytes: Uint8Array): ResultKind {
  return fromBinary(ResultSchema, bytes).kind;
}

const ROW_TAG = (WriteAnswerSchema.field.clientId.number << 3) | WireType.LengthDelimited;

/**
 * Rows of a Write and commands of their own share the keys of an account, and what is stored under one is a WriteAnswer or a
 * Result. Only the first begins with a client id; a Result that is stored is never that of a whole Write.
 */
export function isAnswerOfRow(stored: Uint8Array): boolean {
  return stored[0] === ROW_TAG;
}
