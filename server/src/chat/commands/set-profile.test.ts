import { describe, expect, it } from "vitest";
import { decodeEvents, reasonOf, Scenario } from "../scenario.ts";

describe("setProfile", () => {
  it("gives a display name, which need not be unique, and takes it back", () => {
    const scenario = new Scenario(":memory:", 2);
    const people = [scenario.signUp("ann"), scenario.signUp("bob")];
    for (const person of people) {
      const named = scenario.write(person, {
        case: "setProfile",
        value: { displayName: "The Gardener" },
      });
      expect(named).toMatchObject({
        case: "accountChanged",
        value: { account: { id: person.id, name: person.name, displayName: "The Gardener" } },
      });
    }
    const [ann] = people;
    if (ann === undefined) throw new Error("there is somebody");
    const again = scenario.write(ann, { case: "setProfile", value: { displayName: "" } });
    expect(again).toMatchObject({ value: { account: { displayName: "" } } });
  });

  it.each(["\u0007", "x".repeat(33)])("refuses %j", (displayName) => {
    const scenario = new Scenario(":memory:", 2);
    const ann = scenario.signUp("ann");
    const outcome = scenario.write(ann, { case: "setProfile", value: { displayName } });
    expect(reasonOf(outcome)).toBe("INVALID");
  });

  it("is seen by everybody who is live", () => {
    const scenario = new Scenario(":memory:", 2);
    const ann = scenario.signUp("ann");
    const bob = scenario.signUp("bob");
    scenario.core.feed.subscribe(1, { tokenSha256: bob.token, afterIndex: scenario.index });
    scenario.core.feed.pull(1);
    scenario.takeOutputs();
    scenario.write(ann, { case: "setProfile", value: { displayName: "Annie" } });
    const events = scenario
      .takeOutputs()
      .flatMap((output) => (output.kind === "live" ? decodeEvents(output.events) : []));
    expect(events).toMatchObject([
      { changes: [{ row: { case: "account", value: { id: ann.id, displayName: "Annie" } } }] },
    ]);
  });
});
