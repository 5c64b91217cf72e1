import { expect, test } from "vitest";
import { EXPLORATIONS } from "./explorations.ts";
import { explore } from "./explorer.ts";

/** Fewer would mean that nothing happens in there any more. */
const WORLDS_MIN = 5_000;

test.each(EXPLORATIONS)("every world keeps the rules: $name", { timeout: 60_000 }, (one) => {
  const { worlds, violation, isExhaustive } = explore(one.quick);
  expect(violation).toBeNull();
  expect(isExhaustive).toBe(true);
  expect(worlds).toBeGreaterThan(WORLDS_MIN);
});

test("one member alone has few worlds, and all of them are seen", () => {
  const none = { proposals: 0, changes: 0, heartbeats: 0, crashes: 0, repeats: 0 };
  const budget = { campaigns: 1, ...none };
  const alone = { logs: [[], [], []], voters: [1, 2, 3], budget, depth: 1, worldsMax: 10 } as const;
  // It campaigns and its vote is under way; what the two others could do is the same under other names.
  expect(explore({ ...alone, disks: "slow" })).toMatchObject({ worlds: 2, events: 1 });
});

test("an exploration that was cut short says so", () => {
  const [first] = EXPLORATIONS;
  if (first === undefined) throw new Error("there are explorations");
  expect(explore({ ...first.quick, worldsMax: 100 })).toMatchObject({
    worlds: 100,
    isExhaustive: false,
  });
});
