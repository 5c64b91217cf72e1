import { describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import { inRoom } from "../scenes.ts";
import { reasonOf } from "../scenario.ts";

describe("reacting", () => {
  it("counts once for each person and emoji, in the order in which it came", () => {
    const room = inRoom();
    const { scenario, ann, bob } = room;
    const react = (by: typeof ann, emoji: string, removed = false) => {
      const value = { messageId: room.ofAnn, emoji, removed };
      const outcome = scenario.write(by, { case: "react", value });
      const message = outcome.case === "messageChanged" ? outcome.value.message : undefined;
      return message?.reactions.map((one) => [one.emoji, ...one.accountIds]);
    };
    react(bob, "👍");
    const index = scenario.index + 1;
    expect(react(ann, "👍")).toEqual([["👍", bob.id, ann.id]]);
    expect(react(ann, "👍")).toEqual([["👍", bob.id, ann.id]]);
    expect(room.row(room.ofAnn)?.changedAtIndex).toBe(index);
    react(bob, "🎉");
    expect(react(bob, "👍", true)).toEqual([
      ["👍", ann.id],
      ["🎉", bob.id],
    ]);
    expect(react(ann, "👍", true)).toEqual([["🎉", bob.id]]);
  });

  it("stops at so many different emoji", () => {
    const room = inRoom();
    const reasons = Array.from({ length: LIMITS.messageEmoji + 1 }, (_, at) =>
      reasonOf(
        room.scenario.write(room.bob, {
          case: "react",
          value: { messageId: room.ofAnn, emoji: `:e${at}:` },
        }),
      ),
    );
    expect(reasons).toEqual([...Array(LIMITS.messageEmoji).fill(""), "TOO_LARGE"]);
  });

  it.each(["", "a b", "a\nb", "x".repeat(LIMITS.emojiCharacters + 1)])("refuses %j", (emoji) => {
    const room = inRoom();
    const value = { messageId: room.ofAnn, emoji };
    expect(reasonOf(room.scenario.write(room.bob, { case: "react", value }))).toBe("INVALID");
  });
});
