import type { PendingWrite } from "@parley/client/chat.ts";
import { expect, test } from "vitest";

import type { TimelineRow } from "../store/timeline-rows.ts";
import { timelineRows } from "../store/timeline-rows.ts";
import { readPosition, unreadOf } from "../store/unread.ts";
import type { ChatSession } from "./chat-session.ts";
import { PATIENCE_MS, say, two } from "./office.ts";

function row(session: ChatSession, room: string, at: number): TimelineRow {
  const found = timelineRows(session.view().chat, room).at(at);
  if (found === undefined) throw new Error(`no row ${String(at)}`);
  return found;
}

const idOf = (session: ChatSession, room: string, at = -1): string =>
  row(session, room, at).messageId ?? "";

test("an edit stands on the author's screen at once, and on the other's once the log has it", async () => {
  const { office, ada, grace, room } = await two();
  await office.until(say(ada, room, "helo").outcome);
  const message = { id: idOf(ada, room), version: 0 };
  const write = ada.write((client) => client.editMessage(message, "hello"));
  expect(row(ada, room, -1)).toMatchObject({ text: "hello", isEdited: true, state: "sending" });
  await office.until(write.outcome);
  await office.clock.pass(PATIENCE_MS);
  for (const session of [ada, grace]) {
    expect(row(session, room, -1)).toMatchObject({
      text: "hello",
      isEdited: true,
      version: 1,
      state: "sent",
    });
  }
});

test("at no moment does an edit, a deletion or a reaction go back on the screen of its author", async () => {
  const { office, ada, room } = await two();
  await office.until(say(ada, room, "one").outcome);
  const messageId = idOf(ada, room);
  const seen: string[] = [];
  ada.subscribe(() => {
    const { text, isDeleted, reactions } = row(ada, room, -1);
    const now = isDeleted ? "gone" : `${text} ${reactions.map((one) => one.emoji).join("")}`;
    if (seen.at(-1) !== now) seen.push(now);
  });
  office.cluster.loseAnswers = 1;
  const writes = [
    ada.write((client) => client.editMessage({ id: messageId, version: 0 }, "two")),
    ada.write((client) => client.react(messageId, "👍")),
    ada.write((client) => client.deleteMessage(messageId)),
  ];
  await office.until(Promise.all(writes.map(({ outcome }) => outcome)));
  await office.clock.pass(PATIENCE_MS);
  expect(seen).toEqual(["two ", "two 👍", "gone"]);
});

test("a message that is edited again before the first answer ends as it was edited last", async () => {
  const { office, ada, grace, room } = await two();
  await office.until(say(ada, room, "one").outcome);
  const edit = (text: string): PendingWrite => {
    const { messageId, version } = row(ada, room, -1);
    return ada.write((client) => client.editMessage({ id: messageId ?? "", version }, text));
  };
  const writes = [edit("two"), edit("three")];
  const outcomes = await office.until(Promise.all(writes.map(({ outcome }) => outcome)));
  expect(outcomes).toMatchObject([{ kind: "messageChanged" }, { kind: "messageChanged" }]);
  await office.clock.pass(PATIENCE_MS);
  for (const session of [ada, grace]) {
    expect(row(session, room, -1)).toMatchObject({ text: "three", version: 2 });
  }
});

test("an answer shows what it answers, also to somebody who has not loaded that", async () => {
  const { office, ada, grace, room } = await two();
  await office.until(say(ada, room, "a question").outcome);
  const replyToId = idOf(ada, room);
  const many = Array.from({ length: 60 }, (_, at) => say(grace, room, String(at)).outcome);
  await office.until(Promise.all(many));
  const answer = grace.write((client) => client.send(room, "an answer", { replyToId }));
  expect(row(grace, room, -1).quote).toMatchObject({ text: "a question" });
  await office.until(answer.outcome);
  const fresh = await office.page();
  await office.until(fresh.signIn("Ada", "correct horse"));
  await office.until(fresh.loadOlder(room));
  await office.clock.pass(PATIENCE_MS);
  expect(row(fresh, room, -1)).toMatchObject({ text: "an answer", quote: { text: "a question" } });
});

test("a reaction counts once for each person, and is taken back by its own alone", async () => {
  const { office, ada, grace, room } = await two();
  await office.until(say(ada, room, "cake?").outcome);
  const messageId = idOf(ada, room);
  await office.clock.pass(PATIENCE_MS);
  for (const session of [ada, grace, grace]) {
    await office.until(session.write((client) => client.react(messageId, "🎉")).outcome);
  }
  await office.clock.pass(PATIENCE_MS);
  expect(row(ada, room, -1).reactions).toMatchObject([{ emoji: "🎉", isMine: true }]);
  expect(row(ada, room, -1).reactions[0]?.accountIds).toHaveLength(2);
  const back = ada.write((client) => client.react(messageId, "🎉", { removed: true }));
  expect(row(ada, room, -1).reactions).toMatchObject([{ isMine: false }]);
  await office.until(back.outcome);
  await office.clock.pass(PATIENCE_MS);
  expect(row(grace, room, -1).reactions).toMatchObject([{ isMine: true }]);
});

test("marked unread from a message on, it and all after it count again", async () => {
  const { office, ada, grace, room } = await two();
  for (const text of ["one", "two", "three"]) await office.until(say(ada, room, text).outcome);
  await office.clock.pass(PATIENCE_MS);
  grace.markRead(room);
  await office.clock.pass(PATIENCE_MS);
  const unread = (): number => {
    const known = grace.view().chat.conversations.get(room);
    return known === undefined ? -1 : unreadOf(known, grace.view().chat.me?.id ?? "");
  };
  expect(unread()).toBe(0);
  const known = grace.view().chat.conversations.get(room);
  const epoch = known === undefined ? 0 : readPosition(known).epoch;
  const seq = row(grace, room, -2).seq ?? 0;
  await office.until(grace.write((client) => client.markUnread(room, { epoch, seq })).outcome);
  await office.clock.pass(PATIENCE_MS);
  expect(unread()).toBe(2);
});
