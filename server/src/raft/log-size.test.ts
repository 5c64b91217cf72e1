import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LogSize } from "./log-size.ts";

/** What an entry weighs beside its data, and how far apart the marks are, in bytes. */
const OVERHEAD_BYTES = 16;
const STEP_BYTES = 16 * 1024;
const LARGEST_BYTES = 20_000;

type Step =
  | { readonly kind: "append"; readonly bytes: number }
  | { readonly kind: "cut" | "startAt"; readonly share: number };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ kind: fc.constant("append"), bytes: fc.nat(LARGEST_BYTES) }),
    },
    fc.record({ kind: fc.constantFrom("cut", "startAt"), share: fc.nat(100) }),
  ),
  { maxLength: 120 },
);

describe("the size of a log", () => {
  test("is known behind every index to about one step, whatever was appended, cut and let go of", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const size = new LogSize(0, 0, 0);
        let base = 0;
        let entries: number[] = [];
        for (const step of all) {
          if (step.kind === "append") {
            size.append(step.bytes);
            entries.push(step.bytes + OVERHEAD_BYTES);
          } else if (step.kind === "cut" && entries.length > 0) {
            const kept = Math.trunc((entries.length * step.share) / 101);
            size.truncateFrom(base + kept + 1);
            entries = entries.slice(0, kept);
          } else if (step.kind === "startAt") {
            const gone = Math.trunc((entries.length * step.share) / 100);
            size.startAt(base + gone);
            entries = entries.slice(gone);
            base += gone;
          }
          let behind = 0;
          for (let at = entries.length; at >= 0; at -= 1) {
            const error = Math.abs(size.behind(base + at) - behind);
            expect(error).toBeLessThanOrEqual(2 * (STEP_BYTES + LARGEST_BYTES));
            behind += entries[at - 1] ?? 0;
          }
        }
      }),
    );
  });

  test("finds the index that leaves so many bytes behind it", () => {
    const size = new LogSize(10, 10, 0);
    for (let at = 0; at < 100; at += 1) size.append(STEP_BYTES);
    expect(size.indexLeaving(10 * STEP_BYTES)).toBe(100);
    expect(size.behind(100)).toBeGreaterThanOrEqual(10 * STEP_BYTES);
    expect(size.indexLeaving(1000 * STEP_BYTES)).toBe(10);
    expect(size.indexLeaving(0)).toBe(110);
  });

  test("of a stored log counts as spread evenly", () => {
    const size = new LogSize(100, 200, 1_000);
    expect([size.behind(100), size.behind(150), size.behind(200)]).toEqual([1_000, 500, 0]);
  });

  test("is nothing when a snapshot lies behind its end", () => {
    const size = new LogSize(0, 0, 0);
    size.append(100);
    size.startAt(50);
    expect(size.behind(50)).toBe(0);
    size.append(10);
    expect(size.behind(50)).toBe(10 + OVERHEAD_BYTES);
  });
});
