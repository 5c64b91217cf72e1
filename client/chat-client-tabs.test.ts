import { expect, test } from "vitest";
import { Page } from "./chat-client-page.ts";
import type { Chance } from "./clock.ts";
import { MemoryOutboxStore } from "./memory-outbox-store.ts";
import { MemoryTabs } from "./memory-tabs.ts";
import { repeatableChance } from "./virtual-clock.ts";

test("one tab of a profile sends for all; when it closes another takes over", async () => {
  const outbox = new MemoryOutboxStore();
  const tabs = new MemoryTabs();
  const chance = repeatableChance();
  const first = await new Page({ outbox, tabs, chance }).ready();
  const { clock, cluster, roomId } = first;
  const [token = ""] = cluster.chat.sessions.keys();
  const second = new Page({ clock, cluster, outbox, tabs, token, chance });
  await second.until(second.client.session());
  second.roomId = roomId;
  const outcome = await second.until(second.send("by the other tab"), 1_000);
  expect(outcome).toMatchObject({ kind: "messageSent", message: { text: "by the other tab" } });
  first.client.close();
  await second.until(second.send("alone"), 1_000);
  expect(second.texts()).toEqual(["by the other tab", "alone"]);
});

test("a visible tab takes over from a holder that does not move", async () => {
  const outbox = new MemoryOutboxStore();
  const tabs = new MemoryTabs();
  tabs.join("parley-outbox:a2", { holding: () => {}, heard: () => {} }); // a frozen tab was here first
  const page = new Page({ outbox, tabs });
  await page.until(page.client.createAccount("ada", "correct horse"));
  const sent = page.client.createRoom("lounge").outcome;
  await page.clock.pass(1_900);
  expect(page.client.outbox()).toHaveLength(1);
  await page.until(sent, 500);
});

test("another tab signs in as somebody else: nothing of ours goes out under their session", async () => {
  const outbox = new MemoryOutboxStore();
  const tabs = new MemoryTabs();
  const chance = repeatableChance();
  const ada = await new Page({ outbox, tabs, chance }).ready();
  const bob = new Page({ clock: ada.clock, cluster: ada.cluster, outbox, tabs, chance });
  await bob.until(bob.client.createAccount("bob", "correct horse"));
  await ada.clock.pass(10);
  expect(ada.line()).toBe("signedOut");
  const sent = ada.send("by ada");
  await ada.clock.pass(1_000);
  expect(ada.texts()).toEqual([]);
  await ada.until(ada.client.logIn("ada", "correct horse"));
  await ada.until(sent);
  expect(ada.cluster.chat.messages.map(({ authorId }) => authorId)).toEqual(["a2"]);
  expect(bob.line()).toBe("signedOut");
});

/** What another tab's log-in does to this page's cookie, without a word to this page. Returns who it is now. */
async function changeCookie({ clock, cluster, client }: Page, chance: Chance): Promise<string> {
  const bob = new Page({ clock, cluster, chance });
  const { account } = await bob.until(bob.client.createAccount("bob", "correct horse"));
  const [cookie = ""] = cluster.chat.sessions.keys();
  cluster.chat.sessions.set(cookie, account.id);
  expect(client.connection().signedOut).toBe(false);
  return account.id;
}

test("the cookie is somebody else's before this tab hears of it: no row is executed as theirs", async () => {
  const chance = repeatableChance();
  const page = await new Page({ chance }).ready();
  const bob = await changeCookie(page, chance);
  void page.client.joinRoom(page.roomId);
  await page.clock.pass(300);
  expect(page.cluster.chat.memberships.has(`${bob}/${page.roomId}`)).toBe(false);
  expect(page.line()).toBe("signedOut");
  expect(page.client.outbox()).toMatchObject([{ state: "queued" }]);
});

test("the cookie is somebody else's: this page does not listen in their name", async () => {
  const chance = repeatableChance();
  const page = await new Page({ chance }).ready();
  await changeCookie(page, chance);
  page.cluster.cutStreams("LAGGING", 10);
  await page.clock.pass(300);
  expect(page.line()).toBe("signedOut");
});

test("a new listener begins with a snapshot of its own", async () => {
  const page = await new Page().ready();
  page.client.stop();
  const kinds: string[] = [];
  page.client.start(({ kind }) => kinds.push(kind));
  await page.clock.pass(50);
  expect(kinds).toContain("snapshot");
});

test("a log-out ends the session and empties the page, and the next person starts afresh", async () => {
  const page = await new Page().ready();
  await page.until(page.client.logOut());
  expect(page.client.outbox()).toEqual([]);
  expect(() => page.client.send(page.roomId, "nobody")).toThrow("Sign in first.");
  expect(page.line()).toBe("none");
  await page.until(page.client.createAccount("bob", "correct horse"));
  await page.clock.pass(50);
  expect(page.client.connection().state).toBe("LIVE");
});
