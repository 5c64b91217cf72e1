import { describe, expect, it } from "vitest";
import { FEATURE_LEVEL } from "../chat-port.ts";
import { Scenario } from "../scenario.ts";

describe("raiseLevel", () => {
  it("raises the level, which was 1, and never lowers it", () => {
    const scenario = new Scenario();
    expect(scenario.core.level).toBe(1);
    for (const level of [FEATURE_LEVEL, 0, 1]) {
      const result = scenario.apply({ case: "raiseLevel", value: { level } });
      expect(result).toMatchObject({ case: "levelRaised", value: { level: FEATURE_LEVEL } });
    }
    expect(new Scenario(scenario.core.serialize()).core.level).toBe(FEATURE_LEVEL);
  });

  it("halts a program that does not know the level", () => {
    const scenario = new Scenario();
    const raise = () => scenario.apply({ case: "raiseLevel", value: { level: FEATURE_LEVEL + 1 } });
    expect(raise).toThrow(/Entry 1 cannot be applied: it raises the feature level to 3/);
  });
});
