import { describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import { inRoom } from "../scenes.ts";
import { reasonOf } from "../scenario.ts";

type Room = ReturnType<typeof inRoom>;

function edit(
  { scenario }: Room,
  by: Room["ann"],
  messageId: string,
  version: number,
  text: string,
) {
  return scenario.write(by, { case: "editMessage", value: { messageId, version, text } });
}

function remove({ scenario }: Room, by: Room["ann"], messageId: string) {
  return scenario.write(by, { case: "deleteMessage", value: { messageId } });
}

describe("editing", () => {
  it("changes the text, counts the version and keeps place and key", () => {
    const room = inRoom();
    const before = room.row(room.ofAnn);
    expect(edit(room, room.ann, room.ofAnn, 0, "uno")).toMatchObject({
      case: "messageChanged",
      value: { message: { text: "uno", version: 1, editedMs: BigInt(room.scenario.time) } },
    });
    const { scenario } = room;
    expect(room.row(room.ofAnn)).toEqual({
      ...before,
      text: "uno",
      version: 1,
      editedMs: scenario.time,
      changedAtIndex: scenario.index,
    });
    expect(edit(room, room.ann, room.ofAnn, 1, "une")).toMatchObject({
      value: { message: { version: 2 } },
    });
  });

  it("finds anew whom the text names, and counts it", () => {
    const room = inRoom();
    const { scenario, ann, bob } = room;
    const counts = [["bob"], ["bob", "nobody"], []].map((named, version) => {
      const names = named.map((name) => ({ foldedNames: [name] }));
      const text = `version ${version}`;
      const value = { messageId: room.ofAnn, version, text, names };
      const outcome = scenario.write(ann, { case: "editMessage", value });
      const read = scenario.join(bob, room.room);
      const place = read.case === "conversationChanged" ? read.value.membership : undefined;
      const message = outcome.case === "messageChanged" ? outcome.value.message : undefined;
      return [message?.mentionedIds, place?.unreadMentions];
    });
    expect(counts).toEqual([
      [[bob.id], 1],
      [[bob.id], 1],
      [[], 0],
    ]);
  });

  it("is refused to others, for another version than was looked at, and for what is deleted", () => {
    const room = inRoom();
    expect(reasonOf(edit(room, room.bob, room.ofAnn, 0, "x"))).toBe("FORBIDDEN");
    expect(reasonOf(edit(room, room.owner, room.ofAnn, 0, "x"))).toBe("FORBIDDEN");
    expect(edit(room, room.ann, room.ofAnn, 1, "x")).toMatchObject({
      value: { reason: "INVALID", field: "version" },
    });
    expect(reasonOf(edit(room, room.ann, "12345", 0, "x"))).toBe("NOT_FOUND");
    expect(reasonOf(edit(room, room.ann, room.ofAnn, 0, ""))).toBe("INVALID");
    const long = "x".repeat(LIMITS.textBytes + 1);
    expect(reasonOf(edit(room, room.ann, room.ofAnn, 0, long))).toBe("TOO_LARGE");
    expect(room.row(room.ofAnn)?.text).toBe("one");
    remove(room, room.ann, room.ofAnn);
    expect(reasonOf(edit(room, room.ann, room.ofAnn, 0, "x"))).toBe("FORBIDDEN");
  });
});
