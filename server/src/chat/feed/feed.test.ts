import { describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import type { Entry } from "../../ports.ts";
import {
  decodeEvents,
  entryOf,
  keyOf,
  Scenario,
  START_MS,
  tokenOf,
  type Person,
} from "../scenario.ts";
import type { FeedOutput } from "./feed.ts";

function follow(scenario: Scenario, person: Person, id: number, afterIndex = scenario.index): void {
  scenario.core.feed.subscribe(id, { tokenSha256: person.token, afterIndex });
  scenario.takeOutputs();
}

function toldTo(outputs: readonly FeedOutput[], id: number): string[] {
  return outputs.flatMap((output) => {
    if (output.kind !== "live" || !output.ids.includes(id)) return [];
    return decodeEvents(output.events).flatMap((event) =>
      event.changes.map(({ row }) => row.case ?? ""),
    );
  });
}

describe("the live feed", () => {
  it("tells members of a message, nobody else", () => {
    const scenario = new Scenario();
    const [ann, bob, eve] = [
      scenario.signUp("Ann"),
      scenario.signUp("Bob"),
      scenario.signUp("Eve"),
    ];
    const direct = scenario.direct(ann, bob);
    const room = scenario.room(ann, "Garden");
    [ann, bob, eve].forEach((person, at) => follow(scenario, person, at + 1));
    scenario.send(ann, direct, "for Bob");
    const outputs = scenario.takeOutputs();
    expect([1, 2, 3].map((id) => toldTo(outputs, id))).toEqual([["message"], ["message"], []]);
    scenario.send(ann, room, "for nobody yet");
    expect([2, 3].map((id) => toldTo(scenario.outputs, id))).toEqual([[], []]);
  });

  it("encodes an event once for all who see the same of it", () => {
    const scenario = new Scenario();
    const [ann, bob] = [scenario.signUp("Ann"), scenario.signUp("Bob")];
    const direct = scenario.direct(ann, bob);
    [ann, bob, bob, ann].forEach((person, at) => follow(scenario, person, at + 1));
    scenario.send(ann, direct, "hello");
    const live = scenario.takeOutputs().filter((output) => output.kind === "live");
    expect(live).toHaveLength(1);
    expect(live[0]).toMatchObject({ ids: expect.arrayContaining([1, 2, 3, 4]) });
  });

  it("encodes a message once for a thousand subscribers of a hundred accounts", () => {
    const scenario = new Scenario();
    const people = Array.from({ length: 100 }, (_, at) => scenario.signUp(`Person ${at}`));
    const [ann, ...others] = people;
    if (ann === undefined) throw new Error("nobody is there");
    const room = scenario.room(ann, "Square");
    for (const other of others) scenario.join(other, room);
    const streams = Array.from({ length: 1_000 }, (_, at) => people[at % people.length] ?? ann);
    for (const [at, person] of streams.entries()) follow(scenario, person, at + 1);
    scenario.send(ann, room, "hello");
    const live = scenario.takeOutputs().filter((output) => output.kind === "live");
    expect(live.map(({ ids, events }) => [ids.length, events.length])).toEqual([[1_000, 1]]);
  });

  it("tells of a new room before the membership, and of both before the messages of its batch", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    follow(scenario, ann, 1);
    const room = String((scenario.index + 1) * LIMITS.batchRows);
    scenario.batch(ann, [
      {
        key: keyOf("page", 1),
        operation: { case: "createRoom", value: { name: "Garden", foldedName: "garden" } },
      },
      {
        key: keyOf("page", 2),
        operation: { case: "sendMessage", value: { conversationId: room, text: "hi" } },
      },
    ]);
    expect(toldTo(scenario.outputs, 1)).toEqual(["conversation", "membership", "message"]);
  });

  it("tells of a row once for an index, as the last write of its batch left it", () => {
    const scenario = new Scenario(":memory:", 2);
    const [ann, bob] = [scenario.signUp("Ann"), scenario.signUp("Bob")];
    const direct = scenario.direct(ann, bob);
    scenario.send(ann, direct, "hello");
    const messageId = String(scenario.index * LIMITS.batchRows);
    [ann, bob].forEach((person, at) => follow(scenario, person, at + 1));
    scenario.batch(ann, [
      {
        key: keyOf("page", 1),
        operation: { case: "react", value: { messageId, emoji: "👍" } },
      },
      { key: keyOf("page", 2), operation: { case: "deleteMessage", value: { messageId } } },
    ]);
    for (const output of scenario.takeOutputs()) {
      if (output.kind !== "live") continue;
      const rows = decodeEvents(output.events).flatMap(({ changes }) =>
        changes.map(({ row }) => row),
      );
      expect(rows).toMatchObject([{ case: "message", value: { id: messageId, deleted: true } }]);
    }
  });

  it("tells the other of a direct conversation how far one has read and no more of it, and everybody of a new account", () => {
    const scenario = new Scenario();
    const [ann, bob] = [scenario.signUp("Ann"), scenario.signUp("Bob")];
    const direct = scenario.direct(ann, bob);
    scenario.send(ann, direct, "hello");
    [ann, bob].forEach((person, at) => follow(scenario, person, at + 1));
    scenario.write(bob, {
      case: "markRead",
      value: { conversationId: direct, epoch: 0n, seq: 1n },
    });
    expect([1, 2].map((id) => toldTo(scenario.outputs, id))).toEqual([
      ["readPosition"],
      ["membership"],
    ]);
    scenario.takeOutputs();
    scenario.signUp("Eve");
    expect([1, 2].map((id) => toldTo(scenario.outputs, id))).toEqual([["account"], ["account"]]);
  });

  it("tells somebody who leaves of the leaving only, also within one transaction", () => {
    const scenario = new Scenario();
    const [ann, bob] = [scenario.signUp("Ann"), scenario.signUp("Bob")];
    const room = scenario.room(ann, "Garden");
    scenario.join(bob, room);
    [ann, bob].forEach((person, at) => follow(scenario, person, at + 1));
    const { index } = scenario;
    const batch = (
      at: number,
      person: Person,
      operation: Parameters<Scenario["write"]>[1],
    ): Entry =>
      entryOf(index + at, START_MS, {
        case: "write",
        value: { tokenSha256: person.token, rows: [{ key: keyOf("page", at), operation }] },
      });
    const send = { case: "sendMessage", value: { conversationId: room, text: "secret" } } as const;
    const leave = { case: "leaveRoom", value: { conversationId: room } } as const;
    scenario.core.applyEntries(
      [batch(1, ann, send), batch(2, bob, leave), batch(3, ann, send)],
      false,
    );
    scenario.core.publish();
    expect(toldTo(scenario.outputs, 2)).toEqual(["membership"]);
    expect(toldTo(scenario.outputs, 1)).toEqual(["message", "conversation", "message"]);
  });

  it("ends with its session, at the index that ended it and at the log time that did", () => {
    const scenario = new Scenario();
    const [ann, bob] = [scenario.signUp("Ann"), scenario.signUp("Bob")];
    [ann, bob].forEach((person, at) => follow(scenario, person, at + 1));
    scenario.apply({ case: "logOut", value: { tokenSha256: ann.token } });
    expect(scenario.takeOutputs()).toEqual([{ kind: "ended", id: 1 }]);
    scenario.time += LIMITS.sessionAgeMs;
    scenario.skipTo(scenario.index + 1);
    expect(scenario.takeOutputs()).toEqual([{ kind: "ended", id: 2 }]);
  });

  it("does not begin without a session", () => {
    const scenario = new Scenario();
    scenario.core.feed.subscribe(1, { tokenSha256: tokenOf("nobody"), afterIndex: 0 });
    scenario.core.feed.pull(1);
    expect(scenario.takeOutputs()).toEqual([{ kind: "ended", id: 1 }]);
  });

  it("cuts a large event into parts, of which only the last moves the cursor", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const room = scenario.room(ann, "Garden");
    follow(scenario, ann, 1);
    const text = "x".repeat(LIMITS.textBytes);
    scenario.batch(
      ann,
      [1, 2, 3, 4, 5].map((seq) => ({
        key: keyOf("page", seq),
        operation: { case: "sendMessage", value: { conversationId: room, text } } as const,
      })),
    );
    const [live] = scenario.takeOutputs();
    const events = live?.kind === "live" ? decodeEvents(live.events) : [];
    expect(events.map(({ part, last }) => [part, last])).toEqual(
      [...events.keys()].map((part) => [part, part === events.length - 1]),
    );
    expect(events.length).toBeGreaterThan(2);
    expect(events.flatMap(({ changes }) => changes)).toHaveLength(5);
  });
});
