/** The command with which a leader holds what a majority had at an index against every node's own state. */
import { create, toBinary } from "@bufbuild/protobuf";
import { CommandSchema } from "@parley/proto/es/parley/log/v1/command_pb.js";
import type { StateNote } from "../state-notes.ts";
import { levelOf } from "./levels.ts";

export function checkCommand({ index, hash }: StateNote): Uint8Array {
  const kind = { case: "checkState", value: { index: BigInt(index), hash } } as const;
  return toBinary(CommandSchema, create(CommandSchema, { level: levelOf(kind), kind }));
}
