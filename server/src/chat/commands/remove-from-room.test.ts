import { expect, it } from "vitest";
import { den } from "../scenes.ts";

it("a private room shows nothing to who was removed, and what is new to who is invited again", () => {
  const { scenario, ann, bob, room, invite, texts } = den();
  invite(ann, true);
  const value = { conversationId: room, accountId: bob.id };
  expect(scenario.write(ann, { case: "removeFromRoom", value })).toMatchObject({
    value: { conversation: { memberCount: 1 } },
  });
  expect(() => texts(bob)).toThrow(expect.objectContaining({ reason: "NOT_FOUND" }));
  invite(ann);
  expect(texts(bob)).toEqual([]);
});
