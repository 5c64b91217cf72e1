/** The command with which a leader holds what a majority had at an index against every node's own state. */
import { create, toBinary } from "@bufbuild/protobuf";
import { CommandSchema } from "@parley/proto/es/parley/log/v1/command_pb.js";
import type { StateNote } from "../state-notes.ts";
import { FEATURE_LEVEL } from "./chat-port.ts";

export function checkCommand({ index, hash }: StateNote): Uint8Array {
  const value = { index: BigInt(index), hash };
  const command = create(CommandSchema, {
    level: FEATURE_LEVEL,
    kind: { case: "checkState", value },
  });
  return toBinary(CommandSchema, command);
}
