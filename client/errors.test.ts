import fc from "fast-check";
import { expect, test } from "vitest";
import { chatError, type ErrorClass, isDefinitive, normalise } from "./errors.ts";
import type { WireFailure } from "./transport.ts";

const FACTS = { node: "", term: 0, leader: "" };

function failure(given: Partial<WireFailure>): WireFailure {
  return {
    code: 2,
    message: "",
    reason: "",
    field: "",
    retryMs: 0,
    facts: FACTS,
    endedBy: "peer",
    withoutStatus: false,
    ...given,
  };
}

// Index = gRPC code 0 to 16.
const WITHOUT_REASON: readonly ErrorClass[] = [
  "TRANSPORT",
  "TRANSPORT",
  "BUG",
  "BUG",
  "ATTEMPT_TIMEOUT",
  "BUG",
  "BUG",
  "BUG",
  "BUSY",
  "FATAL",
  "FATAL",
  "FATAL",
  "SKEW",
  "BUG",
  "EDGE_UNAVAILABLE",
  "BUG",
  "AUTH",
];

test.each(WITHOUT_REASON.map((expected, code) => [code, expected] as const))(
  "code %i without a reason is %s, with an unknown outcome",
  (code, expected) => {
    const problem = normalise(failure({ code }));
    expect(problem.class).toBe(expected);
    expect(problem.executed).toBe("unknown");
    expect(isDefinitive(problem)).toBe(false);
  },
);

// The table of foundations 7, to the letter: reason, code, class, executed.
const REASONS: readonly (readonly [string, number, ErrorClass, string])[] = [
  ["NOT_LEADER", 9, "REDIRECT", "no"],
  ["NO_LEADER", 14, "ELECTING", "no"],
  ["DRAINING", 14, "NEXT_NODE", "no"],
  ["OUTCOME_UNKNOWN", 14, "OUTCOME_UNKNOWN", "unknown"],
  ["OVERLOADED", 8, "BUSY", "no"],
  ["RATE_LIMITED", 8, "BUSY", "no"],
  ["KEY_EXPIRED", 9, "RESYNC", "no"],
  ["NEVER_APPLIED", 9, "RESYNC", "no"],
  ["ALREADY_ANSWERED", 9, "SETTLED", "answered"],
  ["LAGGING", 10, "LAGGING", "no"],
  ["COMPACTED", 11, "COMPACTED", "no"],
  ["BAD_SESSION", 16, "AUTH", "no"],
  ["BAD_CREDENTIALS", 16, "FATAL", "no"],
  ["FORBIDDEN", 7, "FATAL", "no"],
  ["NOT_FOUND", 5, "FATAL", "no"],
  ["TAKEN", 6, "FATAL", "no"],
  ["TOO_LARGE", 3, "FATAL", "no"],
  ["INVALID", 3, "FATAL", "no"],
  ["CORRUPT", 14, "NEXT_NODE", "no"],
  ["DISK_FULL", 14, "NEXT_NODE", "no"],
];

test.each(REASONS)("%s (code %i) is %s, executed: %s", (reason, code, expected, executed) => {
  const problem = normalise(failure({ code, reason, field: "name", retryMs: 7 }));
  expect(problem).toMatchObject({
    class: expected,
    executed,
    reason,
    field: "name",
    retryMs: 7,
    code,
  });
});

test.each([
  [2, "Unknown. http status code: 0"],
  [2, "Incomplete response"],
  [2, "Unknown Content-type received."],
  [13, "Received RST_STREAM with code 2"],
])("code %i '%s' is a broken wire", (code, message) => {
  expect(normalise(failure({ code, message })).class).toBe("TRANSPORT");
});

test("a reply that ends without a status may have been cut: TRANSPORT", () => {
  expect(normalise(failure({ code: 0, withoutStatus: true })).class).toBe("TRANSPORT");
});

test("our own timer and our own abort win over whatever the wire said", () => {
  expect(normalise(failure({ code: 14, endedBy: "timer" })).class).toBe("ATTEMPT_TIMEOUT");
  expect(normalise(failure({ code: 1, endedBy: "abort" })).class).toBe("OURS");
});

test("a lagging stream is known by its message too", () => {
  expect(normalise(failure({ code: 10, message: "lagging" })).class).toBe("LAGGING");
});

test("a reason of a newer node never claims that a write was not executed", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 16 }), fc.string({ minLength: 1 }), (code, reason) => {
      fc.pre(!REASONS.some(([known]) => known === reason));
      expect(normalise(failure({ code, reason })).executed).toBe("unknown");
    }),
  );
});

test("every failure has a class, an executed verdict and an error for people", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 16 }),
      fc.constantFrom("", "toString", "__proto__", ...REASONS.map(([reason]) => reason)),
      fc.constantFrom("peer" as const, "timer" as const, "abort" as const),
      fc.boolean(),
      (code, reason, endedBy, withoutStatus) => {
        const problem = normalise(failure({ code, reason, endedBy, withoutStatus }));
        expect(problem.class).toMatch(/^[A-Z_]+$/);
        expect(["no", "unknown", "answered"]).toContain(problem.executed);
        expect(chatError(problem).code).not.toBe("");
      },
    ),
  );
});
