import { describe, expect, it } from "vitest";
import { reasonOf, Scenario, type Person } from "../scenario.ts";

function leave(scenario: Scenario, person: Person, conversationId: string) {
  return scenario.write(person, { case: "leaveRoom", value: { conversationId } });
}

describe("leaveRoom", () => {
  it("keeps the caller's own row, marked as removed, with nothing unread", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const bob = scenario.signUp("Bob");
    const room = scenario.room(ann, "Garden");
    scenario.join(bob, room);
    scenario.send(ann, room, "unread");
    const outcome = leave(scenario, bob, room);
    expect(outcome).toMatchObject({
      case: "conversationChanged",
      value: { conversation: { memberCount: 1 }, membership: { removed: true, unread: 0 } },
    });
    expect(scenario.core.query("unreadTotal", { accountId: bob.id })).toBe(0);
  });

  it("is no error when done twice, and counts once", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const room = scenario.room(ann, "Garden");
    leave(scenario, ann, room);
    expect(leave(scenario, ann, room)).toMatchObject({
      value: { conversation: { memberCount: 0 } },
    });
  });

  it("is refused where one never was, for direct conversations and for what is not there", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const bob = scenario.signUp("Bob");
    const eve = scenario.signUp("Eve");
    const direct = scenario.direct(ann, bob);
    expect(reasonOf(leave(scenario, eve, scenario.room(ann, "Garden")))).toBe("FORBIDDEN");
    expect(reasonOf(leave(scenario, eve, direct))).toBe("FORBIDDEN");
    expect(reasonOf(leave(scenario, ann, direct))).toBe("INVALID");
    expect(reasonOf(leave(scenario, ann, "424242"))).toBe("NOT_FOUND");
  });
});
