import { expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { namedIn, newNameRoom } from "./named-in-text.ts";

test.each([
  ["nobody here", []],
  ["mail me at ann@example.org", []],
  ["@Bob", [["bob"]]],
  ["(@BOB), hello", [["bob), hello", "bob),", "bob"]]],
  ["@Ann Lee!", [["ann lee!", "ann lee", "ann"]]],
  ["hi @Ann\n@Bob", [["ann"], ["bob"]]],
  ["@ alone", []],
])("%j may name %j", (text, readings) => {
  const { names, namesRoom } = namedIn(text, newNameRoom());
  expect(names.map(({ foldedNames }) => foldedNames)).toEqual(readings);
  expect(namesRoom).toBe(false);
});

test.each(["@room", "look, @here: food", "@Channel!"])("%j names everybody", (text) => {
  expect(namedIn(text, newNameRoom())).toEqual({ names: [], namesRoom: true });
});

test("the names of a whole batch fit into its entry, however many there are", () => {
  const room = newNameRoom();
  const text = "@a b c d e ".repeat(90);
  const batches = Array.from({ length: LIMITS.batchRows }, () => namedIn(text, room));
  const readings = batches.flatMap(({ names }) => names.flatMap(({ foldedNames }) => foldedNames));
  expect(readings.length).toBeGreaterThan(1_000);
  expect(Buffer.byteLength(readings.join(""))).toBeLessThan(LIMITS.batchBytes);
  expect(batches[0]?.names).toHaveLength(LIMITS.messageMentions);
});
