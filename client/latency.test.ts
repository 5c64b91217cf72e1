import { expect, test } from "vitest";
import { attemptMs, noteLatency, NO_LATENCIES } from "./latency.ts";

function after(...tookMs: readonly number[]) {
  return tookMs.reduce(noteLatency, NO_LATENCIES);
}

test("an attempt gets 500 ms until its like has proven slower", () => {
  expect(attemptMs(NO_LATENCIES, 0, 15_000)).toBe(500);
  expect(attemptMs(after(...Array.from({ length: 100 }, () => 20)), 0, 15_000)).toBe(500);
  expect(attemptMs(after(...Array.from({ length: 100 }, () => 200)), 0, 15_000)).toBe(1_000);
});

test("a handful of slow answers changes nothing yet", () => {
  expect(attemptMs(after(400, 400, 400), 0, 15_000)).toBe(500);
});

test("each time-out of the same call doubles its patience, up to the cap", () => {
  expect([0, 1, 2, 3, 60].map((timeouts) => attemptMs(NO_LATENCIES, timeouts, 3_000))).toEqual([
    500, 1_000, 2_000, 3_000, 3_000,
  ]);
});

test("only the last 128 count", () => {
  const slowLongAgo = after(
    ...Array.from({ length: 50 }, () => 9_000),
    ...Array.from({ length: 128 }, () => 1),
  );
  expect(attemptMs(slowLongAgo, 0, 15_000)).toBe(500);
});
