import { fromBinary } from "@bufbuild/protobuf";
import { SearchMessagesResponseSchema } from "@parley/proto/es/parley/v1/message_pb.js";
import Database from "better-sqlite3";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import { ChatRefusal } from "../refusal.ts";
import { START_MS, type Person, type Scenario } from "../scenario.ts";
import { den, inRoom } from "../scenes.ts";
import { State } from "../state.ts";
import { SearchIndex } from "./search-index.ts";
import { searchMessages } from "./search-messages.ts";

const DAY_MS = 24 * 3600 * 1000;

function page(scenario: Scenario, { token }: Pick<Person, "token">, query: string, more = {}) {
  const caller = { tokenSha256: token, time: scenario.time };
  const request = { caller, query, pageSize: 0, cursor: "", ...more };
  return fromBinary(SearchMessagesResponseSchema, scenario.core.query("searchMessages", request));
}

function texts(scenario: Scenario, by: Pick<Person, "token">, query: string): string[] {
  return page(scenario, by, query).messages.map(({ text }) => text);
}

function refusal(search: () => unknown): Partial<ChatRefusal> {
  try {
    search();
  } catch (error) {
    if (error instanceof ChatRefusal) return error;
    throw error;
  }
  throw new Error("it was answered");
}

describe("a search", () => {
  it("finds words, phrases and prefixes, without case and accents, newest first", () => {
    const { scenario, ann, bob, room } = inRoom();
    for (const text of ["Red balloons", "a balloon, red", "Crème brûlée", "reddish"])
      scenario.send(ann, room, text);
    const found = (query: string) => texts(scenario, bob, query);
    expect(found("red")).toEqual(["a balloon, red", "Red balloons"]);
    expect(found("RED balloon*")).toEqual(["a balloon, red", "Red balloons"]);
    expect(found('"red balloon"*')).toEqual(["Red balloons"]);
    expect(found("red*")).toEqual(["reddish", "a balloon, red", "Red balloons"]);
    expect(found("creme BRULEE")).toEqual(["Crème brûlée"]);
    expect(found("red nothing")).toEqual([]);
  });

  it("asks for who wrote it, where, when, and what it has", () => {
    const { scenario, ann, bob, room } = inRoom();
    const direct = scenario.direct(ann, bob);
    scenario.send(ann, direct, "to you alone");
    scenario.time = START_MS + 2 * DAY_MS;
    const sent = scenario.send(bob, room, "see https://example.org and `code`");
    const messageId = sent.case === "messageSent" ? sent.value.messageId : "";
    const reply = { conversationId: room, text: "an answer", replyToId: messageId };
    scenario.write(ann, { case: "sendMessage", value: reply });
    scenario.write(ann, { case: "react", value: { messageId, emoji: "👍" } });
    const day = (days: number) =>
      new Date(START_MS + days * DAY_MS).toISOString().slice(0, "2026-01-31".length);
    const found = (query: string) => texts(scenario, bob, query);
    const see = "see https://example.org and `code`";
    expect(found("from:me")).toEqual([see, "two"]);
    expect(found("from:Ann from:@bob in:#garden")).toEqual(["an answer", see, "two", "one"]);
    expect(found("in:@ann")).toEqual(["to you alone"]);
    expect(found(`in:${direct}`)).toEqual(["to you alone"]);
    expect(found(`after:${day(0)}`)).toEqual(["an answer", see]);
    expect(found(`before:${day(1)} in:garden`)).toEqual(["two", "one"]);
    expect(found(`before:${day(2)} after:${day(0)}`)).toEqual([]);
    expect(found("has:link")).toEqual([see]);
    expect(found("has:code has:reaction")).toEqual([see]);
    expect(found("has:reply")).toEqual(["an answer"]);
    expect(found("has:mention")).toEqual([]);
    const { places, accounts } = page(scenario, bob, "you");
    expect(places.map(({ peerIds }) => peerIds)).toEqual([[ann.id, bob.id]]);
    expect(accounts.map(({ name }) => name)).toEqual(["Ann", "Bob"]);
  });

  it("follows edits, deletions and reactions that are taken back", () => {
    const { scenario, ann, bob, room } = inRoom();
    scenario.send(ann, room, "apples");
    const { messages } = page(scenario, bob, "apples");
    const messageId = messages[0]?.id ?? "";
    const react = (removed: boolean) =>
      scenario.write(bob, { case: "react", value: { messageId, emoji: "👍", removed } });
    react(false);
    expect(texts(scenario, bob, "has:reaction")).toEqual(["apples"]);
    react(true);
    expect(texts(scenario, bob, "has:reaction")).toEqual([]);
    scenario.write(ann, { case: "editMessage", value: { messageId, text: "pears" } });
    expect(texts(scenario, bob, "apples")).toEqual([]);
    expect(texts(scenario, bob, "pears")).toEqual(["pears"]);
    scenario.write(ann, { case: "deleteMessage", value: { messageId } });
    expect(texts(scenario, bob, "pears")).toEqual([]);
    expect(texts(scenario, bob, "from:ann in:garden")).toEqual(["one"]);
  });

  it("gives a private room to its members only, from where they may read, and while they are in it", () => {
    const { scenario, ann, bob, room, owner, invite } = den();
    for (const by of [bob, owner]) expect(texts(scenario, by, "before")).toEqual([]);
    const closed = refusal(() => page(scenario, bob, "in:Den"));
    const none = refusal(() => page(scenario, bob, "in:Nowhere"));
    expect(closed).toMatchObject({ reason: "INVALID", field: "query" });
    expect(closed.message).toBe(none.message?.replace("Nowhere", "Den"));
    expect(refusal(() => page(scenario, bob, `in:${room}`)).reason).toBe("INVALID");
    invite(ann);
    scenario.send(ann, room, "afterwards");
    expect(texts(scenario, bob, "before")).toEqual([]);
    expect(texts(scenario, bob, "afterwards in:den")).toEqual(["afterwards"]);
    const value = { conversationId: room, accountId: bob.id };
    scenario.write(ann, { case: "removeFromRoom", value });
    expect(texts(scenario, bob, "afterwards")).toEqual([]);
    expect(texts(scenario, ann, "before")).toEqual(["before"]);
  });

  it("gives a cursor that says nothing of what lies between and is not for the asker", () => {
    const cursorOf = (hidden: string): string => {
      const { scenario, ann, bob, room } = den();
      const direct = scenario.direct(bob, ann);
      scenario.send(bob, direct, "leaf one");
      scenario.send(ann, room, hidden);
      scenario.send(bob, direct, "leaf two");
      return page(scenario, bob, "leaf", { pageSize: 1 }).nextCursor;
    };
    expect(cursorOf("leaf of the den")).not.toBe("");
    expect(cursorOf("leaf of the den")).toBe(cursorOf("other words"));
  });

  it("goes on page by page, and gives each message once", () => {
    const { scenario, ann, room } = inRoom();
    for (let at = 1; at <= 25; at += 1) scenario.send(ann, room, `leaf ${at}`);
    const all = texts(scenario, ann, "leaf");
    expect(all).toHaveLength(25);
    const seen: string[] = [];
    let cursor = "";
    do {
      const one = page(scenario, ann, "leaf", { pageSize: 7, cursor });
      seen.push(...one.messages.map(({ text }) => text));
      cursor = one.nextCursor;
    } while (cursor !== "");
    expect(seen).toEqual(all);
    for (const wrong of ["x", Buffer.from("search:x").toString("base64url")])
      expect(refusal(() => page(scenario, ann, "leaf", { cursor: wrong }))).toMatchObject({
        reason: "INVALID",
        field: "cursor",
      });
  });

  it.each(["from:nobody", "in:nowhere", "before:soon", "!"])(
    "says what is wrong with %s",
    (query) => {
      const { scenario, ann } = inRoom();
      expect(refusal(() => page(scenario, ann, query))).toMatchObject({
        reason: "INVALID",
        field: "query",
      });
    },
  );

  it("answers nobody without a session", () => {
    const { scenario } = inRoom();
    const token = new Uint8Array(32);
    expect(refusal(() => page(scenario, { token }, "one")).reason).toBe("BAD_SESSION");
  });

  it("finds what a look at every message finds, whatever happens to them between searches", () => {
    const vocabulary = ["oak", "elm", "ash"] as const;
    const deed = fc.record({
      kind: fc.constantFrom("send", "send", "edit", "delete", "search"),
      words: fc.array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 3 }),
      pick: fc.nat(30),
    });
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
        const { scenario, ann, room } = inRoom();
        const alive = new Map<string, string>();
        const versions = new Map<string, number>();
        for (const { kind, words, pick } of deeds) {
          const text = words.join(" ");
          const messageId = [...alive.keys()][pick % Math.max(1, alive.size)] ?? "";
          if (kind === "send") {
            const sent = scenario.send(ann, room, text);
            if (sent.case === "messageSent") alive.set(sent.value.messageId, text);
          } else if (kind === "search") {
            const [first = "oak"] = words;
            const expected = [...alive].filter(([, one]) => one.split(" ").includes(first));
            const found = page(scenario, ann, first).messages.map(({ id }) => id);
            expect(found).toEqual(expected.map(([id]) => id).toReversed());
          } else if (messageId !== "" && kind === "edit") {
            const version = versions.get(messageId) ?? 0;
            scenario.write(ann, { case: "editMessage", value: { messageId, text, version } });
            // The same text again is no edit.
            versions.set(messageId, version + (alive.get(messageId) === text ? 0 : 1));
            alive.set(messageId, text);
          } else if (messageId !== "") {
            scenario.write(ann, { case: "deleteMessage", value: { messageId } });
            alive.delete(messageId);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("leaves the state hash as it is", () => {
    const { scenario, ann } = inRoom();
    const before = scenario.core.query("stateHash", {});
    page(scenario, ann, "one");
    expect(scenario.core.query("stateHash", {})).toEqual(before);
    expect(scenario.core.scanHash()).toBe(before.hash);
  });

  it("ends with what it has when its time is over, and with a sentence when it has nothing", () => {
    const { scenario, ann, room } = inRoom();
    for (let at = 0; at < 6; at += 1) scenario.send(ann, room, at < 2 ? "leaf" : "stone");
    const db = new Database(Buffer.from(scenario.core.serialize()));
    const index = new SearchIndex(":memory:", 2);
    let ms = 0;
    // Each look at the clock is a part later.
    const parts = {
      state: new State(db),
      index,
      now: () => (ms += LIMITS.searchMs / 3),
    };
    const request = (query: string, cursor = "") => {
      const caller = { tokenSha256: ann.token, time: START_MS };
      return { caller, query, pageSize: 0, cursor };
    };
    const ask = (query: string, cursor = "") =>
      fromBinary(SearchMessagesResponseSchema, searchMessages(parts, request(query, cursor)));
    const first = ask("stone");
    expect(first.messages.map(({ seq }) => Number(seq))).toEqual([8, 7, 6, 5]);
    expect(first.nextCursor).not.toBe("");
    expect(ask("stone", first.nextCursor).messages).toEqual([]);
    expect(refusal(() => ask("leaf"))).toMatchObject({ reason: "TOO_LARGE", field: "query" });
  });

  it("is refused while the index has too much to take in", () => {
    const { scenario, ann, room } = inRoom();
    const rows = LIMITS.searchCatchUpMessages + LIMITS.searchFillMessages;
    const send = { case: "sendMessage", value: { conversationId: room, text: "leaf" } } as const;
    for (let at = 0; at < rows; at += LIMITS.batchRows)
      scenario.batch(
        ann,
        Array.from({ length: LIMITS.batchRows }, () => ({
          key: {
            clientId: `many-${at}`,
            seq: BigInt(scenario.nextSeq(`many-${at}`)),
            bornMs: BigInt(START_MS),
            ackUpto: 0n,
          },
          operation: send,
        })),
      );
    expect(refusal(() => page(scenario, ann, "leaf")).reason).toBe("OVERLOADED");
    expect(texts(scenario, ann, "leaf")).toHaveLength(LIMITS.pageDefaultRows);
  });
});
