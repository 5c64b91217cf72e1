/** What others send may be anything: it costs a count, never the process, and mostly not even a change. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MalformedBytes } from "../lib/byte-reader.ts";
import { packEntries } from "./entry-codec.ts";
import { decodeMessage, encodeMessage } from "./message-codec.ts";
import type { AppendRequest, Message } from "./messages.ts";
import { idOf, TestCluster } from "./test-cluster.ts";
import { heartbeat, voteRequest, voteResponse } from "./test-messages.ts";
import type { Effect } from "./types.ts";

const TERM = 2;

function ofThree(leader: number): TestCluster {
  const cluster = new TestCluster([[], [], []]);
  cluster.elect(leader);
  cluster.propose(leader, "a", "b");
  cluster.settle();
  cluster.pass(100);
  return cluster;
}

function append(from: number, to: number, over: Partial<AppendRequest>): AppendRequest {
  const place = { prevIndex: 4, prevTerm: TERM, commit: 4, entries: [] };
  return { type: "appendRequest", from: idOf(from), to: idOf(to), term: TERM, ...place, ...over };
}

describe("a message that no sound member sends is refused, counted and changes nothing", () => {
  const answer = { type: "heartbeatResponse", from: idOf(2), to: idOf(1), wall: 0 } as const;
  const time = { index: 5, term: TERM, kind: "command", data: new Uint8Array(1) } as const;
  const place = { from: idOf(2), to: idOf(1), term: TERM, wall: 0 };
  const about = { success: true, index: 99, hintIndex: 0, hintTerm: 0 };
  const unsent = { type: "appendResponse", ...place, ...about } as const;
  const cases: readonly {
    name: string;
    leader: number;
    message: Message;
    reason: Extract<Effect, { kind: "refused" }>["reason"];
  }[] = [
    { name: "for another", leader: 1, message: heartbeat(2, 3, 9), reason: "NOT_FOR_THIS_NODE" },
    { name: "in its own name", leader: 2, message: heartbeat(1, 1, 9), reason: "FROM_ITSELF" },
    {
      name: "of a past term",
      leader: 2,
      message: append(3, 1, { term: 1, prevTerm: 1 }),
      reason: "STALE_TERM",
    },
    { name: "a stale vote", leader: 1, message: voteResponse(2, 1, 1), reason: "STALE_TERM" },
    {
      name: "of a term nobody reaches",
      leader: 2,
      message: voteRequest(3, 1, 2 ** 50),
      reason: "ABSURD_TERM",
    },
    {
      name: "of a second leader, to the first",
      leader: 1,
      message: heartbeat(2, 1, TERM),
      reason: "SECOND_LEADER",
    },
    {
      name: "of a second leader, to a follower",
      leader: 2,
      message: heartbeat(3, 1, TERM),
      reason: "SECOND_LEADER",
    },
    {
      name: "an answer to no question",
      leader: 1,
      message: { ...answer, term: TERM, round: 99 },
      reason: "UNKNOWN_ROUND",
    },
    {
      name: "an acknowledgement of what was never sent",
      leader: 1,
      message: unsent,
      reason: "UNKNOWN_ENTRY",
    },
    {
      name: "that turns time back",
      leader: 2,
      message: append(2, 1, { entries: [{ ...time, time: 1 }] }),
      reason: "LOG_TIME_FALLS",
    },
  ];

  test.each(cases)("$name: $reason", ({ leader, message, reason }) => {
    const cluster = ofThree(leader);
    const before = cluster.status(1);
    const disk = [...cluster.node(1).disk];
    const effects = cluster.receive(1, message);
    expect(effects).toContainEqual({
      kind: "refused",
      from: message.from,
      type: message.type,
      reason,
    });
    expect(cluster.status(1)).toEqual(before);
    expect(cluster.node(1).disk).toEqual(disk);
  });

  test("and a sound one is not", () => {
    const cluster = ofThree(1);
    cluster.pass(1_000);
    for (const number of cluster.numbers())
      expect(cluster.node(number).effects.some(({ kind }) => kind === "refused")).toBe(false);
  });
});

/** A change to the bytes of a message on its way. */
const change = fc.oneof(
  fc.record({ kind: fc.constant("flip"), at: fc.nat(100), by: fc.integer({ min: 1, max: 255 }) }),
  fc.record({ kind: fc.constant("cut"), at: fc.nat(100), by: fc.constant(0) }),
  fc.record({ kind: fc.constant("insert"), at: fc.nat(100), by: fc.nat(255) }),
);
type Change = typeof change extends fc.Arbitrary<infer One> ? One : never;

function changed(bytes: Uint8Array, { kind, at, by }: Change): Uint8Array {
  const place = at % bytes.length;
  if (kind === "cut") return bytes.slice(0, place);
  if (kind === "insert")
    return Uint8Array.from([...bytes.slice(0, place), by, ...bytes.slice(place)]);
  return bytes.map((byte, index) => (index === place ? byte ^ by : byte));
}

/** A number of the message takes another value: bytes that change by chance seldom say so much. */
const twist = fc.record({
  field: fc.nat(20),
  value: fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 100, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER),
});

function twisted(message: Message, { field, value }: { field: number; value: number }): Message {
  const names = Object.entries(message).filter(([, one]) => typeof one === "number");
  const [name] = names[field % names.length] ?? ["term"];
  // One number for another; whether the message is still sound is the decoder's business.
  return decoded(encodeMessage({ ...message, [name]: value } as Message)) ?? message;
}

/** Null for what the decoder refuses, with its own error and no other. */
function decoded(bytes: Uint8Array): Message | null {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    if (error instanceof MalformedBytes) return null;
    throw error;
  }
}

describe("bytes from the network", () => {
  test("that are random end in MalformedBytes or in a message, and the core takes it", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 20 }), (all) => {
        const cluster = ofThree(1);
        for (const bytes of all) {
          const message = decoded(bytes);
          if (message !== null) cluster.receive(1, message);
        }
      }),
    );
  });

  test("that were changed on their way break no invariant, at a follower, a candidate and a leader", () => {
    let taken = 0;
    const victim = fc.constantFrom(1, 2, 3);
    const blows = fc.tuple(
      fc.nat(10_000),
      victim,
      fc.array(change, { maxLength: 2 }),
      fc.nat(60),
      fc.option(twist),
    );
    fc.assert(
      fc.property(fc.array(blows, { minLength: 5, maxLength: 40 }), (all) => {
        const cluster = ofThree(1);
        cluster.cut(3);
        cluster.propose(1, "c");
        cluster.pass(700);
        const history = cluster.sent.map(encodeMessage);
        for (const [which, to, changes, pause, turn] of all) {
          const bytes = history[which % history.length] ?? new Uint8Array(1);
          const message = decoded(changes.reduce(changed, bytes));
          if (message === null) continue;
          taken += 1;
          // It is addressed to the victim, or most would be refused unread.
          const blow = turn === null ? message : twisted(message, turn);
          cluster.receive(to, { ...blow, to: idOf(to) });
          cluster.pass(pause);
          cluster.propose(1, "d");
        }
        for (const message of cluster.sent) encodeMessage(message);
        for (const number of cluster.numbers()) packEntries(cluster.node(number).disk);
      }),
      { numRuns: 60 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});
