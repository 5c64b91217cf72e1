import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { ChatState } from "./chat-state.ts";
import { EMPTY_CHAT } from "./chat-state.ts";
import { conversationRows } from "./conversation-list.ts";
import type { Deed, History } from "./history-model.ts";
import { FIRST_INDEX, ME, message, OTHER, pending, ROOM, tell } from "./history-model.ts";
import type { ChatEvent } from "./reduce.ts";
import { reduce } from "./reduce.ts";
import { olderPageOf, timelineRows } from "./timeline-rows.ts";
import { totalUnread } from "./unread.ts";

const signedIn = reduce(EMPTY_CHAT, { kind: "signedIn", account: ME });

function run(events: readonly ChatEvent[], from: ChatState = signedIn): ChatState {
  return events.reduce(reduce, from);
}

/** All that a person sees. */
function screen(state: ChatState): unknown {
  return {
    rows: timelineRows(state, ROOM),
    list: conversationRows(state),
    unread: totalUnread(state),
    names: [...state.accounts.values()].map((account) => account.name).toSorted(),
  };
}

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("post"), by: fc.constantFrom("me", "other") }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove"), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("edit"), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("read"), pick: fc.nat() }) },
) as fc.Arbitrary<Deed>;

/** A history, and everything a page may hear of it: each event, some snapshots, pages and answers. */
const told = fc
  .tuple(
    fc.array(deed, { maxLength: 30 }),
    fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 4 }),
  )
  .map(([deeds, snapshots, pages]) => {
    const history = tell(deeds);
    const clip = (pick: number): number =>
      FIRST_INDEX + (pick % (history.lastIndex - FIRST_INDEX + 1));
    return {
      history,
      heard: [
        ...history.events.map(({ changes }): ChatEvent => ({ kind: "changes", changes })),
        ...snapshots.map((pick) => snapshotEvent(history, clip(pick))),
        ...pages.map(([pick, before]) => pageEvent(history, clip(pick), before)),
        ...answers(history),
      ],
    };
  });

function snapshotEvent(history: History, index: number): ChatEvent {
  return { kind: "snapshot", snapshot: history.snapshotAt(index), newCluster: false };
}

function pageEvent(history: History, index: number, before: number): ChatEvent {
  const messages = history
    .messagesAt(index)
    .slice(0, 1 + (before % 20))
    .slice(-5);
  return { kind: "page", conversationId: ROOM, messages, accounts: [ME, OTHER] };
}

function answers(history: History): readonly ChatEvent[] {
  return history.events.flatMap(({ changes }) =>
    changes.flatMap((change): readonly ChatEvent[] =>
      change.kind === "message" && change.message.authorId === ME.id && !change.message.deleted
        ? [{ kind: "changes", changes: [change] }]
        : [],
    ),
  );
}

describe("whatever the order", () => {
  test("pages, events, snapshots and answers, in any order and repeated, give the same screen", () => {
    // Some of it may be missing: what a page does not know must not depend on the order either.
    const shuffled = told
      .chain(({ heard }) => fc.subarray(heard))
      .chain((heard) =>
        fc.record({
          heard: fc.constant(heard),
          order: fc.shuffledSubarray([...heard, ...heard], { minLength: heard.length * 2 }),
        }),
      );
    fc.assert(
      fc.property(shuffled, ({ heard, order }) => {
        expect(screen(run(order))).toEqual(screen(run(heard)));
      }),
      // Some faults need two snapshots and a gap at the right place.
      { numRuns: 1000 },
    );
  });

  test("whoever heard every event and a snapshot sees exactly what the cluster has", () => {
    fc.assert(
      fc.property(told, ({ history, heard }) => {
        const state = run(heard);
        const rows = timelineRows(state, ROOM);
        const truth = history.messagesAt(history.lastIndex);
        expect(rows.map(({ seq, text, isDeleted }) => ({ seq, text, isDeleted }))).toEqual(
          truth.map(({ seq, text, deleted }) => ({ seq, text, isDeleted: deleted })),
        );
        expect(totalUnread(state)).toBe(history.membershipAt(history.lastIndex).unread);
      }),
    );
  });

  test("the count is right from the snapshot on, before any page has been loaded", () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 30 }), fc.nat(), (deeds, pick) => {
        const history = tell(deeds);
        const from = FIRST_INDEX + (pick % (deeds.length + 1));
        const later = history.events.filter(({ index }) => index > from);
        // A read mark moves the position off the one the snapshot counted at: then an estimate is allowed.
        fc.pre(later.every(({ changes }) => changes.every(({ kind }) => kind === "message")));
        const state = run([
          snapshotEvent(history, from),
          ...later.map(({ changes }): ChatEvent => ({ kind: "changes", changes })),
        ]);
        expect(totalUnread(state)).toBe(history.membershipAt(history.lastIndex).unread);
      }),
    );
  });
});

describe("a message on its way", () => {
  const written = run(
    [{ kind: "outbox", rows: [pending(9)] }],
    run([snapshotEvent(tell([{ kind: "post", by: "other" }]), FIRST_INDEX + 1)]),
  );
  const real = message(2, { authorId: ME.id, clientSeq: 9, text: "pending 9" });
  const event: ChatEvent = { kind: "changes", changes: [{ kind: "message", message: real }] };
  const left: ChatEvent = { kind: "outbox", rows: [] };

  test("stands once on the screen under one key, whether its event, its answer or the outbox tells first", () => {
    const keyOf = (state: ChatState): readonly string[] =>
      timelineRows(state, ROOM)
        .filter((row) => row.text === "pending 9")
        .map((row) => row.key);
    fc.assert(
      fc.property(fc.shuffledSubarray([event, event, left], { minLength: 3 }), (order) => {
        let state = written;
        for (const next of order) {
          state = reduce(state, next);
          expect(keyOf(state)).toEqual(keyOf(written));
        }
        expect(state.leaving).toEqual([]);
        expect(timelineRows(state, ROOM).at(-1)?.messageId).toBe(real.id);
      }),
    );
  });

  test("keeps its place when its answer overtakes messages before it, and lets them in when they come", () => {
    const answer: ChatEvent = {
      kind: "changes",
      changes: [{ kind: "message", message: { ...real, seq: 4 } }],
    };
    const late = (seq: number): ChatEvent => ({
      kind: "changes",
      changes: [{ kind: "message", message: message(seq) }],
    });
    const seqs = (state: ChatState): unknown => timelineRows(state, ROOM).map((row) => row.seq);
    const overtaken = run([answer, left], written);
    expect(seqs(overtaken)).toEqual([1, 4]);
    const half = reduce(overtaken, late(2));
    expect(seqs(half)).toEqual([1, 2, 4]);
    expect(seqs(reduce(half, late(3)))).toEqual([1, 2, 3, 4]);
  });

  test("is gone when its writer takes it back", () => {
    const state = run([{ kind: "discarded", id: "page:9" }, left], written);
    expect(timelineRows(state, ROOM)).toHaveLength(1);
  });

  test("stays, with the reason, when it was refused", () => {
    const refused = pending(9, { state: "rejected", reason: "FORBIDDEN" });
    const state = run([{ kind: "outbox", rows: [refused] }], written);
    expect(timelineRows(state, ROOM).at(-1)).toMatchObject({
      state: "rejected",
      pending: { id: "page:9", reason: "FORBIDDEN" },
    });
  });

  test("that waited in the queue and vanishes was taken back elsewhere: no ghost stays", () => {
    const queued = run([{ kind: "outbox", rows: [pending(9, { state: "queued" })] }], written);
    expect(timelineRows(reduce(queued, left), ROOM)).toHaveLength(1);
  });
});

describe("a room just joined", () => {
  const [entry] = tell([]).snapshotAt(FIRST_INDEX).entries;
  if (entry === undefined) throw new Error("The history has one room");
  const joining = [
    { kind: "conversation", conversation: entry.conversation },
    { kind: "membership", membership: entry.membership },
  ] as const;
  const joined = run([{ kind: "changes", changes: joining }]);

  test("has to be asked where its end is, before it can be said where it begins", () => {
    const known = joined.conversations.get(ROOM);
    expect(known === undefined ? null : olderPageOf(known)).toEqual({});
    const empty = reduce(joined, {
      kind: "page",
      conversationId: ROOM,
      messages: [],
      accounts: [],
    });
    const asked = empty.conversations.get(ROOM);
    expect(asked === undefined ? {} : olderPageOf(asked)).toBeNull();
  });
});

test("coming back to a room asks for what was said meanwhile, from its new end down", () => {
  const before = run([
    snapshotEvent(tell([{ kind: "post", by: "other" }]), FIRST_INDEX + 1),
    { kind: "page", conversationId: ROOM, messages: [message(1)], accounts: [] },
  ]);
  const left = { ...tell([]).membershipAt(FIRST_INDEX), removed: true, changedAtIndex: 90 };
  const back = { ...left, removed: false, readSeq: 7, changedAtIndex: 95 };
  const state = run(
    [left, back].map((membership): ChatEvent => ({
      kind: "changes",
      changes: [{ kind: "membership", membership }],
    })),
    before,
  );
  const known = state.conversations.get(ROOM);
  expect(known === undefined ? null : olderPageOf(known)).toEqual({ beforeSeq: 8 });
});

describe("who is here", () => {
  const read = run([
    snapshotEvent(tell([{ kind: "post", by: "other" }]), FIRST_INDEX + 1),
    { kind: "outbox", rows: [pending(9, { state: "queued" })] },
  ]);

  test("the same person signing in again finds the screen as it was", () => {
    expect(screen(reduce(read, { kind: "signedIn", account: ME }))).toEqual(screen(read));
  });

  test("another person signing in finds nothing of the one before", () => {
    const state = reduce(read, { kind: "signedIn", account: OTHER });
    expect(timelineRows(state, ROOM)).toEqual([]);
    expect(conversationRows(state)).toEqual([]);
  });

  test("another history makes this page forget what it knew, but not what it was about to send", () => {
    const state = reduce(read, {
      kind: "snapshot",
      snapshot: { ...tell([]).snapshotAt(FIRST_INDEX), clusterId: "other" },
      newCluster: true,
    });
    expect(timelineRows(state, ROOM).map((row) => row.text)).toEqual(["pending 9"]);
  });

  test("reading here empties the count at once, and an older epoch does not", () => {
    const here = { kind: "readHere", conversationId: ROOM, seq: 1 } as const;
    expect(totalUnread(read)).toBe(1);
    expect(totalUnread(reduce(read, { ...here, epoch: 1 }))).toBe(0);
    expect(totalUnread(reduce(read, { ...here, epoch: 0 }))).toBe(1);
  });

  test("a room that was left is off the list", () => {
    const membership = {
      ...tell([]).membershipAt(FIRST_INDEX),
      removed: true,
      changedAtIndex: 99,
    };
    const state = reduce(read, { kind: "changes", changes: [{ kind: "membership", membership }] });
    expect(conversationRows(state)).toEqual([]);
    expect(totalUnread(state)).toBe(0);
  });
});
