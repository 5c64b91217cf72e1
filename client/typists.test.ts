import { expect, test } from "vitest";
import { hearSent, hearTyping, nextEndMs, NOBODY_TYPES, typistsIn } from "./typists.ts";

const news = (accountId: string, forMs = 6_000, conversationId = "a") =>
  ({ kind: "typing", conversationId, accountId, forMs }) as const;

test("typing is true for as long as it says, and as often as it is said again", () => {
  let typists = hearTyping(NOBODY_TYPES, news("1"), 0);
  typists = hearTyping(typists, news("2"), 1_000);
  typists = hearTyping(typists, news("1"), 3_000);
  expect(typistsIn(typists, "a", 6_999)).toEqual(["1", "2"]);
  expect(typistsIn(typists, "a", 7_000)).toEqual(["1"]);
  expect(nextEndMs(typists, 7_000)).toBe(9_000);
  expect(typistsIn(typists, "a", 9_000)).toEqual([]);
  expect(nextEndMs(typists, 9_000)).toBeNull();
});

test("typing ends with the word that it has, or with the message, and only there", () => {
  let typists = hearTyping(hearTyping(NOBODY_TYPES, news("1"), 0), news("1", 6_000, "b"), 0);
  typists = hearTyping(hearTyping(typists, news("2"), 0), news("2", 0), 10);
  expect(typistsIn(typists, "a", 20)).toEqual(["1"]);
  typists = hearSent(typists, { conversationId: "a", authorId: "1" });
  expect([typistsIn(typists, "a", 20), typistsIn(typists, "b", 20)]).toEqual([[], ["1"]]);
  expect(hearSent(typists, { conversationId: "a", authorId: "3" })).toBe(typists);
});
