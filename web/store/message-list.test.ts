import fc from "fast-check";
import { expect, test } from "vitest";

import { message } from "./history-model.ts";
import { mergeMessage, mergeMessages, unbrokenRun } from "./message-list.ts";

const seqs = (messages: readonly { readonly seq: number }[]): readonly number[] =>
  messages.map(({ seq }) => seq);

const someMessages = fc.array(
  fc
    .record({
      seq: fc.integer({ min: 1, max: 30 }),
      changedAtIndex: fc.integer({ min: 1, max: 9 }),
    })
    .map(({ seq, changedAtIndex }) =>
      message(seq, { changedAtIndex, text: `${String(seq)} at ${String(changedAtIndex)}` }),
    ),
  { maxLength: 40 },
);

test("the newest version of each seq stays, in ascending order, in one step or in many", () => {
  fc.assert(
    fc.property(someMessages, someMessages, (first, second) => {
      const oneByOne = [...first, ...second].reduce(mergeMessage, []);
      expect(mergeMessages(mergeMessages([], first), second)).toEqual(oneByOne);
      expect(seqs(oneByOne)).toEqual([...new Set(seqs(oneByOne))].toSorted((a, b) => a - b));
      for (const { seq, changedAtIndex } of [...first, ...second]) {
        const kept = oneByOne.find((one) => one.seq === seq);
        expect(kept?.changedAtIndex).toBeGreaterThanOrEqual(changedAtIndex);
      }
    }),
  );
});

test("merging what is known already gives the very same list", () => {
  const known = [message(1), message(2), message(3)];
  expect(mergeMessages(known, [message(2), message(3), message(1)])).toBe(known);
  expect(mergeMessage(known, message(2, { changedAtIndex: 1 }))).toBe(known);
});

test.each([
  { known: [], lastSeq: 0, run: [] },
  { known: [1, 2, 3], lastSeq: 3, run: [1, 2, 3] },
  { known: [1, 2, 4, 5], lastSeq: 5, run: [4, 5] },
  { known: [2, 5, 6, 9], lastSeq: 9, run: [9] },
  { known: [1, 2, 3], lastSeq: 4, run: [] },
  { known: [7, 8], lastSeq: 8, run: [7, 8] },
])("of $known with the newest at $lastSeq, $run can be shown without a hole", (given) => {
  const messages = given.known.map((seq) => message(seq));
  expect(seqs(unbrokenRun(messages, given.lastSeq))).toEqual(given.run);
});

test("a run is dense, ends at the newest, and one more message below it would leave a hole", () => {
  const known = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1 });
  fc.assert(
    fc.property(known, (numbers) => {
      const sorted = numbers.toSorted((a, b) => a - b);
      const newest = sorted.at(-1) ?? 0;
      const run = seqs(
        unbrokenRun(
          sorted.map((seq) => message(seq)),
          newest,
        ),
      );
      const first = run[0] ?? 0;
      expect(run).toEqual(Array.from({ length: newest - first + 1 }, (_, at) => first + at));
      expect(sorted).not.toContain(first - 1);
    }),
  );
});
