import { describe, expect, it } from "vitest";
import { indexOfId, makeId, parseId } from "./ids.ts";

describe("ids", () => {
  it("differ for each index and ordinal, grow with the log and know their index", () => {
    const ids = [1, 2, 3].flatMap((index) => [0, 1, 63].map((ordinal) => makeId(index, ordinal)));
    expect(ids).toEqual(ids.toSorted((one, other) => one - other));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.map(indexOfId)).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
    expect(Number.isSafeInteger(makeId(2 ** 40 - 1, 63))).toBe(true);
  });

  it.each(["", "0", "064", "-1", "1.5", "1e3", " 1", "1 ", "٣", "9999999999999999", "1n", "NaN"])(
    "are never read from %j",
    (text) => {
      expect(parseId(text)).toBeNull();
    },
  );

  it("are read back from their strings", () => {
    expect(parseId(String(makeId(12_345, 7)))).toBe(makeId(12_345, 7));
  });
});
