import { describe, expect, it } from "vitest";
import { foldText } from "../fold-name.ts";
import { reasonOf, Scenario } from "../scenario.ts";

describe("createRoom", () => {
  it("makes its maker the first member", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const outcome = scenario.write(ann, {
      case: "createRoom",
      value: { name: "Garden", foldedName: "garden" },
    });
    expect(outcome).toMatchObject({
      case: "conversationChanged",
      value: {
        conversation: { name: "Garden", memberCount: 1, peerIds: [] },
        membership: { removed: false },
      },
    });
  });

  it("refuses a name that is taken but for its case", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    scenario.room(ann, "Straße");
    const outcome = scenario.write(ann, {
      case: "createRoom",
      value: { name: "STRASSE", foldedName: foldText("STRASSE") },
    });
    expect(outcome).toMatchObject({ case: "refusal", value: { reason: "TAKEN", field: "name" } });
  });

  it.each([
    ["", "x"],
    ["x", ""],
    ["x".repeat(33), "x"],
    ["a\u0000b", "ab"],
    ["ab", "a\nb"],
    ["\u202eab", "ab"],
  ])("refuses the name %j folded as %j, whoever let it pass", (name, foldedName) => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    expect(reasonOf(scenario.write(ann, { case: "createRoom", value: { name, foldedName } }))).toBe(
      "INVALID",
    );
  });

  it("gives two rooms of one batch different ids", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const answers = scenario.answers(
      ann,
      ["One", "Two"].map((name, at) => ({
        key: { clientId: "page", seq: BigInt(at + 1), bornMs: BigInt(scenario.time), ackUpto: 0n },
        operation: { case: "createRoom", value: { name, foldedName: foldText(name) } } as const,
      })),
    );
    const ids = answers.map(({ outcome }) =>
      outcome.case === "conversationChanged" ? outcome.value.conversation?.id : undefined,
    );
    expect(new Set(ids).size).toBe(2);
    expect(ids).not.toContain(undefined);
  });
});
