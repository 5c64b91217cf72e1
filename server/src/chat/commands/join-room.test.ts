import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import { reasonOf, Scenario } from "../scenario.ts";

describe("joinRoom", () => {
  it("shows the history from its start and counts it as read", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const bob = scenario.signUp("Bob");
    const room = scenario.room(ann, "Garden");
    scenario.send(ann, room, "before");
    expect(scenario.join(bob, room)).toMatchObject({
      case: "conversationChanged",
      value: {
        conversation: { memberCount: 2 },
        membership: { removed: false, visibleFromSeq: 1n, readSeq: 1n, unread: 0 },
      },
    });
    scenario.send(ann, room, "after");
    expect(scenario.join(bob, room)).toMatchObject({ value: { membership: { unread: 1 } } });
  });

  it("changes nothing for somebody who is in it", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const room = scenario.room(ann, "Garden");
    const made = BigInt(scenario.index);
    expect(scenario.join(ann, room)).toMatchObject({
      value: {
        conversation: { memberCount: 1, changedAtIndex: made },
        membership: { changedAtIndex: made },
      },
    });
  });

  it("brings back somebody who left, in the same row", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const room = scenario.room(ann, "Garden");
    scenario.write(ann, { case: "leaveRoom", value: { conversationId: room } });
    expect(scenario.join(ann, room)).toMatchObject({
      value: { conversation: { memberCount: 1 }, membership: { removed: false } },
    });
  });

  it("is refused for a direct conversation, one's own too, and for what is not there", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const bob = scenario.signUp("Bob");
    const eve = scenario.signUp("Eve");
    const direct = scenario.direct(ann, bob);
    expect(reasonOf(scenario.join(eve, direct))).toBe("FORBIDDEN");
    expect(reasonOf(scenario.join(ann, direct))).toBe("FORBIDDEN");
    expect(reasonOf(scenario.join(eve, "424242"))).toBe("NOT_FOUND");
  });

  it("is refused when the room is full", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const bob = scenario.signUp("Bob");
    const room = scenario.room(ann, "Garden");
    const full = new Scenario(withMembers(scenario, LIMITS.conversationMembers));
    expect(reasonOf(full.join(bob, room))).toBe("TOO_LARGE");
    const almost = new Scenario(withMembers(scenario, LIMITS.conversationMembers - 1));
    expect(reasonOf(almost.join(bob, room))).toBe("");
  });
});

/** The state with another count of members: ten thousand sign-ups would only take time. */
function withMembers(scenario: Scenario, memberCount: number): Uint8Array {
  const db = new Database(Buffer.from(scenario.core.serialize()));
  db.prepare("UPDATE conversations SET memberCount = ?").run(memberCount);
  return db.serialize();
}
