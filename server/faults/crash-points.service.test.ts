/** Each named point ends a process once; what that left is opened by the next one, which is ended at the next point. */
import { afterAll, describe, expect, it } from "vitest";

import { CRASH_POINTS, type CrashPoint } from "../src/storage/crash-points.ts";
import { CrashRuns } from "./crash-runs.ts";

// Keys of the table are its points. What a recovery passes is ended at beside it, on folders of its own.
const points = (Object.keys(CRASH_POINTS) as CrashPoint[]).filter(
  (point) => !point.startsWith("recover:"),
);

describe("a process that is killed between two steps", () => {
  const runs = new CrashRuns();
  afterAll(() => runs.end());

  it.each(points)(
    "at %s leaves a member that has all it promised",
    async (point) => {
      const { wasHit, wrong } = await runs.run(point);
      expect(wrong).toBe("");
      expect(wasHit, "the point was passed").toBe(true);
    },
    120_000,
  );

  it("leaves folders on which everything can be done once more", async () => {
    expect(await runs.run(null)).toEqual({ wasHit: false, wrong: "" });
  }, 120_000);

  it("happens at no less than forty places", () => {
    expect(points.length).toBeGreaterThanOrEqual(40);
  });
});
