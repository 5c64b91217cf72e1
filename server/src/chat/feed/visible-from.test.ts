/** Access that begins in the middle of a conversation: nothing grants it yet, every path must honour it already. */
import { fromBinary } from "@bufbuild/protobuf";
import Database from "better-sqlite3";
import { ListConversationsResponseSchema } from "@parley/proto/es/parley/v1/conversation_pb.js";
import { ListMessagesResponseSchema } from "@parley/proto/es/parley/v1/message_pb.js";
import { describe, expect, it } from "vitest";
import { decodeEvents, Scenario, START_MS, type Person } from "../scenario.ts";

/** Bob sees from the third message on; what stands before it was written to others. */
function halfVisible(messages: number) {
  const first = new Scenario();
  const [ann, bob] = [first.signUp("Ann"), first.signUp("Bob")];
  const direct = first.direct(ann, bob);
  for (let at = 1; at <= messages; at += 1) first.send(ann, direct, `message ${at}`);
  const db = new Database(Buffer.from(first.core.serialize()));
  db.prepare("UPDATE members SET visibleFromSeq = 3 WHERE accountId = ?").run(Number(bob.id));
  const scenario = new Scenario(db.serialize());
  return { scenario, ann, bob, direct, caller: callerOf(bob) };
}

function callerOf(person: Person) {
  return { tokenSha256: person.token, time: START_MS };
}

function textsTold(scenario: Scenario): string[] {
  return scenario.takeOutputs().flatMap((output) => {
    if (output.kind !== "page" && output.kind !== "live") return [];
    const changes = decodeEvents(output.events).flatMap((event) => event.changes);
    return changes.flatMap(({ row }) => (row.case === "message" ? [row.value.text] : []));
  });
}

describe("messages below visible_from", () => {
  it("are on no page, and the page says that nothing is before it", () => {
    const { scenario, direct, caller } = halfVisible(4);
    const list = (bounds: object) => {
      const request = {
        caller,
        conversationId: direct,
        beforeSeq: 0,
        afterSeq: 0,
        pageSize: 0,
        ...bounds,
      };
      return fromBinary(ListMessagesResponseSchema, scenario.core.query("listMessages", request));
    };
    expect(list({}).messages.map(({ text }) => text)).toEqual(["message 3", "message 4"]);
    expect(list({}).hasBefore).toBe(false);
    expect(list({ beforeSeq: 3 }).messages).toEqual([]);
    expect(list({ afterSeq: 1 }).messages.map(({ seq }) => seq)).toEqual([3n, 4n]);
  });

  it("are in no catch-up and in no live event", () => {
    const { scenario, ann, bob, direct } = halfVisible(1);
    scenario.core.feed.subscribe(1, { tokenSha256: bob.token, afterIndex: 0 });
    expect(textsTold(scenario)).toEqual([]);
    // The first sender's own counter went with the first scenario.
    for (const text of ["message 2", "message 3"])
      scenario.send({ ...ann, name: "Ann again" }, direct, text);
    expect(textsTold(scenario)).toEqual(["message 3"]);
  });

  it("are in no count and in no preview", () => {
    const { scenario, bob, caller } = halfVisible(2);
    expect(scenario.core.query("unreadTotal", { accountId: bob.id })).toBe(0);
    const snapshot = scenario.core.query("listConversations", { caller, clusterId: "" });
    const [entry] = fromBinary(ListConversationsResponseSchema, snapshot).entries;
    expect(entry).toMatchObject({ lastSeq: 2n, membership: { unread: 0 } });
    expect(entry?.lastMessage).toBeUndefined();
    const longer = halfVisible(4);
    expect(longer.scenario.core.query("unreadTotal", { accountId: longer.bob.id })).toBe(2);
  });
});
