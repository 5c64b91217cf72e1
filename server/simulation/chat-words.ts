/** The real chat commands as simulated people send them, and the answers as they read them. */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  CommandSchema,
  ResultSchema,
  type RowSchema,
} from "@parley/proto/es/parley/log/v1/command_pb.js";
import { ListMessagesResponseSchema } from "@parley/proto/es/parley/v1/message_pb.js";
import { type WriteAnswer, WriteResponseSchema } from "@parley/proto/es/parley/v1/write_pb.js";
import { levelOf } from "../src/chat/levels.ts";
import { Violation } from "./violation.ts";

type CommandKind = NonNullable<MessageInitShape<typeof CommandSchema>["kind"]>;
export type Operation = NonNullable<MessageInitShape<typeof RowSchema>["operation"]>;

export interface Key {
  readonly clientId: string;
  readonly seq: number;
  readonly bornMs: number;
  readonly ackUpto: number;
}

export function signUp(key: Key, name: string, tokenSha256: Uint8Array): Uint8Array {
  return encode({
    case: "createAccount",
    value: {
      key: keyOf(key),
      name,
      foldedName: name,
      passwordHash: "$argon2id$simulated",
      tokenSha256,
    },
  });
}

/** Rows take consecutive sequence numbers from the key's on. */
export function write(
  key: Key,
  tokenSha256: Uint8Array,
  operations: readonly Operation[],
): Uint8Array {
  const rows = operations.map((operation, offset) => ({
    key: keyOf({ ...key, seq: key.seq + offset }),
    operation,
  }));
  return encode({ case: "write", value: { tokenSha256, rows } });
}

/** One answer for each row; throws when the command was refused as a whole. */
export function readAnswers(result: Uint8Array): readonly WriteAnswer[] {
  const { kind } = fromBinary(ResultSchema, result);
  if (kind.case === "refused") throw new Violation(`no command is refused: ${kind.value.reason}`);
  if (kind.case !== "writeResponse") return [];
  return fromBinary(WriteResponseSchema, kind.value).answers;
}

export interface ReadMessage {
  readonly seq: number;
  readonly key: string;
  readonly text: string;
}

export function readPage(reply: Uint8Array): readonly ReadMessage[] {
  return fromBinary(ListMessagesResponseSchema, reply).messages.map((message) => ({
    seq: Number(message.seq),
    key: messageKey(message.clientId, Number(message.clientSeq)),
    text: message.text,
  }));
}

export function messageKey(clientId: string, seq: number): string {
  return `${clientId}/${seq}`;
}

function encode(kind: CommandKind): Uint8Array {
  return toBinary(CommandSchema, create(CommandSchema, { level: levelOf(kind), kind }));
}

function keyOf({ clientId, seq, bornMs, ackUpto }: Key) {
  return {
    clientId,
    seq: BigInt(seq),
    bornMs: BigInt(bornMs),
    ackUpto: BigInt(ackUpto),
  };
}
