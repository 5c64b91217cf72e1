import { describe, expect, test } from "vitest";
import { silentLogger } from "../lib/logger.ts";
import type { Message } from "../raft/messages.ts";
import { createMember, startPairUp } from "./grpc-peer-pair.ts";
import { clusterId, clusterKey, memberId, until } from "./grpc-peer-network.ts";
import { GrpcPeers } from "./grpc-peers.ts";
import { QUEUE_BYTES } from "./peer-settings.ts";

describe("losing a peer", () => {
  test.each([
    { what: "the stream over which it is spoken to", from: 0, to: 1 },
    { what: "the stream over which it speaks", from: 1, to: 0 },
  ])("is noticed on both sides within 100 ms when $what breaks", async ({ from, to }) => {
    const { network, first, second } = await startPairUp();
    const cutAtMs = performance.now();
    network.link(from, to).sever();
    await until("both noticed", () => first.downs.length === 1 && second.downs.length === 1);
    for (const down of [...first.downs, ...second.downs]) {
      expect(down.graceful).toBe(false);
      expect(down.atMs - cutAtMs).toBeLessThan(100);
    }
  });

  test("is noticed when it freezes and nothing is reset", async () => {
    const { network, first, second } = await startPairUp();
    network.link(0, 1).freeze();
    network.link(1, 0).freeze();
    await until("both noticed", () => first.downs.length === 1 && second.downs.length === 1);
    expect(first.downs[0]?.graceful).toBe(false);
  });

  test("is undone at once when it returns, however long it was away", async () => {
    const { network, first, second } = await startPairUp();
    await network.kill(1);
    await until("noticed", () => first.downs.length === 1);
    // Long enough for the back-off to have grown to its end.
    await until(
      "several dials failed",
      () => performance.now() - (first.downs[0]?.atMs ?? 0) > 1_500,
    );
    const backAtMs = performance.now();
    await network.start(1, second.handlers);
    await until("up again", () => first.upNow.size === 1);
    expect(performance.now() - backAtMs).toBeLessThan(500);
  });
});

test("a peer that does not read costs a bounded queue; the newest is dropped", async () => {
  const { network, transport, first } = await startPairUp();
  network.link(0, 1).freeze();
  const data = new Uint8Array(512 * 1024);
  const entry = { index: 1, term: 1, time: 1, kind: "command" as const, data };
  const message: Message = {
    type: "appendRequest",
    from: memberId(0),
    to: memberId(1),
    term: 1,
    prevIndex: 0,
    prevTerm: 0,
    commit: 0,
    entries: [entry],
  };
  const before = process.memoryUsage().arrayBuffers;
  for (let round = 0; round < 200; round += 1) transport.send(message);
  const grownBytes = process.memoryUsage().arrayBuffers - before;
  expect(grownBytes).toBeLessThan(QUEUE_BYTES * 8);
  expect(first.upNow.size).toBe(1);
});

test("parts of snapshots have a connection of their own: one that hangs holds nothing else up", async () => {
  const { network, transport, first, second } = await startPairUp();
  const ends = { from: memberId(0), to: memberId(1), term: 1 };
  const part: Message = {
    type: "snapshotChunk",
    ...ends,
    id: "s",
    offset: 0,
    sum: 0,
    data: new Uint8Array(192 * 1024),
  };
  transport.send(part);
  await until("the part arrived", () => second.messages.length === 1);
  network.link(0, 1).freezeNewest();
  transport.send(part);
  transport.send({ type: "heartbeatRequest", ...ends, commit: 0, round: 0 });
  await until("the other message arrived", () => second.messages.length === 2);
  expect(second.messages.map(({ type }) => type)).toEqual(["snapshotChunk", "heartbeatRequest"]);
  expect([first.downs, second.downs]).toEqual([[], []]);
});

test("two transports on one port: the second says so", async () => {
  const { network, other } = await startPairUp();
  const late = new GrpcPeers({
    identity: { clusterId, id: memberId(0), name: "n1", clusterKey, incarnation: 1 },
    listen: network.addressOf(1),
    others: [],
    logger: silentLogger,
  });
  await expect(late.start(createMember().handlers)).rejects.toThrow(/EADDRINUSE/);
  await other.close();
});
