import { expect, test } from "vitest";
import { CLIENT_LIMITS } from "./limits.ts";
import type { Operation } from "./operations.ts";
import { nextBatch, rowBytes } from "./outbox-batch.ts";
import { newOutbox } from "./outbox-model.ts";
import type { StoredRow } from "./outbox-store.ts";

function row(operation: Operation, seq = 1): StoredRow {
  const key = { clientId: "page", seq, bornMs: 1 };
  const shown = { id: `page:${seq}`, userId: "u1", order: seq, writtenMs: 2 };
  return { ...shown, ...key, operation, fate: { kind: "waiting" } };
}

function batchSize(operations: readonly Operation[]): number {
  const rows = operations.map((operation, at) => row(operation, at + 1));
  return nextBatch({ ...newOutbox("u1", "page"), rows }).length;
}

const TEXT = "ü".repeat(CLIENT_LIMITS.textBytes / 2);

test.each<[string, Operation, number]>([
  ["a text", { kind: "sendMessage", conversationId: "7", text: "üü" }, 5],
  ["what it answers", { kind: "sendMessage", conversationId: "7", text: "üü", replyToId: "12" }, 7],
  ["a text for another", { kind: "editMessage", messageId: "12", version: 9, text: "üü" }, 6],
  ["a list", { kind: "openGroup", accountIds: ["3", "44"] }, 3],
  ["flags and numbers", { kind: "archiveRoom", conversationId: "7", archived: true }, 1],
])("%s weighs its bytes of UTF-8", (_title, operation, bytes) => {
  const empty = rowBytes(row({ kind: "joinRoom", conversationId: "" }));
  expect(rowBytes(row(operation)) - empty).toBe(bytes);
});

test("edits fill a batch as messages do", () => {
  const edit: Operation = { kind: "editMessage", messageId: "12", version: 0, text: TEXT };
  expect(batchSize(Array.from({ length: 6 }, () => edit))).toBe(3);
});

test("rows that bring texts weigh what they may bring, and small ones go together up to 64", () => {
  const read: Operation = { kind: "readMessages", conversationId: "", count: 100 };
  expect(batchSize(Array.from({ length: 6 }, () => read))).toBe(1);
  const react: Operation = { kind: "react", messageId: "12", emoji: "👍", removed: false };
  expect(batchSize(Array.from({ length: 70 }, () => react))).toBe(64);
});
