import fc from "fast-check";
import { expect, test } from "vitest";
import { NEW_CHAIN, NEW_TRACKER, type Tracker, type TrackerEvent } from "./leader-knowledge.ts";
import {
  KNOWLEDGE_IDLE_MS,
  MAX_HOPS,
  readRoute,
  step,
  TABLE,
  writeRoute,
} from "./leader-tracker.ts";

const AT = { nowMs: 1_000, random: 0.5, chain: NEW_CHAIN };
const PINNED: Tracker = { ...NEW_TRACKER, name: "PINNED", leader: "n1", term: 5, atMs: 1_000 };

function redirect(node: string, term: number, leader: string): TrackerEvent {
  return { kind: "redirect", node, term, leader };
}

test("first contact goes to any node, and the redirect pins to the leader at once", () => {
  expect(writeRoute(NEW_TRACKER, 0)).toEqual({ kind: "any", avoid: [] });
  const { tracker, advice } = step(NEW_TRACKER, redirect("n2", 5, "n1"), AT);
  expect(writeRoute(tracker, 1_000)).toEqual({ kind: "pin", node: "n1" });
  expect(advice).toMatchObject({ delayMs: 0, costsToken: false, repin: true });
});

test("a hint of a newer term replaces the leader and moves every waiting call", () => {
  const { tracker, advice } = step(PINNED, redirect("n1", 6, "n3"), AT);
  expect(tracker).toMatchObject({ name: "PINNED", leader: "n3", term: 6 });
  expect(advice).toMatchObject({ delayMs: 0, repin: true });
});

test("a different leader named for the same term costs a pause of 25 to 100 ms", () => {
  const { tracker, advice } = step(PINNED, redirect("n1", 5, "n2"), AT);
  expect(tracker.leader).toBe("n2");
  expect(advice.delayMs).toBe(62.5);
});

test("an older term's hint is ignored: twice the leader again, then any node", () => {
  let tracker = PINNED;
  let chain = NEW_CHAIN;
  for (const expected of ["PINNED", "PINNED", "ELECTING"]) {
    const result = step(tracker, redirect("n2", 4, "n4"), { ...AT, chain });
    tracker = result.tracker;
    chain = result.advice.chain;
    expect(tracker).toMatchObject({ name: expected, term: 5 });
  }
});

test("two nodes that point at each other are followed three times, then it is an election", () => {
  let tracker: Tracker = NEW_TRACKER;
  let chain = NEW_CHAIN;
  const names: string[] = [];
  for (let i = 0; i <= MAX_HOPS; i += 1) {
    const hint = i % 2 === 0 ? redirect("n2", 5, "n1") : redirect("n1", 5, "n2");
    const result = step(tracker, hint, { ...AT, chain });
    ({ tracker } = result);
    ({ chain } = result.advice);
    names.push(tracker.name);
  }
  expect(names).toEqual(["PINNED", "PINNED", "PINNED", "ELECTING"]);
});

test("a lost leader is unpinned, and for a second its term's hints do not bring it back", () => {
  const lost = step(PINNED, { kind: "lost", node: "n1", edge: false }, AT);
  expect(lost.advice).toMatchObject({ delayMs: 25, costsToken: true });
  expect(writeRoute(lost.tracker, 1_000)).toEqual({ kind: "any", avoid: ["n1"] });
  const pingPong = step(lost.tracker, redirect("n2", 5, "n1"), { ...AT, nowMs: 1_500 });
  expect(pingPong.tracker).toMatchObject({ name: "ELECTING", term: 5 });
  const later = step(lost.tracker, redirect("n2", 5, "n1"), { ...AT, nowMs: 2_100 });
  expect(later.tracker).toMatchObject({ name: "PINNED", leader: "n1" });
});

test("a higher term brings the node just seen dead back at once: it was elected since", () => {
  const lost = step(PINNED, { kind: "lost", node: "n1", edge: false }, AT);
  const elected = step(lost.tracker, { kind: "news", term: 6, leader: "n1" }, AT);
  expect(elected.tracker).toMatchObject({ name: "PINNED", leader: "n1", term: 6 });
  expect(elected.advice.repin).toBe(true);
});

test("a read lost on a follower leaves the writes on their leader", () => {
  const { tracker } = step(PINNED, { kind: "lost", node: "n4", edge: false }, AT);
  expect(writeRoute(tracker, 1_000)).toEqual({ kind: "pin", node: "n1" });
  expect(readRoute(tracker, 1_000)).toEqual({ kind: "any", avoid: ["n4"] });
});

test("when the edge itself is gone nothing is held against the nodes behind it", () => {
  const pinned = step(PINNED, { kind: "lost", node: "n1", edge: false }, AT).tracker;
  const { tracker } = step(pinned, { kind: "lost", node: "", edge: true }, AT);
  expect(tracker.breakers.size).toBe(0);
  expect(step(tracker, redirect("n2", 5, "n1"), AT).tracker).toMatchObject({
    name: "PINNED",
    leader: "n1",
  });
});

test("a timed-out attempt asks for a probe; the second busy answer in a row does too", () => {
  expect(step(PINNED, { kind: "timedOut", node: "n1" }, AT).advice.probe).toBe(true);
  const first = step(PINNED, { kind: "busy", node: "n1", retryMs: 0 }, AT);
  const second = step(first.tracker, { kind: "busy", node: "n1", retryMs: 300 }, AT);
  expect([first.advice.probe, second.advice.probe]).toEqual([false, true]);
  expect([first.advice.delayMs, second.advice.delayMs]).toEqual([100, 300]);
  expect(second.tracker.leader).toBe("n1");
});

test("a draining leader is left at once; with everybody draining the tries slow down", () => {
  let result = step(PINNED, { kind: "leaving", node: "n1" }, AT);
  expect(result).toMatchObject({ tracker: { name: "UNKNOWN" }, advice: { delayMs: 0 } });
  for (const node of ["n2", "n3", "n4"]) {
    result = step(result.tracker, { kind: "leaving", node }, { ...AT, chain: result.advice.chain });
  }
  expect(result.advice.delayMs).toBeGreaterThan(0);
});

test("leader knowledge is dropped after 30 s without a sign of life; a heartbeat keeps it", () => {
  const later = 1_000 + KNOWLEDGE_IDLE_MS + 1;
  expect(writeRoute(PINNED, later)?.kind).toBe("any");
  const { tracker } = step(
    PINNED,
    { kind: "news", term: 5, leader: "n1" },
    { ...AT, nowMs: 20_000 },
  );
  expect(writeRoute(tracker, later)?.kind).toBe("pin");
});

test("news of a term without a leader deposes the one we knew", () => {
  const { tracker } = step(PINNED, { kind: "news", term: 6, leader: "" }, AT);
  expect(tracker).toMatchObject({ name: "ELECTING", leader: "", term: 6 });
});

test("offline sends nothing; online and any sign of life end it and wake every call", () => {
  const offline = step(PINNED, { kind: "offline" }, AT).tracker;
  expect(writeRoute(offline, 1_000)).toBeNull();
  expect(readRoute(offline, 1_000)).toBeNull();
  const online = step(offline, { kind: "online" }, AT);
  expect(online).toMatchObject({ tracker: { name: "UNKNOWN", term: 5 }, advice: { repin: true } });
  expect(step(offline, { kind: "news", term: 5, leader: "n1" }, AT).tracker.name).toBe("PINNED");
});

// -------------------------------------------------------------------------------- Random event runs

const node = fc.constantFrom("n1", "n2", "n3", "n4", "n5");
const nodeOrNone = fc.constantFrom("", "n1", "n2", "n3", "n4", "n5");
const term = fc.integer({ min: 0, max: 8 });
const event: fc.Arbitrary<TrackerEvent> = fc.oneof(
  fc.record({ kind: fc.constant("answered" as const), node, term, leader: nodeOrNone }),
  fc.record({ kind: fc.constant("news" as const), term, leader: nodeOrNone }),
  fc.record({ kind: fc.constant("redirect" as const), node, term, leader: nodeOrNone }),
  fc.record({ kind: fc.constant("lost" as const), node: nodeOrNone, edge: fc.boolean() }),
  fc.record({ kind: fc.constant("timedOut" as const), node: nodeOrNone }),
  fc.record({ kind: fc.constant("busy" as const), node, retryMs: fc.nat(2_000) }),
  fc.record({ kind: fc.constant("leaving" as const), node }),
  fc.record({ kind: fc.constant("offline" as const) }),
  fc.record({ kind: fc.constant("online" as const) }),
);
const moment = fc.record({
  event,
  gapMs: fc.nat(1_500),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

/**
 * After every event of one call:
 * 1 the term never falls; 2 PINNED has a leader and nothing else has one; 3 at most three redirects in a row
 * are followed; 4 a wait is finite, at least 0 and within 10 s of what the server asked; 5 OFFLINE routes nowhere,
 * all else somewhere; 6 a pin of the same term never names a node lost less than a second ago.
 */
test("no run of events breaks an invariant of the tracker", () => {
  fc.assert(
    fc.property(fc.array(moment, { maxLength: 60 }), (moments) => {
      let tracker: Tracker = NEW_TRACKER;
      let chain = NEW_CHAIN;
      let nowMs = 0;
      let followed = 0;
      let lost = { node: "", term: 0, atMs: 0 };
      for (const { event: happened, gapMs, random } of moments) {
        nowMs += gapMs;
        const before = tracker;
        const result = step(tracker, happened, { nowMs, random, chain });
        ({ tracker } = result);
        ({ chain } = result.advice);
        expect(tracker.term).toBeGreaterThanOrEqual(before.term); // 1
        expect(tracker.leader !== "").toBe(tracker.name === "PINNED"); // 2
        const isFollowed =
          happened.kind === "redirect" && tracker.name === "PINNED" && result.advice.delayMs === 0;
        followed = isFollowed ? followed + 1 : 0;
        if (chain.hops === 0) followed = 0;
        expect(followed).toBeLessThanOrEqual(MAX_HOPS); // 3
        expect(result.advice.delayMs).toBeGreaterThanOrEqual(0); // 4
        expect(result.advice.delayMs).toBeLessThanOrEqual(happened.kind === "busy" ? 2_000 : 1_000);
        expect(writeRoute(tracker, nowMs) === null).toBe(tracker.name === "OFFLINE"); // 5
        const isForgiven = happened.kind === "answered" && happened.node === lost.node;
        if (
          isForgiven ||
          happened.kind === "online" ||
          (happened.kind === "lost" && happened.edge)
        ) {
          lost = { node: "", term: 0, atMs: 0 };
        } else if (
          (happened.kind === "lost" || happened.kind === "timedOut") &&
          before.name !== "OFFLINE"
        ) {
          if (happened.node !== "") lost = { node: happened.node, term: before.term, atMs: nowMs };
        }
        const isDead =
          tracker.leader === lost.node && tracker.term === lost.term && nowMs - lost.atMs < 1_000;
        expect(isDead && tracker.name === "PINNED" && before.name !== "PINNED").toBe(false); // 6
      }
    }),
    { numRuns: 500 },
  );
});

test("every state answers every event", () => {
  const kinds = new Set(Object.values(TABLE).flatMap((row) => Object.keys(row)));
  for (const row of Object.values(TABLE))
    expect(Object.keys(row).toSorted()).toEqual([...kinds].toSorted());
});
