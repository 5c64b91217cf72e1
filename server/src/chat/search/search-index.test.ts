import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchOf } from "./match.ts";
import { SearchIndex } from "./search-index.ts";

const START = { newId: 0, alteredIndex: 0, alteredId: 0 };
const EVERYTHING = { above: 0, below: Number.MAX_SAFE_INTEGER };
const forEver = () => true;

function message(id: number, text: string) {
  return { id, content: { text, beside: "all" } };
}

function wordsIn(text: string) {
  return matchOf({ words: [{ text, isPrefix: false }], beside: [] });
}

describe("the index", () => {
  it("finds what was put last under an id, newest first, over all its parts", () => {
    const text = fc.constantFrom("oak", "elm", "oak elm", null);
    const change = fc.record({ id: fc.integer({ min: 1, max: 12 }), text });
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 12, maxLength: 12 }),
        fc.array(change, { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(14),
        (first, changes, partMessages, above) => {
          const index = new SearchIndex(":memory:", partMessages);
          const known = new Map(first.map((one, at) => [at + 1, one]));
          for (const [id, one] of known)
            index.put([one === null ? { id, content: null } : message(id, one)], {
              ...START,
              newId: id,
            });
          for (const { id, text: one } of changes) {
            const content = one === null ? null : { text: one, beside: "all" };
            index.put([{ id, content }], { ...START, newId: 12 });
            known.set(id, one);
          }
          const bounds = { above, below: 11 };
          const expected = [...known.keys()]
            .filter((id) => id > above && id < 11 && known.get(id)?.includes("oak") === true)
            .toReversed();
          expect([...index.find(wordsIn("oak"), bounds, forEver)]).toEqual(expected);
          index.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  it("asks between its parts whether to go on, and asks no part that is out of bounds", () => {
    const index = new SearchIndex(":memory:", 2);
    for (let id = 1; id <= 8; id += 1) index.put([message(id, "oak")], { ...START, newId: id });
    let parts = 0;
    const twice = () => (parts += 1) <= 2;
    expect([...index.find(wordsIn("oak"), EVERYTHING, twice)]).toEqual([8, 7, 6, 5]);
    parts = 0;
    expect([...index.find(wordsIn("oak"), { above: 4, below: 7 }, twice)]).toEqual([6, 5]);
    expect(parts).toBe(2);
  });

  it("keeps nothing of a transaction that fails", () => {
    const index = new SearchIndex(":memory:", 2);
    index.put([message(1, "oak")], { ...START, newId: 1 });
    const unfit = { ...START, newId: 2, alteredId: 0.5 };
    expect(() => index.put([message(2, "oak")], unfit)).toThrow(/cannot store REAL/);
    expect(index.position.newId).toBe(1);
    expect([...index.find(wordsIn("oak"), EVERYTHING, forEver)]).toEqual([1]);
  });
});
