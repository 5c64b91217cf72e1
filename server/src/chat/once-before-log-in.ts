/** Writes of people who have no session yet: their key is ('', client id, seq), its answer an encoded Result. */
import type { Key } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { assert } from "../lib/assert.ts";
import { NOBODY, parseKey, type WriteKey } from "./client-ledger.ts";
import type { Occasion } from "./occasion.ts";
import { refuse, type Refused } from "./outcome.ts";
import { decodeResult, encodeRefused, type ResultKind } from "./result.ts";
import { alreadyAnswered, keyExpired, neverApplied, overloaded } from "./key-refusals.ts";

export interface OnceBeforeLogIn {
  /** The rule. Its result is kept, so it must hold no secret. */
  execute(key: WriteKey): Uint8Array;
  /** A key that was executed: `earlier` is what it came to. */
  repeat(key: WriteKey, earlier: ResultKind): Uint8Array;
}

export function onceBeforeLogIn(
  { state, time }: Occasion,
  protoKey: Key | undefined,
  rules: OnceBeforeLogIn,
): Uint8Array {
  const key = parseKey(protoKey);
  if (key === null) return encodeRefused(refuse("INVALID", "This write has no valid key.", "key"));
  if (state.ledger.isExpired(NOBODY, key, time)) return encodeRefused(keyExpired());
  switch (state.ledger.judge(NOBODY, key, time)) {
    case "new": {
      const result = rules.execute(key);
      state.ledger.settle(NOBODY, key, result);
      return result;
    }
    case "stored": {
      const stored = state.ledger.answer(NOBODY, key);
      assert(stored !== undefined, "a stored answer is there");
      const earlier = decodeResult(stored);
      return earlier.case === "refused" ? stored : rules.repeat(key, earlier);
    }
    case "alreadyAnswered":
      return encodeRefused(alreadyAnswered());
    case "neverApplied":
      return encodeRefused(neverApplied());
    case "overloaded":
      return encodeRefused(overloaded());
  }
}

/** One key for two different writes: an error of the client. */
export function keyOfAnotherWrite(): Refused {
  return refuse("INVALID", "This key belongs to another write.", "key");
}
