import { fromBinary } from "@bufbuild/protobuf";
import { BrowseRoomsResponseSchema } from "@parley/proto/es/parley/v1/conversation_pb.js";
import { expect, it } from "vitest";
import { START_MS } from "../scenario.ts";
import { den } from "../scenes.ts";

it("a private room takes no name away, and stands in no list of rooms", () => {
  const { scenario, bob, room } = den();
  expect(scenario.room(bob, "Den")).not.toBe(room);
  const caller = { tokenSha256: bob.token, time: START_MS };
  const page = scenario.core.query("browseRooms", { caller, pageSize: 0, cursor: "" });
  const { rooms } = fromBinary(BrowseRoomsResponseSchema, page);
  expect(rooms.map(({ conversation }) => conversation?.isPrivate)).toEqual([false]);
});
