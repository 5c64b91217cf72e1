/**
 * Whole conversations, recorded and said again in any order: nothing that is written down changes, nobody gains or loses
 * an office, and what a member can tell from a repetition is refused with a reason.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clusterOf, complete, voters } from "./membership-cluster.ts";
import { SnapshotHand, snapshotAt } from "./snapshot-hand.ts";
import { idOf } from "./test-cluster.ts";
import type { TestCluster } from "./test-cluster.ts";
import type { Message } from "./messages.ts";
import type { Effect } from "./types.ts";

const REMOVED = 5;
const MEMBERS = [1, 2, 3, 4];
const RUNS = { numRuns: 15 };

/**
 * A life with all that there is to say: two leaders of whom one had an entry that was cut, a hand-over to the third, a
 * removed member, reads, and one who was brought up by a snapshot. Everything is at rest at the end.
 */
function life(): { readonly cluster: TestCluster; readonly said: readonly Message[] } {
  const cluster = clusterOf(5);
  cluster.propose(1, "a", "b");
  cluster.settle();
  cluster.step(1, { kind: "flush" });
  cluster.step(2, { kind: "read", ids: [1] });
  cluster.pass(100);
  cluster.cut(1);
  cluster.propose(1, "nobody else has this");
  cluster.elect(2);
  cluster.heal(1);
  cluster.pass(300);
  complete(cluster, 2, voters(...MEMBERS));
  cluster.pass(300);
  cluster.step(2, { kind: "transfer", to: idOf(3) });
  cluster.pass(300);
  bringUp(cluster, 4);
  cluster.step(1, { kind: "read", ids: [2] });
  cluster.pass(200);
  expect(cluster.leaders()).toEqual([3]);
  return { cluster, said: cluster.sent.slice() };
}

/** The third leads; what this one missed is in no log any more. */
function bringUp(cluster: TestCluster, number: number): void {
  cluster.cut(number);
  cluster.step(3, { kind: "peerDown", peer: idOf(number) });
  cluster.propose(3, "c", "d");
  cluster.pass(700);
  const { appliedIndex, term } = cluster.status(3);
  cluster.step(3, { kind: "snapshotTaken", snapshot: snapshotAt(appliedIndex, term) });
  cluster.propose(3, "e");
  cluster.pass(50);
  const hand = new SnapshotHand(cluster);
  cluster.heal(number);
  cluster.step(3, { kind: "peerUp", peer: idOf(number) });
  cluster.settle();
  hand.work();
  expect(hand.restored.get(number)).toHaveLength(1);
}

/** What is on disk, what is in the log, and who holds which office. */
function stateOf(cluster: TestCluster): string {
  const states = cluster.numbers().map((number) => {
    const { disk, hardState, applied } = cluster.node(number);
    const log = disk.map((one) => one && [one.index, one.term, one.time, [...one.data]]);
    return [hardState, log, applied, cluster.status(number)];
  });
  return JSON.stringify(states);
}

function writes(effects: readonly Effect[]): readonly Effect[] {
  return effects.filter((one) => one.kind === "persist" || one.kind === "apply");
}

function reasonsOf(effects: readonly Effect[]): readonly string[] {
  return effects.flatMap((one) => (one.kind === "refused" ? [one.reason] : []));
}

/** Says these once more to those that they were for, in this order; the answers are heard too. */
function sayAgain(
  cluster: TestCluster,
  messages: readonly Message[],
  check: (message: Message, reasons: readonly string[]) => void,
): void {
  const before = stateOf(cluster);
  for (const message of messages) {
    const effects = cluster.receive(Number(message.to), message);
    check(message, reasonsOf(effects));
    expect(writes(effects)).toEqual([]);
    expect(stateOf(cluster)).toBe(before);
  }
  cluster.settle();
  expect(stateOf(cluster)).toBe(before);
}

/** It leads on, in the same term, and people can write. */
function expectUndisturbed(cluster: TestCluster, term: number): void {
  cluster.pass(2_000);
  expect(cluster.leaders()).toEqual([3]);
  cluster.propose(3, "f");
  cluster.pass(200);
  const { lastIndex } = cluster.status(3);
  for (const number of MEMBERS)
    expect(cluster.status(number)).toMatchObject({ term, commitIndex: lastIndex });
}

interface Around {
  readonly prepare: (cluster: TestCluster) => void;
  readonly afterwards: (cluster: TestCluster, term: number) => void;
}

/** In any order, any of them, each as often as it comes; on a cluster that has just lived. */
function replayed(
  which: (message: Message, cluster: TestCluster) => boolean,
  check: (message: Message, reasons: readonly string[]) => void,
  { prepare, afterwards }: Around = { prepare: () => undefined, afterwards: expectUndisturbed },
): void {
  const places = fc.array(fc.nat(), { minLength: 50, maxLength: 300 });
  fc.assert(
    fc.property(places, (all) => {
      const { cluster, said } = life();
      prepare(cluster);
      const { term } = cluster.status(3);
      const old = said.filter((message) => which(message, cluster));
      expect(old.length).toBeGreaterThan(10);
      const again = all.map((place) => old[place % old.length]).filter((one) => one !== undefined);
      sayAgain(cluster, again, check);
      afterwards(cluster, term);
    }),
    RUNS,
  );
}

/** All have heard that the second was started again meanwhile. */
function hearOfNewStart(cluster: TestCluster): void {
  const { term } = cluster.status(3);
  for (const number of [1, 3, 4, 5]) {
    const start = { incarnation: 2, nonce: "again", lineage: [] };
    const envelope = { from: idOf(2), to: idOf(number), term };
    const place = { configurationIndex: 0, configurationTerm: 0 };
    cluster.receive(number, { type: "claim", ...envelope, ...start, ...place });
  }
  cluster.settle();
}

/** Who asks in a past term is told of the present one, whether or not it asks for the first time. */
function isAnsweredAnyway(message: Message): boolean {
  if (message.type === "voteResponse") return message.isPreVote;
  return message.type === "voteRequest" || message.type === "readRequest";
}

describe("old messages, said again", () => {
  test("the record holds all that members say to each other", () => {
    const types = new Set(life().said.map(({ type }) => type));
    expect([...types].toSorted()).toEqual([
      "appendRequest",
      "appendResponse",
      "commitUpdate",
      "heartbeatRequest",
      "heartbeatResponse",
      "readRequest",
      "readResponse",
      "snapshotChunk",
      "snapshotOffer",
      "snapshotPull",
      "timeoutNow",
      "voteRequest",
      "voteResponse",
    ]);
  });

  test("of an older term change nothing and are refused, or answered with the present term", () => {
    replayed(
      (message, cluster) => message.term < cluster.status(Number(message.to)).term,
      (message, reasons) =>
        expect(reasons).toEqual(isAnsweredAnyway(message) ? [] : ["STALE_TERM"]),
    );
  });

  test("of the same term but earlier are repetitions, and change nothing", () => {
    replayed(
      (message, cluster) => message.term === cluster.status(Number(message.to)).term,
      (_, reasons) => expect(reasons).toEqual([]),
    );
  });

  test("of another start of their sender change nothing and are refused", () => {
    replayed(
      ({ from }) => from === idOf(2),
      (_, reasons) => expect(reasons).toEqual(["EARLIER_START"]),
      // In the end the second would have to be started again in earnest, to be heard.
      { prepare: hearOfNewStart, afterwards: () => undefined },
    );
  });

  test("from a removed member change nothing", () => {
    replayed(
      ({ from }) => from === idOf(REMOVED),
      (message, reasons) =>
        expect(reasons).toEqual(isAnsweredAnyway(message) ? [] : ["STALE_TERM"]),
    );
  });

  test("from another cluster change nothing and are refused: its members have other ids", () => {
    const strange = life().said.map((message) => ({
      ...message,
      from: idOf(Number(message.from) + 10),
      to: idOf(Number(message.to) + 10),
    }));
    fc.assert(
      fc.property(fc.shuffledSubarray(strange, { minLength: 100 }), (all) => {
        const { cluster } = life();
        const before = stateOf(cluster);
        for (const message of all) {
          const effects = cluster.receive(Number(message.to) - 10, message);
          expect(reasonsOf(effects)).toEqual(["NOT_FOR_THIS_NODE"]);
          expect(effects).toHaveLength(1);
        }
        expect(stateOf(cluster)).toBe(before);
      }),
      RUNS,
    );
  });
});
