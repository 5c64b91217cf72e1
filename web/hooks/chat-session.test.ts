import { ChatError } from "@parley/client/errors.ts";
import { expect, test } from "vitest";

import { conversationRows } from "../store/conversation-list.ts";
import { olderPageOf, timelineRows } from "../store/timeline-rows.ts";
import { totalUnread } from "../store/unread.ts";
import type { ChatSession } from "./chat-session.ts";
import { Office, PATIENCE_MS, say, two } from "./office.ts";

function texts(session: ChatSession, room: string): readonly string[] {
  return timelineRows(session.view().chat, room).map((row) => row.text);
}

test("a page without a session shows the card; after signing up, the list", async () => {
  const office = new Office();
  const session = await office.page();
  expect(session.view().phase).toBe("signedOut");
  await office.until(session.signUp("Ada", "correct horse"));
  await office.clock.pass(50);
  expect(session.view()).toMatchObject({ phase: "signedIn", chat: { isLoaded: true } });
});

test("a wrong password rejects, and the card stays", async () => {
  const office = new Office();
  await office.person("Ada");
  const session = await office.page();
  await expect(office.until(session.signIn("Ada", "wrong one"))).rejects.toBeInstanceOf(ChatError);
  expect(session.view().phase).toBe("signedOut");
});

test("what one writes both see, once and in order, though the leader dies in between", async () => {
  const { office, ada, grace, room } = await two();
  for (let at = 0; at < 6; at += 1) {
    say(ada, room, `a${String(at)}`);
    say(grace, room, `g${String(at)}`);
    if (at === 2) office.cluster.kill("n1");
    await office.clock.pass(20);
    if (at === 4) office.cluster.elect("n2");
  }
  await office.clock.pass(PATIENCE_MS);
  const seen = texts(ada, room);
  expect(texts(grace, room)).toEqual(seen);
  expect(seen.toSorted()).toEqual(
    [0, 1, 2, 3, 4, 5].flatMap((at) => [`a${String(at)}`, `g${String(at)}`]).toSorted(),
  );
  expect(seen.filter((text) => text.startsWith("a"))).toEqual(["a0", "a1", "a2", "a3", "a4", "a5"]);
});

test("at every moment on its way an own message stands on the screen exactly once, under one key", async () => {
  const { office, ada, room } = await two();
  const keys = new Set<string>();
  const counts = new Set<number>();
  ada.subscribe(() => {
    const rows = timelineRows(ada.view().chat, room).filter((row) => row.text === "hello");
    counts.add(rows.length);
    for (const row of rows) keys.add(row.key);
  });
  office.cluster.loseAnswers = 1;
  await office.until(say(ada, room, "hello").outcome);
  await office.clock.pass(PATIENCE_MS);
  expect([...counts]).toEqual([1]);
  expect(keys.size).toBe(1);
  expect(timelineRows(ada.view().chat, room).at(-1)).toMatchObject({
    text: "hello",
    state: "sent",
  });
});

test("reading empties the count at once, and after a reload it is still empty", async () => {
  const { office, ada, grace, room } = await two();
  await office.until(say(ada, room, "one").outcome);
  await office.until(say(ada, room, "two").outcome);
  await office.clock.pass(50);
  expect(totalUnread(grace.view().chat)).toBe(2);
  grace.markRead(room);
  expect(totalUnread(grace.view().chat)).toBe(0);
  await office.clock.pass(PATIENCE_MS);
  const later = await office.page();
  await office.until(later.signIn("Grace", "correct horse"));
  await office.clock.pass(50);
  expect(totalUnread(later.view().chat)).toBe(0);
});

test("a long history comes page by page until its beginning", async () => {
  const { office, ada, grace, room } = await two();
  const written = Array.from({ length: 100 }, (_, at) => `m${String(at)}`);
  await office.until(Promise.all(written.map((text) => say(ada, room, text).outcome)));
  const fresh = await office.page();
  await office.until(fresh.signIn("Grace", "correct horse"));
  await office.clock.pass(50);
  const more = (): boolean => {
    const known = fresh.view().chat.conversations.get(room);
    return known !== undefined && olderPageOf(known) !== null;
  };
  let pages = 0;
  while (more() && pages < 10) {
    await office.until(fresh.loadOlder(room));
    pages += 1;
  }
  expect(texts(fresh, room)).toEqual(written);
  expect(pages).toBe(3);
  expect(texts(grace, room)).toEqual(written);
});

test("after a session ended, the screen stays until the person asks for the card; then all goes on", async () => {
  const { office, ada, grace, room } = await two();
  await office.until(say(grace, room, "before").outcome);
  await office.clock.pass(50);
  office.cluster.chat.sessions.clear();
  office.cluster.cutStreams("BAD_SESSION", 16);
  await office.clock.pass(PATIENCE_MS);
  expect(ada.view()).toMatchObject({ phase: "signedIn", connection: { signedOut: true } });
  say(ada, room, "meanwhile");
  await office.clock.pass(50);
  expect(texts(ada, room)).toEqual(["before", "meanwhile"]);
  ada.askToSignIn();
  expect(ada.view().phase).toBe("signedOut");
  await office.until(ada.signIn("Ada", "correct horse"));
  await office.clock.pass(PATIENCE_MS);
  expect(texts(ada, room)).toEqual(["before", "meanwhile"]);
  expect(timelineRows(ada.view().chat, room).map((row) => row.state)).toEqual(["sent", "sent"]);
});

test("a page that slept past compaction keeps its history, with all that it missed", async () => {
  const { office, ada, grace, room } = await two();
  await office.until(say(grace, room, "one").outcome);
  await office.until(say(grace, room, "two").outcome);
  await office.clock.pass(50);
  const missed = ["three", "four", "five", "six"];
  const shown = new Set<string>();
  ada.subscribe(() => shown.add(texts(ada, room).join(" ")));
  office.cluster.chat.compactedIndex = Number.MAX_SAFE_INTEGER;
  office.cluster.cutStreams("LAGGING", 10);
  await office.until(Promise.all(missed.map((text) => say(grace, room, text).outcome)));
  office.cluster.chat.compactedIndex = 0;
  await office.clock.pass(PATIENCE_MS);
  expect(texts(ada, room)).toEqual(["one", "two", ...missed]);
  // At no moment did the beginning go missing from the screen.
  expect([...shown].filter((seen) => !seen.startsWith("one two"))).toEqual([]);
});

test("signing out leaves nothing of the person on the page", async () => {
  const { office, ada } = await two();
  await office.until(ada.signOut());
  expect(ada.view().phase).toBe("signedOut");
  expect(conversationRows(ada.view().chat)).toEqual([]);
});

test("a room of a name that exists is refused with the reason", async () => {
  const { office, grace } = await two();
  await expect(office.until(grace.createRoom("general"))).rejects.toMatchObject({ code: "TAKEN" });
});
