import { describe, expect, test } from "vitest";
import { LogTime } from "./log-time.ts";
import { idOf } from "./test-cluster.ts";

describe("log time (foundations 3)", () => {
  test("stands still with fewer clocks than a quorum", () => {
    const time = new LogTime();
    time.report(idOf(2), 900, 1);
    expect(time.stamp(500, 1_000, 3)).toBe(500);
  });

  test("is the lower median of a quorum's newest clocks, and never falls", () => {
    const time = new LogTime();
    time.report(idOf(2), 900, 1);
    time.report(idOf(3), 5_000_000, 2);
    expect(time.stamp(0, 1_000, 3)).toBe(1_000);
    time.report(idOf(3), 800, 3);
    expect(time.stamp(0, 1_000, 3)).toBe(900);
    expect(time.stamp(950, 1_000, 3)).toBe(950);
  });

  test("asks anew when a clock was heard, or its owner has left", () => {
    const time = new LogTime();
    time.report(idOf(2), 900, 1);
    time.report(idOf(3), 950, 2);
    expect(time.stamp(0, 1_000, 3)).toBe(950);
    time.report(idOf(2), 990, 3);
    expect(time.stamp(0, 1_000, 3)).toBe(990);
    time.keepOnly([idOf(2)]);
    expect(time.stamp(7, 1_000, 3)).toBe(7);
  });
});
