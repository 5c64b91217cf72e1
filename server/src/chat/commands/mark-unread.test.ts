import { fromBinary } from "@bufbuild/protobuf";
import { GetMessageResponseSchema } from "@parley/proto/es/parley/v1/message_pb.js";
import { describe, expect, it } from "vitest";
import { reasonOf, START_MS } from "../scenario.ts";
import { twoPlaces } from "../scenes.ts";

describe("marking unread", () => {
  it("counts from there again, in an epoch in which late marks of before are ignored", () => {
    const { scenario, bob, room, unread, read } = twoPlaces(6);
    read(9);
    const mark = (kind: "markRead" | "markUnread", epoch: bigint, seq: bigint) =>
      scenario.write(bob, { case: kind, value: { conversationId: room, epoch, seq } });
    expect(mark("markUnread", 0n, 2n)).toMatchObject({
      value: { membership: { readEpoch: 1n, readSeq: 1n, unread: 2 } },
    });
    mark("markRead", 0n, 3n);
    mark("markUnread", 0n, 1n);
    expect(unread(room).unread).toBe(2);
    mark("markRead", 1n, 3n);
    expect(unread(room).unread).toBe(0);
    expect(reasonOf(mark("markUnread", 1n, 4n))).toBe("INVALID");
    expect(reasonOf(mark("markUnread", 1n, 0n))).toBe("INVALID");
    expect(reasonOf(mark("markUnread", 2n, 1n))).toBe("INVALID");
  });

  it("does not tell the other that what was seen is unseen again", () => {
    const { scenario, ann, bob, direct, read } = twoPlaces(4);
    read(9);
    const value = { conversationId: direct, epoch: 0n, seq: 1n };
    scenario.write(bob, { case: "markUnread", value });
    const sent = scenario.send(ann, direct, "later");
    const caller = { tokenSha256: ann.token, time: START_MS };
    const readBy = (messageId: string) =>
      fromBinary(GetMessageResponseSchema, scenario.core.query("getMessage", { caller, messageId }))
        .readByIds;
    const history = scenario.core.query("history", { afterId: "", limit: 10 });
    const earlier = history.find(({ text }) => text === "text 4");
    expect(readBy(earlier?.id ?? "")).toEqual([bob.id]);
    expect(readBy(sent.case === "messageSent" ? sent.value.messageId : "")).toEqual([]);
  });
});
