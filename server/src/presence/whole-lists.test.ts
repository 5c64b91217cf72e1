import { expect, it } from "vitest";
import { LIMITS } from "../limits.ts";
import { HandClock } from "./hand-clock.ts";
import type { PersonPresence } from "./presence-table.ts";
import { WholeLists } from "./whole-lists.ts";

function startLists() {
  const clock = new HandClock();
  const asked: string[] = [];
  const told: string[] = [];
  const answers: (() => void)[] = [];
  const state = { isSlow: false, isClosing: false };
  const lists = new WholeLists<string>({
    clock,
    ask: (accountId) => {
      asked.push(accountId);
      if (state.isClosing) return Promise.reject(new Error("closing"));
      const people: PersonPresence[] = [{ accountId, presence: "online" }];
      if (!state.isSlow) return Promise.resolve(people);
      return new Promise((resolve) => answers.push(() => resolve(people)));
    },
    tell: (listeners, [one]) => told.push(`${[...listeners].join("+")}: ${one?.accountId}`),
  });
  return { clock, asked, told, answers, state, lists };
}

it("a list is asked for by everybody of a node that died, and so many questions are asked at once", async () => {
  const { clock, asked, told, answers, state, lists } = startLists();
  state.isSlow = true;
  for (let id = 1; id <= LIMITS.streamsPerNode; id += 1) lists.want(String(id), `s${id}`);
  await clock.pass(10_000);
  expect(asked).toHaveLength(LIMITS.presenceLists);
  state.isSlow = false;
  for (const answer of answers) answer();
  await clock.pass(1_000);
  expect(asked.length).toBeLessThan(400);
  await clock.pass(16_000);
  expect(told).toHaveLength(LIMITS.streamsPerNode);
  expect(asked).toEqual(Array.from({ length: LIMITS.streamsPerNode }, (_, at) => String(at + 1)));
});

it("a list is asked for once for all streams of one account, and not for those that have ended", async () => {
  const { clock, asked, told, answers, state, lists } = startLists();
  state.isSlow = true;
  for (let id = 1; id <= LIMITS.presenceLists; id += 1) lists.want(`early ${id}`, "stream");
  state.isSlow = false;
  asked.length = 0;
  lists.want("1", "phone");
  lists.want("1", "desk");
  lists.want("2", "gone");
  lists.want("1", "phone");
  lists.want("1", "shut");
  lists.drop("2", "gone");
  lists.drop("1", "shut");
  lists.drop("3", "never");
  for (const answer of answers) answer();
  await clock.pass(0);
  told.length = 0;
  await clock.pass(100);
  expect(asked).toEqual(["1"]);
  expect(told).toEqual(["phone+desk: 1"]);
});

it("a list that the state does not answer is not told, and its place is free again", async () => {
  const { clock, told, state, lists } = startLists();
  state.isClosing = true;
  for (let id = 1; id <= LIMITS.presenceLists; id += 1) lists.want(String(id), "stream");
  await clock.pass(100);
  state.isClosing = false;
  lists.want("99", "stream");
  await clock.pass(100);
  expect(told).toEqual(["stream: 99"]);
});
