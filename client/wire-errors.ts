/** What both transports say when bytes do not make sense, and the failures they share. */
import type { ReplyFacts, WireFailure } from "./transport.ts";

/** A part that the contract promises is absent: most likely the reply was cut. */
export class MissingPart extends Error {
  override readonly name = "MissingPart";
}

/** A oneof of a newer node where this client must know the kind. */
export class UnknownKind extends Error {
  override readonly name = "UnknownKind";
}

export function required<Value>(value: Value | undefined | null, part: string): Value {
  if (value === undefined || value === null) throw new MissingPart(`the reply lacks its ${part}`);
  return value;
}

export const NO_FACTS: ReplyFacts = { node: "", term: 0, leader: "" };

export function failed(given: Partial<WireFailure>): WireFailure {
  return {
    code: 2,
    message: "",
    reason: "",
    field: "",
    retryMs: 0,
    facts: NO_FACTS,
    endedBy: "peer",
    withoutStatus: false,
    ...given,
  };
}

/** Reads the reply's metadata; `get` answers undefined for an absent name. `dialled`: known from the channel. */
export function factsOf(get: (name: string) => string | undefined, dialled: string): ReplyFacts {
  const facts = {
    node: get("parley-node") ?? dialled,
    term: numberOf(get("parley-term")),
    leader: get("parley-leader") ?? "",
  };
  const index = get("parley-as-of-index");
  if (index === undefined) return facts;
  const asOf = { index: numberOf(index), timeMs: numberOf(get("parley-as-of-ms")) };
  return { ...facts, asOf };
}

export function failureOf(
  error: { readonly code: number; readonly message: string },
  get: (name: string) => string | undefined,
  dialled: string,
): WireFailure {
  return failed({
    code: error.code,
    message: error.message,
    reason: get("parley-reason") ?? "",
    field: get("parley-field") ?? "",
    retryMs: numberOf(get("parley-retry-ms")),
    facts: factsOf(get, dialled),
  });
}

function numberOf(text: string | undefined): number {
  const value = Number(text ?? "0");
  return Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
