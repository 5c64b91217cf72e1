import { expect, test } from "vitest";
import { Progress } from "./progress.ts";
import { idOf } from "./test-cluster.ts";
import type { HeartbeatResponse } from "./messages.ts";
import { isVoid } from "./worth.ts";

const LEADER = { lastIndex: 9 };

function answer(incarnation: number, worth?: HeartbeatResponse["worth"]): HeartbeatResponse {
  const place = { from: idOf(2), to: idOf(1), term: 2, round: 1, wall: 0 };
  const common = { ...place, type: "heartbeatResponse", incarnation } as const;
  return worth === undefined ? common : { ...common, worth };
}

test("a word of a recovery that comes after its end is void: a start recovers once (seed 10435)", () => {
  const progress = new Progress(1, 0);
  expect(isVoid(LEADER, progress, answer(2, "recovering"))).toBe(false);
  expect(progress.refill).toMatchObject({ incarnation: 2 });
  expect(isVoid(LEADER, progress, answer(2))).toBe(false);
  expect(isVoid(LEADER, progress, answer(2, "recovering"))).toBe(true);
  expect(progress).toMatchObject({ refill: null, isCounted: true });
});

test("the next start may recover again", () => {
  const progress = new Progress(1, 0);
  isVoid(LEADER, progress, answer(2));
  expect(isVoid(LEADER, progress, answer(3, "recovering"))).toBe(false);
  expect(progress).toMatchObject({ refill: { incarnation: 3 }, isCounted: false });
});

test("a late word of an earlier start makes nothing count that a later one has not been recognised for", () => {
  const progress = new Progress(1, 0);
  expect(isVoid(LEADER, progress, answer(8))).toBe(false);
  expect(isVoid(LEADER, progress, answer(9, "uncounted"))).toBe(false);
  progress.acknowledged(7);
  expect(isVoid(LEADER, progress, answer(8))).toBe(true);
  expect(progress).toMatchObject({ isCounted: false, held: 7, match: 0 });
  expect(isVoid(LEADER, progress, answer(9))).toBe(false);
  expect(progress.countHeld()).toBe(true);
});
