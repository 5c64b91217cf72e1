import { expect, test } from "vitest";
import { ClientHistories } from "./client-histories.ts";

const ROOM = "room";

function send(...keys: readonly string[]) {
  return { kind: "send", keys } as const;
}

const READ = { kind: "read" } as const;

test("writes and reads that follow one another are linearizable", () => {
  const histories = new ClientHistories();
  histories.begin(ROOM, send("a/1"))(1);
  histories.begin(ROOM, READ)(1);
  histories.begin(ROOM, send("a/2", "a/3"))(2);
  histories.begin(ROOM, READ)(3);
  expect(histories.check(() => null)).toBe(4);
});

test("a read beside a write may end before or behind it", () => {
  for (const seen of [0, 1]) {
    const histories = new ClientHistories();
    const sent = histories.begin(ROOM, send("a/1"));
    histories.begin(ROOM, READ)(seen);
    sent(1);
    expect(histories.check(() => null)).toBe(2);
  }
});

test("a read that misses what another client was told of before is stale", () => {
  const histories = new ClientHistories();
  histories.begin(ROOM, send("a/1"))(1);
  histories.begin(ROOM, READ)(0);
  expect(() => histories.check(() => null)).toThrow(/room room is linearizable/);
});

test("a read never goes back behind an earlier one, though the write is still open", () => {
  const histories = new ClientHistories();
  const sent = histories.begin(ROOM, send("a/1"));
  histories.begin(ROOM, READ)(1);
  histories.begin(ROOM, READ)(0);
  sent(1);
  expect(() => histories.check(() => null)).toThrow(/linearizable/);
});

test("a read beside a batch sees all of it or nothing", () => {
  const histories = new ClientHistories();
  const sent = histories.begin(ROOM, send("a/1", "a/2"));
  histories.begin(ROOM, READ)(1);
  sent(1);
  expect(() => histories.check(() => null)).toThrow(/linearizable/);
});

test("a write of unknown outcome takes effect where the final log has it, at any later time", () => {
  const histories = new ClientHistories();
  histories.begin(ROOM, send("a/1"));
  histories.begin(ROOM, READ)(0);
  histories.begin(ROOM, send("b/1"))(2);
  histories.begin(ROOM, READ)(2);
  expect(histories.check((key) => (key === "a/1" ? 1 : null))).toBe(4);
});

test("a write that the final log does not hold explains nothing", () => {
  const histories = new ClientHistories();
  histories.begin(ROOM, send("a/1"));
  histories.begin(ROOM, READ)(1);
  expect(() => histories.check(() => null)).toThrow(/linearizable/);
});

test("conversations are judged apart", () => {
  const histories = new ClientHistories();
  histories.begin("one", send("a/1"))(1);
  histories.begin("other", READ)(0);
  expect(histories.check(() => null)).toBe(2);
});
