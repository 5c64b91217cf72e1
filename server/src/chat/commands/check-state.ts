import type { CheckState } from "@parley/proto/es/parley/log/v1/command_pb.js";
import type { Occasion } from "../occasion.ts";
import { NO_RESULT } from "../result.ts";

/**
 * Holds what a majority of the voters had at an index against what this node had. It changes no counted row, so a node
 * that does not remember that index stays equal to those that do. Throws StateDiverged on the odd one.
 */
export function checkState(occasion: Occasion, command: CheckState): Uint8Array {
  const { state, time } = occasion;
  const { hash } = command;
  const index = Number(command.index);
  // Nobody can have had a state at an index that is not applied yet.
  if (index < occasion.index) state.notes.compare({ index, hash }, time);
  return NO_RESULT;
}
