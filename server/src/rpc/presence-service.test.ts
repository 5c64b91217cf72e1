import { PresenceService, PresenceState } from "@parley/proto/es/parley/v1/presence_pb.js";
import { afterEach, describe, expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { MemoryGossip } from "../presence/memory-gossip.ts";
import { companyOf } from "./company.ts";
import { startService } from "./service-fixture.ts";
import type { Person, Service } from "./service-fixture.ts";
import type { StreamReader } from "./service-client.ts";

const { setTyping, setPresence } = PresenceService.method;

const opened: StreamReader[] = [];
afterEach(() => {
  for (const stream of opened.splice(0)) stream.cancel();
});

async function listening(service: Service, ...people: Person[]): Promise<StreamReader[]> {
  const streams = people.map(({ token }) => service.client.subscribe({}, { token }));
  opened.push(...streams);
  for (const stream of streams) await stream.until("presence");
  return streams;
}

async function startRoom() {
  const service = await startService({ level: 2 });
  const [ann, bob, eve] = [
    await service.signUp("Ann"),
    await service.signUp("Bob"),
    await service.signUp("Eve"),
  ];
  const made = await service.write(ann, {
    case: "createRoom",
    value: { name: "Cellar", isPrivate: true },
  });
  if (made.outcome.case !== "conversationChanged") throw new Error("no room was made");
  const conversationId = made.outcome.value.conversation?.id ?? "";
  const invite = { conversationId, accountId: bob.id };
  await service.write(ann, { case: "inviteToRoom", value: invite });
  const type = (person: Person, stopped = false) =>
    service.client.ask(setTyping, { conversationId, stopped }, { token: person.token });
  const refusal = (person: Person) =>
    service.client.refusal(setTyping, { conversationId }, { token: person.token });
  return { service, ann, bob, eve, conversationId, type, refusal };
}

/** What comes after everything that was told before, for who hears nothing of it. */
async function afterwards(service: Service, stream: StreamReader, by: Person): Promise<void> {
  const count = stream.all("event").length + 1;
  await service.write(by, { case: "setProfile", value: { displayName: `n${count}` } });
  await stream.until("event", count);
  // Answers of the state come in the order of the questions, and a frame later at most.
  await stream.until("heartbeat", stream.all("heartbeat").length + 1);
}

describe("typing", () => {
  test("is told to the other members and never enters the log", async () => {
    const { service, ann, bob, conversationId, type } = await startRoom();
    const [anns, bobs] = await listening(service, ann, bob);
    const before = service.log.status().lastIndex;
    const { reply } = await type(ann);
    expect(reply.againMs).toBe(LIMITS.typingAgainMs);
    const [typing] = (await bobs?.until("typing")) ?? [];
    expect(typing).toMatchObject({
      conversationId,
      accountId: ann.id,
      forMs: LIMITS.typingMs,
    });
    await type(ann, true);
    const [, stopped] = (await bobs?.until("typing", 2)) ?? [];
    expect(stopped?.forMs).toBe(0);
    expect(anns?.all("typing")).toEqual([]);
    expect(service.log.status().lastIndex).toBe(before);
  });

  test("in a private room reaches nobody outside it, nor whoever was removed", async () => {
    const { service, ann, bob, eve, conversationId, type, refusal } = await startRoom();
    const [bobs, eves] = await listening(service, bob, eve);
    await type(ann);
    await bobs?.until("typing");
    const removal = { conversationId, accountId: bob.id };
    await service.write(ann, { case: "removeFromRoom", value: removal });
    await type(ann);
    expect(await refusal(bob)).toMatchObject({ reason: "NOT_FOUND" });
    expect(await refusal(eve)).toMatchObject({ reason: "NOT_FOUND" });
    if (bobs !== undefined) await afterwards(service, bobs, ann);
    if (eves !== undefined) await afterwards(service, eves, ann);
    expect(bobs?.all("typing")).toHaveLength(1);
    expect(eves?.all("typing")).toEqual([]);
  });

  test("too fast is refused, with a time to come back", async () => {
    const { service, ann, type } = await startRoom();
    const asked = Array.from({ length: LIMITS.signalBurst * 2 }, () => type(ann));
    const ends = await Promise.allSettled(asked);
    const refused = ends.flatMap((end) => (end.status === "rejected" ? [String(end.reason)] : []));
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(LIMITS.signalBurst);
    expect(refused.every((sentence) => sentence.includes("signalling too fast"))).toBe(true);
    expect(service.fatal).toEqual([]);
  });

  test("goes on where a majority is away", async () => {
    const { service, ann, bob, type } = await startRoom();
    const [bobs] = await listening(service, bob);
    service.log.isStalled = true;
    await type(ann);
    await bobs?.until("typing");
  });
});

describe("presence", () => {
  test("is that of those who share a conversation, whole at first, then as it changes", async () => {
    const { service, ann, bob, eve } = await startRoom();
    const [anns, eves] = await listening(service, ann, eve);
    const [whole] = anns?.all("presence") ?? [];
    expect(whole).toMatchObject({
      whole: true,
      people: [{ accountId: ann.id, state: PresenceState.ONLINE }],
    });
    await listening(service, bob);
    const told = () =>
      (anns?.all("presence") ?? []).flatMap((news) => (news.whole ? [] : news.people));
    while (!told().some(({ accountId }) => accountId === bob.id))
      await anns?.until("presence", (anns?.all("presence").length ?? 0) + 1);
    await service.client.ask(setPresence, { state: PresenceState.DND }, { token: bob.token });
    while (!told().some(({ state }) => state === PresenceState.DND))
      await anns?.until("presence", (anns?.all("presence").length ?? 0) + 1);
    const ids = (eves?.all("presence") ?? []).flatMap(({ people }) =>
      people.map(({ accountId }) => accountId),
    );
    expect(new Set(ids)).toEqual(new Set([eve.id]));
  });

  test.each([PresenceState.UNSPECIFIED, PresenceState.OFFLINE, 77])(
    "cannot be asked to be %d",
    async (state) => {
      const { service, ann } = await startRoom();
      const refused = await service.client.refusal(setPresence, { state }, { token: ann.token });
      expect(refused).toMatchObject({ reason: "INVALID", field: "state" });
    },
  );
});

test("a member on another node hears of typing and presence there", async () => {
  const gossip = new MemoryGossip();
  const here = await startService({ level: 2, gossip: gossip.of("n1") });
  const ann = await here.signUp("Ann");
  const conversationId = await here.room("Garden", ann);
  const [anns] = await listening(here, ann);
  const other = gossip.of("n2");
  const bob = await here.signUp("Bob");
  await here.write(bob, { case: "joinRoom", value: { conversationId } });
  const { appliedIndex: index } = here.log.status();
  const note = { conversationId, accountId: bob.id, hasStopped: false };
  other.tell({
    presence: [{ accountId: bob.id, isHere: true, wish: "away", wishedMs: 5 }],
    // Of a state that this node does not have: nobody hears of that.
    typing: [
      { ...note, index: index + 1_000 },
      { ...note, index },
    ],
  });
  await anns?.until("typing");
  while (
    !anns?.all("presence").some(({ people }) => people.some((one) => one.accountId === bob.id))
  )
    await anns?.until("presence", anns.all("presence").length + 1);
  if (anns !== undefined) await anns.until("heartbeat", anns.all("heartbeat").length + 1);
  expect(anns?.all("typing")).toHaveLength(1);
});

test("typing at an index that this node will not reach in time is dropped at once", async () => {
  const { chat, log } = await startService({ level: 2 });
  const index = log.status().appliedIndex + LIMITS.unappliedEntries + 1;
  const note = { conversationId: "64", accountId: "64", hasStopped: false, index };
  expect(await companyOf(chat, log).hearing(note)).toEqual([]);
});

test("who does not keep up misses typing first, and is told whole who is there as soon as all has left", async () => {
  const { service, ann, bob, conversationId, type } = await startRoom();
  const say = () =>
    service.write(ann, {
      case: "sendMessage",
      value: { conversationId, text: "x".repeat(12_000) },
    });
  // So many that a subscriber who reads nothing is cut: a few less leave its queue full and its stream alive.
  const [cut] = await listening(service, bob);
  cut?.pause();
  let sent = 0;
  for (; service.server.vitals().streams > 0; sent += 1) await say();
  cut?.cancel();
  const [slow] = await listening(service, bob);
  slow?.pause();
  for (let left = sent - 8; left > 0; left -= 1) await say();
  await type(ann);
  const [anns] = await listening(service, ann);
  await service.client.ask(setPresence, { state: PresenceState.DND }, { token: ann.token });
  const toldOf = (stream: StreamReader | undefined) =>
    (stream?.all("presence") ?? []).filter(({ people }) =>
      people.some(({ accountId, state }) => accountId === ann.id && state === PresenceState.DND),
    );
  while (toldOf(anns).length === 0) await anns?.until("presence", anns.all("presence").length + 1);
  slow?.resume();
  while (toldOf(slow).length === 0) await slow?.until("presence", slow.all("presence").length + 1);
  expect(slow?.all("typing")).toEqual([]);
  expect(toldOf(slow).map(({ whole }) => whole)).toEqual([true]);
});
