/** For tests: logs at random, in which three people do everything that can be done, also what is refused. */
import fc from "fast-check";
import type { Entry } from "../ports.ts";
import { foldText } from "./fold-name.ts";
import { makeId } from "./ids.ts";
import { entryOf, keyOf, START_MS, tokenOf, type CommandKind, type Operation } from "./scenario.ts";

export const PEOPLE = ["Ann", "Bob", "Eve"];
const DAY_MS = 24 * 3600 * 1000;

/** The steps of a log begin here, so that they go past the index at which expired rows are removed. */
export const FIRST_STEP = 985;

/** The three people, what the first steps may make, and what never exists. */
const someId = fc.constantFrom(
  ...[1, 2, 3, FIRST_STEP, FIRST_STEP + 1, FIRST_STEP + 2].map((index) => String(makeId(index, 0))),
  "no id",
);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(someId, fc.string()).map(([conversationId, text]): Operation => ({
      case: "sendMessage",
      value: { conversationId, text },
    })),
  },
  fc.tuple(someId, fc.nat(9)).map(([conversationId, seq]): Operation => ({
    case: "markRead",
    value: { conversationId, epoch: 0n, seq: BigInt(seq) },
  })),
  someId.map((accountId): Operation => ({ case: "openDirect", value: { accountId } })),
  fc.constantFrom("Garden", "GARDEN", "Kitchen").map((name): Operation => ({
    case: "createRoom",
    value: { name, foldedName: foldText(name) },
  })),
  someId.map((conversationId): Operation => ({ case: "joinRoom", value: { conversationId } })),
  someId.map((conversationId): Operation => ({ case: "leaveRoom", value: { conversationId } })),
);

/** One batch of one person. */
export const anyWrite: fc.Arbitrary<CommandKind> = fc
  .record({
    person: fc.constantFrom(...PEOPLE),
    rows: fc.array(fc.tuple(operation, fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 8 }),
    client: fc.constantFrom("page", "tab"),
    born: fc.constantFrom(START_MS, START_MS + 8 * DAY_MS, START_MS + 16 * DAY_MS),
  })
  .map(({ person, rows, client, born }) => ({
    case: "write",
    value: {
      tokenSha256: tokenOf(person),
      rows: rows.map(([row, seq, ack]) => ({
        key: keyOf(client, seq + 1, { ack, born }),
        operation: row,
      })),
    },
  }));

const session: fc.Arbitrary<CommandKind> = fc
  .tuple(fc.constantFrom(...PEOPLE), fc.nat(5), fc.boolean())
  .map(([name, seq, isOut]): CommandKind => {
    if (isOut) return { case: "logOut", value: { tokenSha256: tokenOf(name) } };
    const accountId = String(makeId(PEOPLE.indexOf(name) + 1, 0));
    const value = {
      key: keyOf("door", seq + 10),
      accountId,
      passwordHash: "hash",
      tokenSha256: tokenOf(name),
    };
    return { case: "logIn", value };
  });

const step = fc.oneof(
  { weight: 8, arbitrary: anyWrite },
  { weight: 2, arbitrary: session },
  { weight: 1, arbitrary: fc.constant("days" as const) },
);

/** The three people sign up, the feature level may be raised; then nothing, up to the first step. */
export function quietStart(level = 1): Entry[] {
  const entries = PEOPLE.map((name, at) =>
    entryOf(at + 1, START_MS, {
      case: "createAccount",
      value: {
        key: keyOf("door", at + 1),
        name,
        foldedName: foldText(name),
        passwordHash: "hash",
        tokenSha256: tokenOf(name),
      },
    }),
  );
  if (level > 1)
    entries.push(entryOf(entries.length + 1, START_MS, { case: "raiseLevel", value: { level } }));
  while (entries.length + 1 < FIRST_STEP) entries.push(noopAt(entries.length + 1));
  return entries;
}

export function noopAt(index: number): Entry {
  return { index, term: 1, time: START_MS, kind: "noop", data: new Uint8Array() };
}

/** What follows a quiet start, with sessions that end, and time that passes. */
export const anyLog: fc.Arbitrary<Entry[]> = logOf(step);

/** The same, with these commands among them: of a feature level that the start has raised. */
export function anyLogWith(
  command: fc.Arbitrary<CommandKind>,
  prelude: readonly CommandKind[] = [],
): fc.Arbitrary<Entry[]> {
  return logOf(
    fc.oneof({ weight: 2, arbitrary: command }, { weight: 1, arbitrary: step }),
    prelude,
  );
}

function logOf(
  steps: fc.Arbitrary<CommandKind | "days">,
  prelude: readonly CommandKind[] = [],
): fc.Arbitrary<Entry[]> {
  return fc.array(steps, { minLength: 5, maxLength: 60 }).map((chosen) => {
    let time = START_MS;
    const entries: Entry[] = [];
    for (const next of [...prelude, ...chosen]) {
      if (next === "days") time += 4 * DAY_MS;
      else entries.push(entryOf(FIRST_STEP + entries.length, time, next));
    }
    return entries;
  });
}
