import { expect, test } from "vitest";
import { Page } from "./chat-client-page.ts";
import { MemoryOutboxStore } from "./memory-outbox-store.ts";
import type { OutboxStore } from "./outbox-store.ts";
import { repeatableChance } from "./virtual-clock.ts";

test("a message is sent, answered, seen in the feed, and leaves the outbox", async () => {
  const page = await new Page().ready();
  const outcome = await page.until(page.send("hello"), 100);
  expect(outcome).toMatchObject({ kind: "messageSent", message: { text: "hello", seq: 1 } });
  await page.clock.pass(10);
  expect(page.seen()).toEqual(["hello"]);
  expect(page.client.outbox()).toEqual([]);
});

test("the leader dies: the message waits for the election and is sent once, and no line is shown", async () => {
  const page = await new Page().ready();
  page.cluster.kill("n1");
  const sent = page.send("in between");
  await page.clock.pass(100);
  page.cluster.elect("n3");
  await page.until(sent, 200);
  await page.until(page.send("after"), 100);
  expect(page.texts()).toEqual(["in between", "after"]);
  expect(page.line()).toBe("none");
});

test("a heartbeat during an election makes no row read queued; two seconds without a majority do", async () => {
  const page = await new Page().ready();
  for (const node of ["n1", "n2", "n3"]) page.cluster.kill(node);
  void page.send("patient");
  const states = (): readonly string[] => page.client.outbox().map(({ state }) => state);
  while (page.client.connection().noQuorumSinceMs === null) {
    await page.clock.pass(5);
    expect(states()).toEqual(["sending"]);
  }
  await page.clock.pass(1_900);
  expect(states()).toEqual(["sending"]);
  await page.clock.pass(200);
  expect(states()).toEqual(["queued"]);
});

test("full disks: messages wait, people are told why, and all is sent by itself when there is room", async () => {
  const page = await new Page().ready();
  page.cluster.isDiskFull = true;
  const sent = ["one", "two"].map((text) => page.send(text));
  await page.clock.pass(1_500);
  expect(page.line()).toBe("none");
  await page.clock.pass(60_000);
  expect(page.line()).toBe("diskFull");
  expect(page.texts()).toEqual([]);
  page.cluster.isDiskFull = false;
  await page.until(Promise.all(sent), 6_000);
  expect(page.texts()).toEqual(["one", "two"]);
  expect(page.line()).toBe("none");
});

test("the leader freezes: news of the next one moves the write before its own timer fires", async () => {
  const page = await new Page().ready();
  page.cluster.freeze("n1");
  const sent = page.send("frozen");
  await page.clock.pass(100);
  page.cluster.elect("n2");
  await page.until(sent, 60);
  expect(page.texts()).toEqual(["frozen"]);
});

test("an answer that gets lost costs a repeat under the same key: one message", async () => {
  const page = await new Page().ready();
  page.cluster.loseAnswers = 3;
  await page.until(page.send("once"));
  expect(page.texts()).toEqual(["once"]);
});

test("messages of an outage are sent by themselves, in order, once a majority is back", async () => {
  const page = await new Page().ready();
  for (const node of ["n1", "n2", "n3"]) page.cluster.kill(node);
  const sent = ["one", "two", "three"].map((text) => page.send(text));
  await page.clock.pass(600_000);
  expect(page.client.outbox().map(({ state }) => state)).toEqual(["queued", "queued", "queued"]);
  expect(page.line()).toBe("readOnly");
  expect(page.client.connection()).toMatchObject({ nodesUp: 2, nodesAll: 5 });
  page.cluster.revive("n1");
  page.cluster.elect("n4");
  await page.until(Promise.all(sent), 3_000);
  expect(page.texts()).toEqual(["one", "two", "three"]);
});

test("a page reloaded with unsent messages sends them under their first keys", async () => {
  const outbox = new MemoryOutboxStore();
  const first = await new Page({ outbox }).ready();
  const { clock, cluster } = first;
  cluster.loseAnswers = 1_000_000;
  void first.send("executed, unanswered");
  await clock.pass(10);
  void first.send("never left");
  await clock.pass(2);
  first.client.close();
  cluster.loseAnswers = 0;
  const [token = ""] = cluster.chat.sessions.keys();
  const chance = repeatableChance();
  for (let i = 0; i < 10; i += 1) chance.clientId(); // another page, other ids
  const second = new Page({ clock, cluster, outbox, token, chance });
  await second.until(second.client.session());
  await clock.pass(2_000);
  expect(second.texts()).toEqual(["executed, unanswered", "never left"]);
  expect(second.client.outbox()).toEqual([]);
});

test("the serving node dies: the feed resumes elsewhere within a second, without a gap or a line", async () => {
  const page = await new Page().ready();
  await page.until(page.send("before"));
  for (const node of ["n2", "n3"]) page.cluster.kill(node);
  await page.until(page.send("between"), 1_000);
  await page.clock.pass(1_000);
  expect(page.client.connection()).toMatchObject({ state: "LIVE", troubleSinceMs: null });
  expect(page.seen()).toEqual(["before", "between"]);
});

test("the edge was gone and is back: with the first row that gets through the stream is back too", async () => {
  const page = await new Page().ready();
  const nodes = ["n1", "n2", "n3", "n4", "n5"];
  for (const node of nodes) page.cluster.kill(node);
  const sent = page.send("through");
  await page.clock.pass(4_000);
  expect(page.line()).toBe("reconnecting");
  for (const node of nodes) page.cluster.revive(node);
  page.cluster.elect("n1");
  await page.until(sent, 2_000);
  await page.clock.pass(5);
  expect(page.client.connection()).toMatchObject({ state: "LIVE", troubleSinceMs: null });
  expect(page.line()).toBe("none");
});

test("a compacted cursor costs a new snapshot, not a message", async () => {
  const page = await new Page().ready();
  await page.until(page.send("kept"));
  page.cluster.chat.compactedIndex = page.cluster.chat.index;
  page.cluster.cutStreams("COMPACTED", 11);
  await page.clock.pass(1_000);
  const snapshots = page.updates.filter((update) => update.kind === "snapshot");
  expect(snapshots.at(-1)?.snapshot.entries[0]?.lastMessage?.text).toBe("kept");
  await page.until(page.send("after"));
  await page.clock.pass(10);
  expect(page.seen()).toEqual(["kept", "after"]);
});

test("the session ends: rows are kept, and sent after the next sign-in", async () => {
  const page = await new Page().ready();
  page.cluster.chat.sessions.clear();
  const sent = page.send("signed out");
  await page.clock.pass(200);
  expect(page.updates.filter(({ kind }) => kind === "signedOut")).toHaveLength(1);
  expect(page.line()).toBe("signedOut");
  expect(page.client.outbox()).toMatchObject([{ state: "queued" }]);
  await page.until(page.client.logIn("ada", "correct horse"));
  await page.until(sent, 1_000);
  expect(page.texts()).toEqual(["signed out"]);
  expect(page.line()).toBe("none");
});

test("a name that is taken is told to its caller and leaves the outbox; wrong passwords are refused alike", async () => {
  const page = await new Page().ready();
  const outcome = await page.until(page.client.createRoom("lounge").outcome);
  expect(outcome).toMatchObject({ kind: "rejected", reason: "TAKEN", field: "name" });
  expect(page.client.outbox()).toEqual([]);
  await expect(page.until(page.client.createAccount("ADA", "correct horse"))).rejects.toMatchObject(
    { code: "TAKEN" },
  );
  await expect(page.until(page.client.logIn("ada", "wrong horse"))).rejects.toMatchObject({
    code: "BAD_CREDENTIALS",
  });
  await expect(page.until(page.client.logIn("nobody", "wrong horse"))).rejects.toMatchObject({
    code: "BAD_CREDENTIALS",
  });
});

test("a message refused by the log stays for its author, who may discard it; others go on", async () => {
  const page = await new Page().ready();
  const refused = page.client.send("no such room", "lost");
  expect(await page.until(refused.outcome)).toMatchObject({
    kind: "rejected",
    reason: "NOT_FOUND",
  });
  await page.until(page.send("goes on"));
  expect(page.client.outbox()).toMatchObject([
    { id: refused.row.id, state: "rejected", reason: "NOT_FOUND" },
  ]);
  expect(page.client.discard(refused.row.id)).toBe(true);
  expect(page.client.outbox()).toEqual([]);
});

test("what its bytes alone forbid never enters the outbox", async () => {
  const page = await new Page().ready();
  const blank = await page.send("   ");
  const huge = await page.send("x".repeat(17_000));
  expect([blank, huge]).toMatchObject([
    { reason: "INVALID", field: "text" },
    { reason: "TOO_LARGE", field: "text" },
  ]);
  expect(page.client.outbox()).toEqual([]);
});

test("a disk that fails leaves the outbox in memory, says so, and sends", async () => {
  const broken: OutboxStore = {
    durable: true,
    append: () => Promise.reject(new Error("quota")),
    load: () => Promise.resolve([]),
    change: () => Promise.reject(new Error("quota")),
    close: () => {},
  };
  const page = await new Page({ outbox: broken }).ready();
  expect(page.client.connection().durable).toBe(false);
  await page.until(page.send("still sent"));
  expect(page.texts()).toEqual(["still sent"]);
});

test("a disk that never answers is one that has failed: the row goes out all the same", async () => {
  const hangs = (): Promise<never> => new Promise(() => {});
  const memory = new MemoryOutboxStore();
  let isHanging = false;
  const stuck: OutboxStore = {
    durable: true,
    append: (row) => (isHanging ? hangs() : memory.append(row)),
    load: (userId) => (isHanging ? hangs() : memory.load(userId)),
    change: (put, remove) => (isHanging ? hangs() : memory.change(put, remove)),
    close: () => {},
  };
  const page = await new Page({ outbox: stuck }).ready();
  isHanging = true;
  const sent = page.send("not for ever");
  await page.clock.pass(4_000);
  expect(page.client.connection().durable).toBe(true);
  await page.until(sent, 3_000);
  expect(page.client.connection().durable).toBe(false);
  expect(page.texts()).toEqual(["not for ever"]);
});
