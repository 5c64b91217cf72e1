import { expect, it } from "vitest";
import { reasonOf, type Person } from "../scenario.ts";
import { den } from "../scenes.ts";

it("a level of notification stands on the caller's own membership, and must be one of the four", () => {
  const { scenario, ann, bob, room, invite } = den();
  invite(ann);
  const set = (by: Person, level: number) =>
    scenario.write(by, { case: "setNotificationLevel", value: { conversationId: room, level } });
  expect(set(bob, 2)).toMatchObject({ value: { membership: { notificationLevel: 2 } } });
  expect(scenario.join(bob, room)).toMatchObject({
    value: { membership: { notificationLevel: 2 } },
  });
  expect(scenario.join(ann, room)).toMatchObject({
    value: { membership: { notificationLevel: 0 } },
  });
  const index = scenario.index;
  expect(set(bob, 2)).toMatchObject({
    value: { membership: { changedAtIndex: BigInt(index - 2) } },
  });
  expect([0, 5].map((level) => reasonOf(set(bob, level)))).toEqual(["INVALID", "INVALID"]);
});
