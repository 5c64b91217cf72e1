import { describe, expect, it } from "vitest";
import { inRoom } from "../scenes.ts";
import { reasonOf } from "../scenario.ts";

type Room = ReturnType<typeof inRoom>;

function remove({ scenario }: Room, by: Room["ann"], messageId: string) {
  return scenario.write(by, { case: "deleteMessage", value: { messageId } });
}

describe("deleting", () => {
  it("is for the author, for who made the room and for administrators, and leaves nothing of what was said", () => {
    const room = inRoom();
    expect(reasonOf(remove(room, room.bob, room.ofAnn))).toBe("FORBIDDEN");
    for (const [by, id] of [
      [room.ann, room.ofBob],
      [room.owner, room.ofAnn],
    ] as const) {
      const before = room.row(id);
      expect(remove(room, by, id).case).toBe("messageChanged");
      const index = room.scenario.index;
      expect(room.row(id)).toEqual({ ...before, text: "", deleted: true, changedAtIndex: index });
      expect(remove(room, by, id).case).toBe("messageChanged");
      expect(room.row(id)?.changedAtIndex).toBe(index);
    }
  });

  it("takes the message out of the counts of unread and of mentions", () => {
    const room = inRoom();
    const { scenario, ann, bob } = room;
    const named = scenario.write(ann, {
      case: "sendMessage",
      value: { conversationId: room.room, text: "@Bob", names: [{ foldedNames: ["bob"] }] },
    });
    const counts = () => {
      const read = scenario.join(bob, room.room);
      const place = read.case === "conversationChanged" ? read.value.membership : undefined;
      return [place?.unread, place?.unreadMentions];
    };
    expect(counts()).toEqual([2, 1]);
    remove(room, ann, named.case === "messageSent" ? named.value.messageId : "");
    expect(counts()).toEqual([1, 0]);
  });
});
