/** The command with which a leader raises the feature level. */
import { create, toBinary } from "@bufbuild/protobuf";
import { CommandSchema } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { levelOf } from "./levels.ts";

export function raiseCommand(level: number): Uint8Array {
  const kind = { case: "raiseLevel", value: { level } } as const;
  return toBinary(CommandSchema, create(CommandSchema, { level: levelOf(kind), kind }));
}
