/**
 * Commands of their own that are executed once for each key, with an encoded Result as their answer: of people who have no
 * session yet, under ('', client id, seq), and of accounts, where a secret is part of the command.
 */
import type { Key } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { NOBODY, parseKey, type WriteKey } from "./client-ledger.ts";
import type { Occasion } from "./occasion.ts";
import { refuse, type Refused } from "./outcome.ts";
import { decodeResult, encodeRefused, isAnswerOfRow, type ResultKind } from "./result.ts";
import { alreadyAnswered, keyExpired, neverApplied, overloaded } from "./key-refusals.ts";

export interface OnceRules {
  /** The rule. Its result is kept, so it must hold no secret. */
  execute(key: WriteKey): Uint8Array;
  /** A key that was executed: `earlier` is what it came to. */
  repeat(key: WriteKey, earlier: ResultKind): Uint8Array;
}

export function onceBeforeLogIn(
  occasion: Occasion,
  protoKey: Key | undefined,
  rules: OnceRules,
): Uint8Array {
  return onceFor(NOBODY, occasion, protoKey, rules);
}

export function onceFor(
  userId: number,
  { state, time }: Occasion,
  protoKey: Key | undefined,
  rules: OnceRules,
): Uint8Array {
  const key = parseKey(protoKey);
  if (key === null) return encodeRefused(refuse("INVALID", "This write has no valid key.", "key"));
  if (state.ledger.isExpired(userId, key, time)) return encodeRefused(keyExpired());
  switch (state.ledger.judge(userId, key, time)) {
    case "new": {
      const result = rules.execute(key);
      state.ledger.settle(userId, key, result);
      return result;
    }
    case "stored": {
      const stored = state.ledger.answer(userId, key);
      // A row of a Write had this key; of a message that was sent nothing is stored at all.
      if (stored === undefined || isAnswerOfRow(stored)) return encodeRefused(keyOfAnotherWrite());
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
