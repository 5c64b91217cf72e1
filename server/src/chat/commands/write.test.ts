import Database from "better-sqlite3";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import { KeyModel, type Attempt, type Kind } from "../key-model.ts";
import {
  decodeAnswers,
  keyOf,
  reasonOf,
  Scenario,
  START_MS,
  tokenOf,
  type Person,
  type RowInit,
} from "../scenario.ts";

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;

function room() {
  const scenario = new Scenario();
  const ann = scenario.signUp("Ann");
  return { scenario, ann, garden: scenario.room(ann, "Garden") };
}

describe("a batch", () => {
  it("answers each row in order, at the index of the batch", () => {
    const { scenario, ann, garden } = room();
    const send = (seq: number): RowInit => ({
      key: keyOf("page", seq),
      operation: { case: "sendMessage", value: { conversationId: garden, text: `m${seq}` } },
    });
    const answers = scenario.answers(ann, [send(1), send(2), send(3)]);
    expect(answers.map(({ clientId, seq, index }) => [clientId, seq, index])).toEqual(
      [1n, 2n, 3n].map((seq) => ["page", seq, BigInt(scenario.index)]),
    );
    expect(
      answers.map(({ outcome }) => outcome.case === "messageSent" && outcome.value.seq),
    ).toEqual([1n, 2n, 3n]);
  });

  it("goes on after a refused row, and keeps the refusal as its answer", () => {
    const { scenario, ann, garden } = room();
    const rows: RowInit[] = [
      {
        key: keyOf("page", 1),
        operation: { case: "joinRoom", value: { conversationId: "424242" } },
      },
      {
        key: keyOf("page", 2),
        operation: { case: "sendMessage", value: { conversationId: garden, text: "hi" } },
      },
    ];
    const first = scenario.answers(ann, rows);
    expect(first.map(({ outcome }) => outcome.case)).toEqual(["refusal", "messageSent"]);
    scenario.skipTo(scenario.index + 5);
    expect(scenario.answers(ann, rows)).toEqual(first);
  });

  it.each([
    ["unknown", tokenOf("unknown")],
    ["empty", new Uint8Array()],
  ])("of an %s session is refused as a whole", (_name, token) => {
    const { scenario, garden } = room();
    const operation = {
      case: "sendMessage",
      value: { conversationId: garden, text: "hi" },
    } as const;
    const result = scenario.batch({ token }, [{ key: keyOf("page", 1), operation }]);
    expect(result).toMatchObject({ case: "refused", value: { reason: "BAD_SESSION" } });
    expect(scenario.core.query("history", { afterId: "", limit: 10 })).toEqual([]);
  });

  it.each([
    { who: "this session's own", accountId: (ann: Person) => ann.id, result: "writeResponse" },
    { who: "nobody in particular", accountId: () => "", result: "writeResponse" },
    { who: "somebody else", accountId: (_ann: Person, bob: Person) => bob.id, result: "refused" },
    { who: "no account at all", accountId: () => "x", result: "refused" },
  ])("of a caller who believes to be $who comes to $result", ({ accountId, result }) => {
    const { scenario, ann, garden } = room();
    const bob = scenario.signUp("Bob");
    const operation = {
      case: "sendMessage",
      value: { conversationId: garden, text: "hi" },
    } as const;
    const { hash } = scenario.core.query("stateHash", {});
    const outcome = scenario.apply({
      case: "write",
      value: {
        tokenSha256: ann.token,
        rows: [{ key: keyOf("page", 1), operation }],
        accountId: accountId(ann, bob),
      },
    });
    expect(outcome.case).toBe(result);
    const isUntouched = scenario.core.query("stateHash", {}).hash === hash;
    expect(isUntouched).toBe(result === "refused");
    if (outcome.case === "refused") expect(outcome.value.reason).toBe("BAD_SESSION");
  });

  it("of an expired session is refused, whether or not its row is still there", () => {
    const { scenario, ann } = room();
    scenario.time += LIMITS.sessionAgeMs - 1;
    expect(scenario.batch(ann, [])).toMatchObject({ case: "writeResponse" });
    scenario.time += 1;
    expect(scenario.batch(ann, [])).toMatchObject({
      case: "refused",
      value: { reason: "BAD_SESSION" },
    });
  });

  it.each([
    ["no key", undefined],
    ["seq 0", keyOf("page", 0)],
    ["the largest seq of the wire", { ...keyOf("page", 1), seq: 2n ** 64n - 1n }],
    ["a client id of a thousand characters", keyOf("x".repeat(1_000), 1)],
  ])("refuses a row with %s, unrecorded", (_name, key) => {
    const { scenario, ann, garden } = room();
    const operation = {
      case: "sendMessage",
      value: { conversationId: garden, text: "hi" },
    } as const;
    const hash = scenario.core.query("stateHash", {}).hash;
    const [answer] = scenario.answers(ann, [{ ...(key === undefined ? {} : { key }), operation }]);
    expect(answer?.outcome).toMatchObject({
      case: "refusal",
      value: { reason: "INVALID", field: "key" },
    });
    expect(scenario.core.query("stateHash", {}).hash).toBe(hash);
  });

  it("refuses a row that asks for nothing", () => {
    const { scenario, ann } = room();
    const [answer] = scenario.answers(ann, [{ key: keyOf("page", 1) }]);
    expect(answer && reasonOf(answer.outcome)).toBe("INVALID");
  });

  it("survives the largest numbers of the wire in every other place of a key", () => {
    const { scenario, ann, garden } = room();
    const huge = 2n ** 64n - 1n;
    const operation = {
      case: "sendMessage",
      value: { conversationId: garden, text: "hi" },
    } as const;
    const key = (seq: number) => ({ ...keyOf("page", seq), ackUpto: huge });
    scenario.answers(ann, [{ key: key(1), operation }]);
    const [second] = scenario.answers(ann, [{ key: key(2), operation }]);
    expect(second?.outcome.case).toBe("messageSent");
    const born = { ...keyOf("other", 1), bornMs: huge };
    expect(scenario.batch(ann, [{ key: born, operation }])).toMatchObject({
      value: { reason: "KEY_EXPIRED" },
    });
  });
});

// ------------------------------------------------------------------------------- against a model

const NAMES: Readonly<Record<string, string>> = {
  messageSent: "send",
  readMarked: "mark",
  conversationChanged: "join",
};

/** Answers as the model writes them. */
function applied(
  scenario: Scenario,
  ann: Person,
  garden: string,
  rows: readonly Attempt[],
): string[] {
  const result = scenario.batch(
    ann,
    rows.map((row): RowInit => {
      const born = scenario.time - row.ageMs;
      return {
        key: keyOf(row.client, row.seq, { born, ack: row.ack }),
        operation: operationOf(row, garden),
      };
    }),
  );
  if (result.case === "refused") return [result.value.reason];
  return decodeAnswers(result).map(({ index, outcome }) =>
    outcome.case === "refusal" || outcome.case === undefined
      ? reasonOf(outcome)
      : `${index} ${NAMES[outcome.case]}`,
  );
}

function operationOf(row: Attempt, conversationId: string): NonNullable<RowInit["operation"]> {
  switch (row.kind) {
    case "send":
      return { case: "sendMessage", value: { conversationId, text: `${row.client}/${row.seq}` } };
    case "mark":
      return { case: "markRead", value: { conversationId, epoch: 0n, seq: BigInt(row.seq) } };
    case "join":
      return { case: "joinRoom", value: { conversationId } };
  }
}

const attempt: fc.Arbitrary<Attempt[]> = fc
  .record({
    client: fc.constantFrom("old-page", "new-page"),
    seq: fc.integer({ min: 1, max: 12 }),
    ack: fc.integer({ min: 0, max: 12 }),
    ageMs: fc.constantFrom(0, HOUR_MS, 6 * DAY_MS, 7 * DAY_MS, 60 * DAY_MS),
    kind: fc.constantFrom<Kind>("send", "send", "mark", "join"),
    // Mostly single rows, sometimes a run of them, long enough to fill the stored answers.
    run: fc.oneof(
      { weight: 4, arbitrary: fc.constant(1) },
      { weight: 1, arbitrary: fc.constant(60) },
    ),
  })
  .map(({ run, ...row }) =>
    Array.from({ length: run }, (_, step) => ({ ...row, seq: row.seq + step * 2 })),
  );

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .array(attempt, { minLength: 1, maxLength: 4 })
      .map((rows) => rows.flat().slice(0, 64)),
  },
  { weight: 2, arbitrary: fc.constantFrom(HOUR_MS, DAY_MS, 4 * DAY_MS, 8 * DAY_MS) },
  { weight: 1, arbitrary: fc.constant("purge" as const) },
  { weight: 1, arbitrary: fc.constant("reopen" as const) },
);

describe("write keys", { timeout: 60_000 }, () => {
  it("do as the model does under any interleaving of repeats, batches, acknowledgements and expiry", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
        const start = room();
        const { ann, garden } = start;
        let { scenario } = start;
        const model = new KeyModel();
        for (const next of steps) {
          if (next === "purge") {
            scenario.skipTo(Math.ceil((scenario.index + 1) / 1_000) * 1_000);
            model.purge(scenario.time);
          } else if (next === "reopen") {
            scenario = reopened(scenario);
          } else if (typeof next === "number") {
            // The session must outlive the test, keys must not.
            if (scenario.time + next < START_MS + LIMITS.sessionAgeMs) scenario.time += next;
          } else {
            const expected = model.batch(scenario.index + 1, scenario.time, next);
            expect(applied(scenario, ann, garden, next)).toEqual(expected);
          }
        }
        expect(textsOf(scenario).toSorted()).toEqual([...model.sent.keys()].toSorted());
        expect(storedAnswers(scenario)).toBe(model.storedAnswers());
        expect(scenario.core.scanHash()).toBe(scenario.core.query("stateHash", {}).hash);
      }),
      { numRuns: 150 },
    );
  });

  it("hold back everything behind a row that is overloaded, so that nothing overtakes it", () => {
    const { scenario, ann, garden } = room();
    const rows = (from: number, count: number, client: string, ack = 0): Attempt[] =>
      Array.from({ length: count }, (_, at) => ({
        client,
        seq: from + at,
        ack,
        ageMs: 0,
        kind: "send",
      }));
    for (let from = 1; from <= LIMITS.storedAnswers; from += 64)
      applied(scenario, ann, garden, rows(from, 64, "a"));
    const next = [...rows(257, 1, "a"), ...rows(1, 1, "b"), ...rows(5, 1, "a")];
    const index = Math.floor(5 / 64) + 3;
    expect(applied(scenario, ann, garden, next)).toEqual([
      "OVERLOADED",
      "OVERLOADED",
      `${index} send`,
    ]);
    expect(applied(scenario, ann, garden, rows(257, 1, "a", 256))).toEqual([
      `${scenario.index} send`,
    ]);
  });
});

function reopened(scenario: Scenario): Scenario {
  const again = new Scenario(scenario.core.serialize());
  again.time = scenario.time;
  return again;
}

/** Rows beside the answers that are messages. Ann's own only: her sign-up's is not of the model. */
function storedAnswers(scenario: Scenario): unknown {
  const db = new Database(Buffer.from(scenario.core.serialize()));
  const sql = "SELECT count(*) FROM answers WHERE clientId IN ('old-page', 'new-page')";
  return db.prepare(sql).pluck().get();
}

function textsOf(scenario: Scenario): string[] {
  return scenario.core.query("history", { afterId: "", limit: 5_000 }).map((row) => row.text);
}
