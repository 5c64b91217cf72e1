import fc from "fast-check";
import { expect, test } from "vitest";
import { TokenBuckets } from "./token-buckets.ts";

function buckets(shape = { burst: 10, perSecond: 2 }, keys = 3) {
  const clock = { now: 0 };
  return { clock, buckets: new TokenBuckets(shape, () => clock.now, keys) };
}

test("a bucket gives what it holds, then says when there is one more", () => {
  const { clock, buckets: of } = buckets();
  for (let at = 0; at < 10; at += 1) expect(of.take("ann")).toBe(0);
  expect(of.take("ann")).toBe(500);
  clock.now += 250;
  expect(of.take("ann")).toBe(250);
  clock.now += 250;
  expect(of.take("ann")).toBe(0);
  expect(of.take("bob", 10)).toBe(0);
});

test("a full bucket is enough for more than it holds", () => {
  const { buckets: of } = buckets();
  expect(of.take("ann", 64)).toBe(0);
  expect(of.take("ann", 64)).toBe(5_000);
});

test("what is given back fills no bucket above its burst", () => {
  const { buckets: of } = buckets();
  of.giveBack("ann", 5);
  expect(of.take("ann", 10)).toBe(0);
  expect(of.take("ann")).toBe(500);
});

test("the bucket asked longest ago is forgotten when there are too many", () => {
  const { buckets: of } = buckets();
  for (const name of ["ann", "bob", "eve"]) of.take(name, 10);
  of.take("ann");
  of.take("zoe", 10);
  expect(of.size).toBe(3);
  expect(of.take("ann")).toBe(500);
  // It begins full.
  expect(of.take("bob", 10)).toBe(0);
});

test("nobody gets more than the burst and what has come back since, whenever they ask", () => {
  const steps = fc.array(fc.tuple(fc.nat(5_000), fc.integer({ min: 1, max: 12 })));
  fc.assert(
    fc.property(steps, (asked) => {
      const { clock, buckets: of } = buckets();
      let got = 0;
      for (const [waitMs, count] of asked) {
        clock.now += waitMs;
        const wanted = Math.min(count, 10);
        const waitFor = of.take("ann", count);
        if (waitFor === 0) got += wanted;
        else expect(waitFor).toBeLessThanOrEqual(5_000);
        expect(got).toBeLessThanOrEqual(10 + (clock.now * 2) / 1000 + 1e-6);
      }
    }),
  );
});
