import { expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import type { Message } from "../raft/messages.ts";
import { idOf } from "../raft/test-cluster.ts";
import { heartbeat } from "../raft/test-messages.ts";
import type { Effect, Occurrence } from "../raft/types.ts";
import { Inbox } from "./inbox.ts";

const place = { from: idOf(2), to: idOf(1), term: 1 };
const said: Occurrence = { kind: "message", message: heartbeat(2, 1, 1) };

function append(bytes: number): Occurrence {
  const data = new Uint8Array(bytes);
  const entries = [{ index: 2, term: 1, time: 0, kind: "command", data } as const];
  const before = { prevIndex: 1, prevTerm: 1, commit: 0 };
  const message: Message = { type: "appendRequest", ...place, ...before, entries };
  return { kind: "message", message };
}

function part(bytes: number): Occurrence {
  const data = new Uint8Array(bytes);
  const message: Message = { type: "snapshotChunk", ...place, id: "a", offset: 0, sum: 0, data };
  return { kind: "message", message };
}

function inbox() {
  const refused: Effect[] = [];
  return { inbox: new Inbox((one) => void refused.push(one)), refused };
}

test("so many messages of members wait, in order, and the next is refused and named", () => {
  const { inbox: box, refused } = inbox();
  for (let count = 0; count < LIMITS.inboxMessages; count += 1) box.add(said);
  expect(refused).toEqual([]);
  box.add({ kind: "message", message: heartbeat(3, 1, 1) });
  expect(refused).toEqual([
    { kind: "refused", from: idOf(3), type: "heartbeatRequest", reason: "INBOX_FULL" },
  ]);
  expect(box.take()).toHaveLength(LIMITS.inboxMessages);
});

test.each([
  { name: "entries", of: append },
  { name: "parts of a snapshot", of: part },
])("so many bytes of $name wait, and one more is refused", ({ of }) => {
  const { inbox: box, refused } = inbox();
  const bytes = LIMITS.inboxBytes / 8;
  for (let count = 0; count < 7; count += 1) box.add(of(bytes));
  expect(refused).toEqual([]);
  box.add(of(bytes));
  expect(refused).toHaveLength(1);
  // What is small still fits.
  box.add(said);
  expect(refused).toHaveLength(1);
  expect(box.take()).toHaveLength(8);
});

test("a turn makes room for as much again", () => {
  const { inbox: box, refused } = inbox();
  for (let turn = 0; turn < 3; turn += 1) {
    for (let count = 0; count < LIMITS.inboxMessages; count += 1) box.add(said);
    box.take();
    box.add(append(LIMITS.inboxBytes));
    box.take();
  }
  expect(refused).toEqual([]);
});

test("what this node set going itself finds room, in its place, however much the members say", () => {
  const { inbox: box, refused } = inbox();
  for (let count = 0; count <= LIMITS.inboxMessages; count += 1) box.add(said);
  const own: readonly Occurrence[] = [
    { kind: "storageDone", id: 7 },
    { kind: "peerDown", peer: idOf(2) },
    { kind: "applyDone", index: 9 },
  ];
  for (const one of own) box.add(one);
  expect(refused).toHaveLength(1);
  expect(box.take().slice(-3)).toEqual(own);
});
