import fc from "fast-check";
import { expect, test } from "vitest";
import { lastThatHolds } from "./bisect.ts";

test("finds the border wherever it lies, and asks few times", () => {
  fc.assert(
    fc.property(fc.nat(5_000), fc.nat(5_000), fc.nat(5_000), (low, length, into) => {
      const high = low + length;
      const border = Math.min(low + into, high);
      let asked = 0;
      const found = lastThatHolds(low, high, (at) => {
        asked += 1;
        return at <= border;
      });
      expect(found).toBe(border);
      expect(asked).toBeLessThanOrEqual(13);
    }),
  );
});

test("the first is taken for true without being asked", () => {
  expect(lastThatHolds(3, 9, () => false)).toBe(3);
});
