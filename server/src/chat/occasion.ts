/** What a command may know of the world: its entry and the state. */
import type { Index } from "../ports.ts";
import type { WriteKey } from "./client-ledger.ts";
import type { State } from "./state.ts";

export interface Occasion {
  readonly state: State;
  readonly index: Index;
  /** Log time of the entry, ms since 1970. */
  readonly time: number;
  /** Somebody waits for the answer; without it, what only the answer holds is not worked out. */
  readonly wantResult: boolean;
}

/** One row of a batch, by a user whose session was found alive. */
export interface WriteOccasion extends Occasion {
  readonly userId: number;
  /** Of the session that writes. */
  readonly tokenSha256: Uint8Array;
  readonly key: WriteKey;
  /** For the one thing this row may make. */
  readonly newId: number;
}
