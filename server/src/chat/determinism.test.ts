/** The same log gives the same state, however it was cut into transactions and wherever a node fell over. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Entry } from "../ports.ts";
import { ChatCore } from "./chat-core.ts";
import { foldText } from "./fold-name.ts";
import { makeId } from "./ids.ts";
import { entryOf, keyOf, START_MS, tokenOf, type CommandKind, type Operation } from "./scenario.ts";

const PEOPLE = ["Ann", "Bob", "Eve"];
const DAY_MS = 24 * 3600 * 1000;

/** The steps of a log begin here, so that they go past the index at which expired rows are removed. */
const FIRST_STEP = 985;

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

const write: fc.Arbitrary<CommandKind> = fc
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
  { weight: 8, arbitrary: write },
  { weight: 2, arbitrary: session },
  { weight: 1, arbitrary: fc.constant("days" as const) },
);

function signUps(): CommandKind[] {
  return PEOPLE.map((name, at) => ({
    case: "createAccount",
    value: {
      key: keyOf("door", at + 1),
      name,
      foldedName: foldText(name),
      passwordHash: "hash",
      tokenSha256: tokenOf(name),
    },
  }));
}

const log: fc.Arbitrary<Entry[]> = fc.array(step, { minLength: 5, maxLength: 60 }).map((steps) => {
  let time = START_MS;
  const entries = signUps().map((kind, at) => entryOf(at + 1, time, kind));
  while (entries.length + 1 < FIRST_STEP) {
    entries.push({
      index: entries.length + 1,
      term: 1,
      time,
      kind: "noop",
      data: new Uint8Array(),
    });
  }
  for (const next of steps) {
    if (next === "days") time += 4 * DAY_MS;
    else entries.push(entryOf(entries.length + 1, time, next));
  }
  return entries;
});

/** Applies in transactions of the given sizes, over and over. */
function applyIn(
  core: ChatCore,
  entries: readonly Entry[],
  sizes: readonly number[],
  wantResults = false,
): string[] {
  const results: string[] = [];
  for (let at = 0, turn = 0; at < entries.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    const batch = core.applyEntries(entries.slice(at, at + size), wantResults);
    for (const result of batch) results.push(Buffer.from(result).toString("hex"));
    core.publish();
    at += size;
  }
  return results;
}

function open(location: string | Uint8Array = ":memory:"): ChatCore {
  return new ChatCore(location, () => {});
}

describe("the state", () => {
  it("is equal on five machines that cut the same log into different transactions", () => {
    fc.assert(
      fc.property(
        log,
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }),
        (entries, sizes) => {
          const hashes = [[1], [entries.length], [2, 7], sizes, sizes.toReversed()].map(
            (cut, at) => {
              const core = open();
              applyIn(core, entries, cut, at % 2 === 0);
              expect(core.scanHash()).toBe(core.query("stateHash", {}).hash);
              return core.query("stateHash", {});
            },
          );
          expect(new Set(hashes.map((one) => JSON.stringify(one))).size).toBe(1);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("is equal, and gives equal answers, after the last transactions were lost and applied again", () => {
    fc.assert(
      fc.property(
        log,
        fc.integer({ min: FIRST_STEP, max: FIRST_STEP + 40 }),
        fc.nat(20),
        (entries, kept, lost) => {
          const whole = open();
          const answers = applyIn(whole, entries, [1], true);
          const first = open();
          applyIn(first, entries.slice(0, kept), [3]);
          const disk = first.serialize();
          applyIn(first, entries.slice(kept, kept + lost), [1]);
          const second = open(disk);
          const again = applyIn(second, entries.slice(kept), [1], true);
          expect(again).toEqual(answers.slice(kept));
          expect(second.query("stateHash", {})).toEqual(whole.query("stateHash", {}));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("differs when any row differs", () => {
    const entries = signUps().map((kind, at) => entryOf(at + 1, START_MS, kind));
    const hashes = entries.map((_, count) => {
      const core = open();
      applyIn(core, entries.slice(0, count), [1]);
      return core.query("stateHash", {}).hash;
    });
    expect(new Set(hashes).size).toBe(entries.length);
    const rotten = open();
    applyIn(rotten, entries, [1]);
    expect(hashOfRotten(rotten)).not.toBe(rotten.query("stateHash", {}).hash);
  });
});

/** What a scan finds when one letter on the disk has changed. */
function hashOfRotten(core: ChatCore): string {
  const bytes = Buffer.from(core.serialize());
  const at = bytes.indexOf("Bob");
  bytes.write("Bot", at);
  return open(bytes).scanHash();
}
