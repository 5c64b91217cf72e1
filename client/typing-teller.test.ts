import { expect, test } from "vitest";
import { TypingTeller } from "./typing-teller.ts";
import { VirtualClock } from "./virtual-clock.ts";

function start(againMs = 3_000) {
  const clock = new VirtualClock();
  const told: string[] = [];
  const teller = new TypingTeller({
    clock,
    tell: ({ conversationId, stopped }) => {
      told.push(`${conversationId}${stopped ? " stopped" : ""}`);
      const facts = { node: "n1", term: 1, leader: "n1" };
      return Promise.resolve({ ok: true, value: { againMs }, facts });
    },
  });
  return { clock, told, teller };
}

test("with a key each tenth of a second, typing is told every three seconds in each place", async () => {
  const { clock, told, teller } = start();
  for (let key = 0; key < 100; key += 1) {
    teller.types("a");
    if (key < 10) teller.types("b");
    await clock.pass(100);
  }
  expect(told.filter((one) => one === "a")).toHaveLength(4);
  expect(told.filter((one) => one === "b")).toHaveLength(1);
});

test("a node says how often", async () => {
  const { clock, told, teller } = start(10_000);
  for (let key = 0; key < 20; key += 1) {
    teller.types("a");
    await clock.pass(1_000);
  }
  expect(told).toHaveLength(2);
});

test("stopping is told once, after typing, and not when a message says so", () => {
  const { told, teller } = start();
  teller.stops("a");
  teller.types("a");
  teller.stops("a");
  teller.stops("a");
  teller.types("a");
  teller.sent("a");
  teller.stops("a");
  teller.types("a");
  expect(told).toEqual(["a", "a stopped", "a", "a"]);
});
