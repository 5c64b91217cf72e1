import { describe, expect, it } from "vitest";
import { reasonOf, type Operation, type Person } from "../scenario.ts";
import { den } from "../scenes.ts";

describe("a private room", () => {
  it("is moderated by who made it; an administrator from outside does not know of it", () => {
    const { scenario, owner, ann, bob, room, invite } = den();
    invite(ann);
    const name = { name: "Cave", foldedName: "cave" };
    const acts: Operation[] = [
      { case: "renameRoom", value: { conversationId: room, ...name } },
      { case: "archiveRoom", value: { conversationId: room, archived: true } },
      { case: "removeFromRoom", value: { conversationId: room, accountId: bob.id } },
    ];
    const reasons = (by: Person) => acts.map((act) => reasonOf(scenario.write(by, act)));
    expect(reasons(owner)).toEqual(["NOT_FOUND", "NOT_FOUND", "NOT_FOUND"]);
    expect(reasons(bob)).toEqual(["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
    expect(reasons(ann)).toEqual(["", "", ""]);
  });
});

describe("an archived room", () => {
  it("is read only until it is brought back", () => {
    const { scenario, ann, room, texts } = den();
    const archive = (archived: boolean) =>
      scenario.write(ann, { case: "archiveRoom", value: { conversationId: room, archived } });
    expect(archive(true)).toMatchObject({ value: { conversation: { archived: true } } });
    expect(scenario.send(ann, room, "too late")).toMatchObject({
      value: { reason: "FORBIDDEN", message: expect.stringContaining("archived") },
    });
    const value = { conversationId: room, topic: "too late" };
    expect(reasonOf(scenario.write(ann, { case: "setTopic", value }))).toBe("FORBIDDEN");
    archive(false);
    scenario.send(ann, room, "again");
    expect(texts(ann)).toEqual(["before", "again"]);
  });
});
