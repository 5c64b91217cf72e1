/** Everything there is, for administrators: each thing once, whatever the pages, and nothing for anybody else. */
import { fromBinary } from "@bufbuild/protobuf";
import {
  ExportAllResponseSchema,
  type ExportAllResponse,
} from "@parley/proto/es/parley/v1/admin_pb.js";
import { beforeEach, describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import { Scenario, START_MS, type Person } from "../scenario.ts";

let scenario: Scenario;
let owner: Person;
let ann: Person;
let bob: Person;

beforeEach(() => {
  scenario = new Scenario(":memory:", 2);
  [owner, ann, bob] = [scenario.signUp("Olga"), scenario.signUp("Ann"), scenario.signUp("Bob")];
});

function page(by: Person, cursor: string, pageSize: number): ExportAllResponse {
  const caller = { tokenSha256: by.token, time: START_MS };
  const request = { caller, clusterId: "c", cursor, pageSize };
  return fromBinary(ExportAllResponseSchema, scenario.core.query("exportAll", request));
}

function pages(by: Person, pageSize: number): ExportAllResponse[] {
  const all = [page(by, "", pageSize)];
  for (let cursor = all[0]?.nextCursor ?? ""; cursor !== ""; cursor = all.at(-1)?.nextCursor ?? "")
    all.push(page(by, cursor, pageSize));
  return all;
}

function furnish() {
  const direct = scenario.write(ann, { case: "openDirect", value: { accountId: bob.id } });
  const directId =
    direct.case === "conversationChanged" ? (direct.value.conversation?.id ?? "") : "";
  const rooms = ["One", "Two", "Three"].map((name) => scenario.room(ann, name));
  const ids = [directId, ...rooms];
  for (let at = 0; at < 12; at += 1) {
    const conversationId = ids[at % ids.length] ?? "";
    scenario.write(ann, { case: "sendMessage", value: { conversationId, text: `text ${at}` } });
  }
  const empty = scenario.room(bob, "Empty");
  return [...ids, empty];
}

describe("the export of everything", () => {
  it.each([1, 2, 5, 200])("has each conversation and each message once, in pages of %i", (size) => {
    const ids = furnish();
    const all = pages(owner, size);
    const conversations = all.filter(({ messages }) => messages.length === 0);
    expect(conversations.flatMap((one) => one.conversations.map(({ id }) => id))).toEqual(ids);
    const messages = all.flatMap((one) => one.messages);
    expect(messages.map(({ text }) => text)).toEqual(
      Array.from({ length: 12 }, (_, at) => `text ${at}`),
    );
    for (const one of all) {
      const known = new Set(one.conversations.map(({ id }) => id));
      const people = new Set(one.accounts.map(({ id }) => id));
      for (const { conversationId, authorId } of one.messages)
        expect([known.has(conversationId), people.has(authorId)]).toEqual([true, true]);
      expect(one).toMatchObject({ clusterId: "c", index: BigInt(scenario.core.appliedIndex) });
    }
  });

  it("has what is said while it runs, and the conversation of it", () => {
    furnish();
    const { nextCursor } = page(owner, "", 200);
    const late = scenario.room(bob, "Late");
    scenario.write(bob, { case: "sendMessage", value: { conversationId: late, text: "late" } });
    const { messages, conversations } = page(owner, nextCursor, 200);
    expect(messages.at(-1)).toMatchObject({ conversationId: late, text: "late" });
    expect(conversations.map(({ id }) => id)).toContain(late);
  });

  it("keeps a page of long texts below the limit in bytes, and brings at least one", () => {
    const room = scenario.room(ann, "Long");
    const text = "x".repeat(LIMITS.textBytes);
    for (let at = 0; at < 20; at += 1)
      scenario.write(ann, { case: "sendMessage", value: { conversationId: room, text } });
    const sizes = pages(owner, 200).map(({ messages }) => messages.length);
    expect(sizes).toEqual([0, LIMITS.pageTextBytes / LIMITS.textBytes, 4]);
  });

  it("is nobody else's, and no other list's cursor opens it", () => {
    furnish();
    expect(() => page(ann, "", 0)).toThrow("Only administrators");
    for (const text of ["rooms:a", "export:messages -1", "export:elsewhere 1", "export:messages"]) {
      const cursor = Buffer.from(text).toString("base64url");
      expect(() => page(owner, cursor, 0)).toThrow("not from the page before");
    }
  });
});
