import { fromBinary } from "@bufbuild/protobuf";
import {
  BrowseRoomsResponseSchema,
  ListConversationsResponseSchema,
} from "@parley/proto/es/parley/v1/conversation_pb.js";
import { describe, expect, it } from "vitest";
import { Scenario, START_MS, type Person } from "../scenario.ts";

function list(scenario: Scenario, person: Person) {
  const caller = { tokenSha256: person.token, time: START_MS };
  return fromBinary(
    ListConversationsResponseSchema,
    scenario.core.query("listConversations", { caller, clusterId: "cluster" }),
  );
}

function browse(scenario: Scenario, person: Person, cursor = "", pageSize = 0) {
  const caller = { tokenSha256: person.token, time: START_MS };
  return fromBinary(
    BrowseRoomsResponseSchema,
    scenario.core.query("browseRooms", { caller, cursor, pageSize }),
  );
}

describe("listConversations", () => {
  it("is a snapshot at its index: what the caller is in, the newest message, what is unread, and who is named", () => {
    const scenario = new Scenario();
    const [ann, bob, eve] = [
      scenario.signUp("Ann"),
      scenario.signUp("Bob"),
      scenario.signUp("Eve"),
    ];
    const room = scenario.room(ann, "Garden");
    scenario.join(eve, room);
    scenario.send(eve, room, "from Eve");
    const direct = scenario.direct(ann, bob);
    scenario.direct(bob, eve);
    const snapshot = list(scenario, ann);
    expect(snapshot).toMatchObject({ index: BigInt(scenario.index), clusterId: "cluster" });
    expect(snapshot.entries).toMatchObject([
      {
        conversation: { id: room, memberCount: 2 },
        membership: { unread: 1 },
        lastSeq: 1n,
        lastMessage: { text: "from Eve" },
      },
      {
        conversation: { id: direct, peerIds: [ann.id, bob.id] },
        membership: { unread: 0 },
        lastSeq: 0n,
      },
    ]);
    expect(snapshot.entries[1]?.lastMessage).toBeUndefined();
    expect(snapshot.accounts.map(({ name }) => name)).toEqual(["Ann", "Bob", "Eve"]);
  });

  it("leaves out what the caller has left", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const room = scenario.room(ann, "Garden");
    scenario.write(ann, { case: "leaveRoom", value: { conversationId: room } });
    expect(list(scenario, ann).entries).toEqual([]);
  });
});

describe("browseRooms", () => {
  it("goes through all rooms by folded name, and says which the caller is in", () => {
    const scenario = new Scenario();
    const [ann, bob] = [scenario.signUp("Ann"), scenario.signUp("Bob")];
    for (const name of ["Kitchen", "attic", "Garden", "cellar"]) scenario.room(ann, name);
    scenario.direct(ann, bob);
    const garden = browse(scenario, bob).rooms.find(
      ({ conversation }) => conversation?.name === "Garden",
    );
    scenario.join(bob, garden?.conversation?.id ?? "");
    const seen: [string | undefined, boolean][] = [];
    let cursor = "";
    do {
      const page = browse(scenario, bob, cursor, 3);
      seen.push(
        ...page.rooms.map(
          ({ conversation, joined }) => [conversation?.name, joined] as [string, boolean],
        ),
      );
      cursor = page.nextCursor;
    } while (cursor !== "");
    expect(seen).toEqual([
      ["attic", false],
      ["cellar", false],
      ["Garden", true],
      ["Kitchen", false],
    ]);
  });
});
