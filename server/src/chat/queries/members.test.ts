import { fromBinary } from "@bufbuild/protobuf";
import { ListMembersResponseSchema } from "@parley/proto/es/parley/v1/conversation_pb.js";
import { expect, it } from "vitest";
import { START_MS } from "../scenario.ts";
import { den } from "../scenes.ts";

it("the members of a room come by pages, the oldest account first", () => {
  const { scenario, ann, bob, room, invite } = den();
  invite(ann);
  const caller = { tokenSha256: bob.token, time: START_MS };
  const list = (cursor: string) => {
    const request = { caller, conversationId: room, pageSize: 1, cursor };
    return fromBinary(ListMembersResponseSchema, scenario.core.query("listMembers", request));
  };
  const first = list("");
  const second = list(first.nextCursor);
  expect([first, second].map(({ members: [one] }) => [one?.account?.id, one?.isCreator])).toEqual([
    [ann.id, true],
    [bob.id, false],
  ]);
  expect(second.nextCursor).toBe("");
});
