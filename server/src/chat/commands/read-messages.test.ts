import { describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import { START_MS, type Operation } from "../scenario.ts";
import { twoPlaces } from "../scenes.ts";

describe("reading the oldest", () => {
  it("goes through all conversations in log order, and marks what it brings", () => {
    const { read, unread } = twoPlaces(5);
    expect(unread().unread).toBe(5);
    expect(read(3)).toEqual(["text 1", "text 2", "text 3"]);
    expect(unread().messages.map(({ seq }) => seq)).toEqual([2n, 3n]);
    expect(read(9)).toEqual(["text 4", "text 5"]);
    expect(read(9)).toEqual([]);
    expect(unread().unread).toBe(0);
  });

  it("keeps to one conversation when it is told to", () => {
    const { read, unread, direct, room } = twoPlaces(5);
    expect(read(1, direct)).toEqual(["text 2"]);
    expect(unread(direct).unread).toBe(1);
    expect(unread(room)).toMatchObject({ unread: 3 });
  });

  it("brings one message at least, and no more text than its limit", () => {
    const { read } = twoPlaces(5, "x".repeat(LIMITS.readTextBytes / 2 - 10));
    expect(read(5)).toHaveLength(2);
  });

  it("answers a repeat with the same messages, as they are by then", () => {
    const { scenario, ann, bob } = twoPlaces(2);
    const key = { clientId: "page of Bob", seq: 1n, bornMs: BigInt(START_MS), ackUpto: 0n };
    const operation: Operation = { case: "readMessages", value: { count: 2 } };
    const [first] = scenario.answers(bob, [{ key, operation }]);
    if (first?.outcome.case !== "messagesRead") throw new Error("they were read");
    const { messageIds } = first.outcome.value;
    const [messageId = ""] = messageIds;
    scenario.write(ann, { case: "deleteMessage", value: { messageId } });
    const [again] = scenario.answers(bob, [{ key, operation }]);
    expect(again).toMatchObject({
      index: first.index,
      outcome: {
        value: { messageIds, messages: [{ text: "", deleted: true }, { text: "text 2" }] },
      },
    });
  });
});
