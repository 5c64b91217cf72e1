import { expect, test } from "vitest";
import { isLinearizable } from "./linearizability.ts";
import type { Model, Operation } from "./linearizability.ts";
import { SeededRandom } from "./seeded-random.ts";

type Asked = { readonly write: number } | "read";
type Register = Operation<Asked, number>;

/** A register that begins at 0; a write is answered with what it wrote. */
const REGISTER: Model<number, Asked, number> = {
  initial: 0,
  step(value, asked, told) {
    if (asked === "read") return told === null || told === value ? value : null;
    return asked.write;
  },
  keyOf: (value) => value,
};

const NEVER = Number.POSITIVE_INFINITY;

function write(value: number, calledAt: number, returnedAt: number): Register {
  const output = returnedAt === NEVER ? null : value;
  return { input: { write: value }, output, calledAt, returnedAt };
}

function read(value: number, calledAt: number, returnedAt: number): Register {
  return { input: "read", output: value, calledAt, returnedAt };
}

test.each<[string, readonly Register[]]>([
  ["nothing happened", []],
  ["one after the other", [write(1, 0, 1), read(1, 2, 3), write(2, 4, 5), read(2, 6, 7)]],
  ["a read beside a write sees the old value", [write(1, 0, 10), read(0, 1, 2)]],
  ["a read beside a write sees the new value", [write(1, 0, 10), read(1, 1, 2)]],
  ["two writes at once, in either order", [write(1, 0, 10), write(2, 0, 10), read(1, 11, 12)]],
  ["an unknown write took effect late", [write(1, 0, NEVER), read(0, 1, 2), read(1, 3, 4)]],
  ["an unknown write never took effect", [write(1, 0, NEVER), read(0, 1, 2), read(0, 3, 4)]],
  ["what touches may overlap", [write(1, 0, 5), read(0, 5, 6)]],
  [
    "the first choice of an order is wrong",
    [write(1, 0, 100), write(2, 0, 100), write(3, 0, 100), read(1, 50, 60), read(3, 101, 102)],
  ],
])("linearizable: %s", (_what, history) => {
  expect(isLinearizable(REGISTER, history)).toBe(true);
});

test.each<[string, readonly Register[]]>([
  ["a stale read", [write(1, 0, 1), read(0, 2, 3)]],
  ["a value that nobody wrote", [write(1, 0, 1), read(7, 2, 3)]],
  ["a value from the future", [read(1, 0, 1), write(1, 2, 3)]],
  ["a second read behind the first", [write(1, 0, 10), read(1, 1, 2), read(0, 3, 4)]],
  ["an old value comes back", [write(1, 0, 1), write(2, 2, 3), read(1, 4, 5)]],
  ["an unknown write comes and goes", [write(1, 0, NEVER), read(1, 1, 2), read(0, 3, 4)]],
  [
    "two readers disagree on the order of two writes",
    [write(1, 0, 100), write(2, 0, 100), read(1, 10, 20), read(2, 30, 40), read(1, 50, 60)],
  ],
])("not linearizable: %s", (_what, history) => {
  expect(isLinearizable(REGISTER, history)).toBe(false);
});

/** Every order that keeps real time is tried: right by its plainness, for few operations. */
function isLinearizableByTrying(left: readonly Register[], value: number): boolean {
  if (left.every(({ returnedAt }) => returnedAt === NEVER)) return true;
  const firstReturn = Math.min(...left.map(({ returnedAt }) => returnedAt));
  return left.some((one, at) => {
    if (one.calledAt > firstReturn) return false;
    const next = REGISTER.step(value, one.input, one.output);
    return next !== null && isLinearizableByTrying(left.toSpliced(at, 1), next);
  });
}

/** Operations that took effect in a random order, each somewhere between its call and its return. */
function linearHistory(random: SeededRandom, count: number, unknownPerMille: number): Register[] {
  const history: Register[] = [];
  let value = 0;
  let effectAt = 0;
  for (let number = 0; number < count; number += 1) {
    effectAt += random.between(1, 20);
    const calledAt = effectAt - random.between(0, 30) - 0.25;
    const returnedAt = effectAt + random.between(0, 30) + 0.25;
    if (random.chance(500)) {
      value = random.between(1, 3);
      history.push(write(value, calledAt, random.chance(unknownPerMille) ? NEVER : returnedAt));
    } else history.push(read(value, calledAt, returnedAt));
  }
  return history;
}

/** One answer, call or return is changed: the history may be wrong now. */
function perturbed(history: readonly Register[], random: SeededRandom): Register[] {
  const at = random.below(history.length);
  const one = history[at];
  if (one === undefined) return [...history];
  const { calledAt, returnedAt } = one;
  const shift = random.between(1, 60);
  const changed = random.pick([
    one.input === "read"
      ? read(random.below(4), calledAt, returnedAt)
      : write(random.between(1, 3), calledAt, returnedAt),
    { ...one, calledAt: calledAt - shift, returnedAt: returnedAt - shift },
    { ...one, calledAt: calledAt + shift, returnedAt: returnedAt + shift },
  ]);
  return history.toSpliced(at, 1, changed);
}

const HISTORIES = 10_000;

test("every history that one register made is found linearizable", () => {
  const random = new SeededRandom(1, "linear");
  for (let count = 0; count < HISTORIES; count += 1) {
    const history = linearHistory(random, random.between(2, 20), 150);
    if (!isLinearizable(REGISTER, history)) expect.fail(JSON.stringify(history));
  }
});

test("of histories with an error planted it says what trying every order says", () => {
  const random = new SeededRandom(2, "perturbed");
  let wrong = 0;
  for (let count = 0; count < HISTORIES; count += 1) {
    const history = perturbed(linearHistory(random, random.between(2, 7), 150), random);
    const expected = isLinearizableByTrying(history, 0);
    if (!expected) wrong += 1;
    if (isLinearizable(REGISTER, history) !== expected) expect.fail(JSON.stringify(history));
  }
  // Or the test would only ask about sound histories.
  expect(wrong).toBeGreaterThan(HISTORIES / 10);
  expect(wrong).toBeLessThan(HISTORIES / 2);
});

test("a long history of many clients is judged in a moment", () => {
  const history = linearHistory(new SeededRandom(3, "long"), 2_000, 0);
  expect(isLinearizable(REGISTER, history)).toBe(true);
  expect(isLinearizable(REGISTER, [...history, read(9, 1, 2)])).toBe(false);
});
