import type { LogOut } from "@parley/proto/es/parley/log/v1/command_pb.js";
import type { Occasion } from "../occasion.ts";
import { encodeResult } from "../result.ts";
import { endSession } from "../sessions.ts";

/** Ends one session on every node at this index. A session that is not there is ended already. */
export function logOut({ state }: Occasion, command: LogOut): Uint8Array {
  endSession(state, command.tokenSha256);
  return encodeResult({ case: "loggedOut", value: {} });
}
