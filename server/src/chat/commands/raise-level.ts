import type { RaiseLevel } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { FEATURE_LEVEL } from "../chat-port.ts";
import { CannotApply } from "../cannot-apply.ts";
import type { Occasion } from "../occasion.ts";
import { encodeResult } from "../result.ts";

/** Raises the feature level; it never falls. */
export function raiseLevel({ state, index }: Occasion, command: RaiseLevel): Uint8Array {
  if (command.level > FEATURE_LEVEL) {
    throw new CannotApply(
      index,
      `it raises the feature level to ${command.level}, this program knows ${FEATURE_LEVEL}`,
    );
  }
  if (command.level > state.level) state.setLevel(command.level);
  return encodeResult({ case: "levelRaised", value: { level: state.level } });
}
