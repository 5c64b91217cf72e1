import fc from "fast-check";
import { expect, test } from "vitest";
import {
  busyBackoffMs,
  earnToken,
  electionBackoffMs,
  FULL_TOKENS,
  spendToken,
  streamBackoffMs,
  tokenDelayMs,
} from "./backoff.ts";

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test("within the first second of an election the next try comes within 50 ms", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999 }), fc.nat(50), random, (troubleMs, tries, r) => {
      expect(electionBackoffMs(troubleMs, tries, r)).toBeLessThan(50);
    }),
  );
});

test("no back-off ever exceeds its cap, however long the outage", () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.nat(5_000), random, (troubleMs, tries, r) => {
      expect(electionBackoffMs(troubleMs, tries, r)).toBeLessThan(1_000);
      expect(streamBackoffMs(tries, r)).toBeLessThan(5_000);
      expect(busyBackoffMs(0, tries + 1)).toBeLessThanOrEqual(1_000);
    }),
  );
});

test("later tries wait longer on average: 100, 200, 400 ms windows after the first second", () => {
  expect([0, 1, 2, 3, 9].map((tries) => electionBackoffMs(5_000, tries, 0.5))).toEqual([
    50, 100, 200, 400, 500,
  ]);
});

test("the stream's first failure only changes the node, the next windows double from 500 ms", () => {
  expect([1, 2, 3, 4, 30].map((failures) => streamBackoffMs(failures, 0.5))).toEqual([
    50, 250, 500, 1_000, 2_500,
  ]);
});

test("a busy server's own word is obeyed", () => {
  expect(busyBackoffMs(700, 1)).toBe(700);
  expect([1, 2, 3, 4, 5].map((inRow) => busyBackoffMs(0, inRow))).toEqual([
    100, 200, 400, 800, 1_000,
  ]);
});

test("five failures leave only capped waits, and ten successes earn one token back", () => {
  let tokens = FULL_TOKENS;
  for (let i = 0; i < 4; i += 1) tokens = spendToken(tokens);
  expect(tokenDelayMs(tokens, 20)).toBe(20);
  tokens = spendToken(tokens);
  expect(tokenDelayMs(tokens, 20)).toBe(1_000);
  for (let i = 0; i < 10; i += 1) tokens = earnToken(tokens);
  expect(tokenDelayMs(tokens, 20)).toBe(20);
});

test("tokens stay between none and ten", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean()), (successes) => {
      const tokens = successes.reduce((t, ok) => (ok ? earnToken(t) : spendToken(t)), FULL_TOKENS);
      expect(tokens.tenths).toBeGreaterThanOrEqual(0);
      expect(tokens.tenths).toBeLessThanOrEqual(100);
    }),
  );
});
