import type { RaiseLevel } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { FEATURE_LEVEL } from "../chat-port.ts";
import { CannotApply } from "../cannot-apply.ts";
import type { Index } from "../../ports.ts";
import type { Occasion } from "../occasion.ts";
import { encodeResult } from "../result.ts";
import { OWNER, type AccountRow } from "../rows.ts";
import type { State } from "../state.ts";

const SELECT_FIRST = "SELECT * FROM accounts WHERE deleted = 0 ORDER BY id LIMIT 1";

/** Raises the feature level; it never falls. */
export function raiseLevel({ state, index }: Occasion, command: RaiseLevel): Uint8Array {
  if (command.level > FEATURE_LEVEL) {
    throw new CannotApply(
      index,
      `it raises the feature level to ${command.level}, this program knows ${FEATURE_LEVEL}`,
    );
  }
  if (command.level > state.level) {
    if (state.level < 2) nameFirstOwner(state, index);
    state.setLevel(command.level);
  }
  return encodeResult({ case: "levelRaised", value: { level: state.level } });
}

/** Roles begin at level 2: the first account that there still is becomes the owner. */
function nameFirstOwner(state: State, index: Index): void {
  const first = state.get<AccountRow>(SELECT_FIRST);
  if (first !== undefined) state.accounts.update(first, { role: OWNER, changedAtIndex: index });
}
