import { describe, expect, it } from "vitest";
import { den } from "../scenes.ts";

describe("an invitation to a private room", () => {
  it("shows from the invitation on, or what the inviter shares", () => {
    const { scenario, ann, bob, room, invite, texts } = den();
    invite(ann);
    expect(texts(bob)).toEqual([]);
    scenario.send(ann, room, "after");
    expect(texts(bob)).toEqual(["after"]);
    invite(ann, true);
    expect(texts(bob)).toEqual(["before", "after"]);
  });

  it("shares no more than the inviter sees", () => {
    const { scenario, owner, ann, bob, room, invite, texts } = den();
    scenario.write(ann, {
      case: "inviteToRoom",
      value: { conversationId: room, accountId: owner.id },
    });
    scenario.send(ann, room, "after");
    invite(owner, true);
    expect(texts(bob)).toEqual(["after"]);
  });
});
