import { describe, expect, it } from "vitest";
import { FEATURE_LEVEL } from "../chat-port.ts";
import { Scenario } from "../scenario.ts";

describe("raiseLevel", () => {
  it("never lowers the level", () => {
    const scenario = new Scenario();
    const result = scenario.apply({ case: "raiseLevel", value: { level: 0 } });
    expect(result).toMatchObject({ case: "levelRaised", value: { level: FEATURE_LEVEL } });
  });

  it("halts a program that does not know the level", () => {
    const scenario = new Scenario();
    const raise = () => scenario.apply({ case: "raiseLevel", value: { level: FEATURE_LEVEL + 1 } });
    expect(raise).toThrow(/Entry 1 cannot be applied: it raises the feature level to 2/);
  });
});
