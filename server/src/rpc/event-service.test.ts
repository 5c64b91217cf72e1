import { AccountService } from "@parley/proto/es/parley/v1/account_pb.js";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { CLUSTER_ID, startService } from "./service-fixture.ts";
import type { Person, Service } from "./service-fixture.ts";
import type { StreamReader } from "./service-client.ts";

async function startRoom() {
  const service = await startService();
  const ann = await service.signUp("Ann");
  const bob = await service.signUp("Bob");
  const conversationId = await service.room("Garden", ann, bob);
  const say = (person: Person, text: string) =>
    service.write(person, { case: "sendMessage", value: { conversationId, text } });
  return { service, ann, bob, conversationId, say };
}

function textsOf(stream: StreamReader): string[] {
  return stream
    .all("event")
    .flatMap((event) => event.changes)
    .flatMap(({ row }) => (row.case === "message" ? [row.value.text] : []));
}

function applied(service: Service): bigint {
  return BigInt(service.log.status().appliedIndex);
}

describe("a subscriber", () => {
  test("hears Hello first and at once, with the node's headers, whatever the cluster is doing", async () => {
    const { service, ann } = await startRoom();
    service.log.isStalled = true;
    const stream = service.client.subscribe({}, { token: ann.token });
    const [hello] = await stream.until("hello");
    expect(hello).toMatchObject({
      clusterId: CLUSTER_ID,
      node: "n1",
      leader: "n1",
      nodes: ["n1", "n2", "n3"],
      heartbeatMs: LIMITS.heartbeatMs,
      appliedIndex: applied(service),
    });
    stream.cancel();
  });

  test("is given everything it may see, then CaughtUp, then what happens", async () => {
    const { service, ann, bob, say } = await startRoom();
    await say(bob, "before");
    const stream = service.client.subscribe({}, { token: ann.token });
    const [caughtUp] = await stream.until("caughtUp");
    expect(caughtUp?.appliedIndex).toBe(applied(service));
    expect(textsOf(stream)).toEqual(["before"]);
    await say(bob, "after");
    await stream.until(
      "event",
      stream.all("event").length + (textsOf(stream).includes("after") ? 0 : 1),
    );
    expect(textsOf(stream)).toEqual(["before", "after"]);
    expect(stream.cases[0]).toBe("hello");
    stream.cancel();
  });

  test("resumes after its cursor: what came between arrives once, nothing twice", async () => {
    const { service, ann, bob, say } = await startRoom();
    await say(bob, "one");
    const cursor = applied(service);
    await say(bob, "two");
    await say(bob, "three");
    const stream = service.client.subscribe(
      { afterIndex: cursor, clusterId: CLUSTER_ID },
      { token: ann.token },
    );
    await stream.until("caughtUp");
    expect(textsOf(stream)).toEqual(["two", "three"]);
    expect(stream.all("event").every((event) => event.index > cursor)).toBe(true);
    stream.cancel();
  });

  test("reads a long history page by page", async () => {
    const { service, ann, bob, say } = await startRoom();
    const texts = Array.from({ length: 30 }, (_, at) => `${at} ${"x".repeat(12_000)}`);
    for (const text of texts) await say(bob, text);
    const stream = service.client.subscribe({}, { token: ann.token });
    await stream.until("caughtUp");
    expect(textsOf(stream)).toEqual(texts);
    stream.cancel();
  });

  test("of another room hears nothing of this one, but its cursor moves by heartbeat", async () => {
    const { service, bob, say } = await startRoom();
    const eve = await service.signUp("Eve");
    const stream = service.client.subscribe({ afterIndex: applied(service) }, { token: eve.token });
    await stream.until("caughtUp");
    await say(bob, "not for Eve");
    const [heartbeat] = await stream.until("heartbeat");
    expect(heartbeat).toMatchObject({ appliedIndex: applied(service), leader: "n1", quorum: true });
    expect(textsOf(stream)).toEqual([]);
    stream.cancel();
  });

  test("is told of a new leader at once", async () => {
    const { service, ann } = await startRoom();
    const stream = service.client.subscribe({}, { token: ann.token });
    await stream.until("caughtUp");
    service.log.lead("n3", 12);
    const [news] = await stream.until("leaderNews");
    expect(news).toMatchObject({ leader: "n3", term: 12n });
    stream.cancel();
  });
});

describe("a stream ends with a reason", () => {
  test.each([
    { what: "without a session", options: {}, request: {}, code: 16, reason: "BAD_SESSION" },
    {
      what: "from another site",
      options: { headers: { "sec-fetch-site": "cross-site" } },
      request: {},
      code: 7,
      reason: "FORBIDDEN",
    },
    {
      what: "with an unknown token",
      options: { token: "A".repeat(43) },
      request: {},
      code: 16,
      reason: "BAD_SESSION",
    },
  ])("when it is asked for $what", async ({ options, request, code, reason }) => {
    const { service } = await startRoom();
    expect(await service.client.subscribe(request, options).ended).toMatchObject({ code, reason });
    expect(service.server.vitals().streams).toBe(0);
  });

  test("COMPACTED for a cursor of another cluster", async () => {
    const { service, ann } = await startRoom();
    const stream = service.client.subscribe(
      { afterIndex: 5n, clusterId: "another" },
      { token: ann.token },
    );
    expect(await stream.ended).toMatchObject({ code: 11, reason: "COMPACTED" });
  });

  test("INVALID for a cursor beyond all numbers", async () => {
    const { service, ann } = await startRoom();
    const stream = service.client.subscribe({ afterIndex: 2n ** 63n }, { token: ann.token });
    expect(await stream.ended).toMatchObject({ code: 3, reason: "INVALID", field: "after_index" });
  });

  test("NO_LEADER when this node does not reach the cursor in time", async () => {
    const { service, ann } = await startRoom();
    const stream = service.client.subscribe(
      { afterIndex: applied(service) + 5n },
      { token: ann.token },
    );
    expect(await stream.ended).toMatchObject({ code: 14, reason: "NO_LEADER" });
    expect(stream.cases).toContain("hello");
  });

  test("never, when the node reaches the cursor while it waits", async () => {
    const { service, ann, bob, say } = await startRoom();
    const ahead = applied(service) + 1n;
    const stream = service.client.subscribe({ afterIndex: ahead }, { token: ann.token });
    await stream.until("hello");
    await say(bob, "the awaited one");
    await stream.until("caughtUp");
    expect(textsOf(stream)).toEqual([]);
    stream.cancel();
  });

  test("BAD_SESSION as soon as the session has ended", async () => {
    const { service, ann } = await startRoom();
    const stream = service.client.subscribe({}, { token: ann.token });
    await stream.until("caughtUp");
    await service.client.ask(AccountService.method.logOut, {}, { token: ann.token });
    expect(await stream.ended).toMatchObject({ code: 16, reason: "BAD_SESSION" });
  });

  test("LAGGING for a subscriber that does not read, while others hear everything", async () => {
    const { service, ann, bob, say } = await startRoom();
    const slow = service.client.subscribe({}, { token: ann.token });
    const fast = service.client.subscribe({}, { token: bob.token });
    await Promise.all([slow.until("caughtUp"), fast.until("caughtUp")]);
    slow.pause();
    const text = "x".repeat(12_000);
    let sent = 0;
    while (service.server.vitals().streams === 2 && sent < 400) {
      await say(bob, text);
      sent += 1;
    }
    expect(service.server.vitals().streams).toBe(1);
    slow.resume();
    expect(await slow.ended).toMatchObject({ code: 10, reason: "LAGGING" });
    await fast.until("event", fast.all("event").length);
    expect(sent).toBeGreaterThan(20);
    fast.cancel();
  });
});

describe("a draining node", () => {
  test("says GoAway, then ends its streams with DRAINING, and takes no new ones", async () => {
    const { service, ann } = await startRoom();
    const stream = service.client.subscribe({}, { token: ann.token });
    await stream.until("caughtUp");
    const drained = service.server.drain(50);
    const [goAway] = await stream.until("goAway");
    expect(goAway?.afterMs).toBe(50);
    expect(await stream.ended).toMatchObject({ code: 14, reason: "DRAINING" });
    await drained;
    const late = service.client.subscribe({}, { token: ann.token });
    expect(await late.ended).toMatchObject({ code: 14, reason: "DRAINING" });
  });
});

test("a subscriber that leaves is forgotten, by the chat's feed too", async () => {
  const { service, ann } = await startRoom();
  const { chat } = service;
  let closed = 0;
  const subscribe = chat.subscribe.bind(chat);
  chat.subscribe = (from, sink) => {
    const real = subscribe(from, sink);
    const close = () => {
      closed += 1;
      real.close();
    };
    return { pull: () => real.pull(), close, index: real.index };
  };
  const stream = service.client.subscribe({}, { token: ann.token });
  await stream.until("caughtUp");
  expect(service.server.vitals().streams).toBe(1);
  stream.cancel();
  await stream.ended;
  await service.client.ask(AccountService.method.getSession, {}, { token: ann.token });
  expect(service.server.vitals().streams).toBe(0);
  expect(closed).toBe(1);
});

test("a heartbeat that cannot be made ends its stream and nothing else", async () => {
  const { service, ann, bob } = await startRoom();
  const { chat } = service;
  const subscribe = chat.subscribe.bind(chat);
  let broken = true;
  chat.subscribe = (from, sink) => {
    const real = subscribe(from, sink);
    if (!broken) return real;
    broken = false;
    // An index that no message can carry.
    return { pull: () => real.pull(), close: () => real.close(), index: Number.NaN };
  };
  const ill = service.client.subscribe({}, { token: ann.token });
  await ill.until("caughtUp");
  const well = service.client.subscribe({}, { token: bob.token });
  expect(await ill.ended).toMatchObject({ code: 13 });
  await well.until("heartbeat");
  expect(service.server.vitals().streams).toBe(1);
  well.cancel();
});
