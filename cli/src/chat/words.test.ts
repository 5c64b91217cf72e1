import { PLAIN_CONVERSATION, PLAIN_MESSAGE } from "@parley/client/plain-rows.ts";
import type { Account, Message } from "@parley/client/model.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanAddress } from "./open-chat.ts";
import { nameOf, parseConversation, peopleOf } from "./conversation-name.ts";
import { parseMessage } from "./message-name.ts";
import { conversationLine, headLine, messageLine, parseTransferLine } from "./transfer-lines.ts";
import { compareIds } from "./unread-messages.ts";
import { messageWords, printable } from "./words.ts";

const account = (id: string, name: string): Account => ({
  id,
  name,
  createdMs: 0,
  deleted: false,
  changedAtIndex: 0,
});
const people = peopleOf([account("1", "ada"), account("2", "bob")]);
const message: Message = {
  id: "9",
  conversationId: "5",
  seq: 3,
  authorId: "2",
  text: "one\ntwo \u001b[2J",
  sentMs: Date.UTC(2026, 10, 25, 6, 7),
  deleted: false,
  clientId: "c",
  clientSeq: 1,
  changedAtIndex: 9,
  ...PLAIN_MESSAGE,
};
const direct = {
  id: "5",
  kind: "direct" as const,
  name: "",
  peerIds: ["1", "2"],
  createdMs: 0,
  changedAtIndex: 0,
  memberCount: 2,
  ...PLAIN_CONVERSATION,
};

test("nothing that somebody wrote reaches the terminal as a control character, and nothing is lost", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(printable(text)).not.toMatch(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
  expect(printable("a\u001b[31mb\u202ec\td\n")).toBe("a\\u001b[31mb\\u202ec\td\n");
});

test("a message is one line with its time and author; further lines of it are set in", () => {
  const shown = { meId: "1", people, conversation: "@bob" };
  expect(messageWords(message, shown)).toBe("2026-11-25 06:07     3  bob: one\n    two \\u001b[2J");
  expect(messageWords({ ...message, deleted: true, text: "" }, shown)).toContain("bob: (deleted)");
  expect(messageWords(message, { ...shown, meId: "2" })).toContain("you: ");
});

test("an edited message says so, and its reactions stand behind it", () => {
  const shown = { meId: "1", people, conversation: "@bob" };
  const reactions = [
    { emoji: "🎉", accountIds: ["1", "2"] },
    { emoji: ":\u001b:", accountIds: ["2"] },
  ];
  expect(messageWords({ ...message, text: "hi", editedMs: 5, reactions }, shown)).toBe(
    "2026-11-25 06:07     3  bob: hi (edited)  🎉 2, :\\u001b: 1",
  );
  const gone = { ...message, text: "", editedMs: 5, deleted: true };
  expect(messageWords(gone, shown)).toMatch(/\(deleted\)$/);
});

test.each([
  ["4711", { kind: "id", id: "4711" }],
  ["#garden/3", { kind: "place", conversation: "#garden", seq: 3 }],
  ["@ada/12", { kind: "place", conversation: "@ada", seq: 12 }],
  ["#and/or/7", { kind: "place", conversation: "#and/or", seq: 7 }],
  ["42/7", { kind: "place", conversation: "42", seq: 7 }],
])("%s names the message %o", (word, wanted) => expect(parseMessage(word)).toEqual(wanted));

test.each(["", "#garden", "#garden/", "/3", "#garden/0", "#garden/-1", "12.3"])(
  "%o names no message",
  (word) => {
    expect(() => parseMessage(word)).toThrow(/names no message/);
  },
);

test.each([
  ["#garden", { kind: "room", name: "garden" }],
  ["garden", { kind: "room", name: "garden" }],
  ["@ada", { kind: "person", name: "ada" }],
  ["42", { kind: "id", id: "42" }],
  ["#42", { kind: "room", name: "42" }],
])("%s names %o", (word, wanted) => expect(parseConversation(word)).toEqual(wanted));

test.each(["#", "@", "", " "])("%o names nothing", (word) => {
  expect(() => parseConversation(word)).toThrow(/names nothing/);
});

test("a direct conversation has the other's name, and one with oneself the own", () => {
  expect(nameOf(direct, "1", people)).toBe("@bob");
  expect(nameOf({ ...direct, peerIds: ["1", "1"] }, "1", people)).toBe("@ada");
});

test.each([
  ["http://localhost:8080/", "localhost:8080"],
  ["a:1, b:2,", "a:1,b:2"],
])("the address %o is %o", (given, clean) => expect(cleanAddress(given)).toBe(clean));

test("ids are ordered as the numbers that they are", () => {
  expect(["10", "9", "100", "11"].toSorted(compareIds)).toEqual(["9", "10", "11", "100"]);
});

test("what was exported is read back: text, author and conversation; heads and conversations bring nothing", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (text) => {
      const line = messageLine("#garden", { ...message, text }, { meId: "1", people });
      expect(line).not.toContain("\n");
      expect(parseTransferLine(line, 1)).toMatchObject({
        conversation: "#garden",
        text,
        author: "bob",
        own: false,
      });
    }),
  );
  const head = headLine({ clusterId: "c", account: "ada", index: 3 });
  expect(parseTransferLine(head, 1)).toBeNull();
  expect(parseTransferLine(conversationLine("@bob", direct, 3), 2)).toBeNull();
  expect(() => parseTransferLine("nonsense", 7)).toThrow("Line 7");
  expect(() => parseTransferLine('{"kind":"message"}', 8)).toThrow("Line 8");
  expect(() => parseTransferLine('{"kind":"parley-export","format":9}', 1)).toThrow("format 9");
});
