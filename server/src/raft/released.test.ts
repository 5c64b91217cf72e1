import { expect, test } from "vitest";
import { highestAcks } from "./released.ts";
import { idOf } from "./test-cluster.ts";
import type { AppendResponse } from "./messages.ts";

function answer(index: number, success = true): AppendResponse {
  const where = { from: idOf(2), to: idOf(1), term: 3, wall: 0 };
  return { type: "appendResponse", ...where, success, index, hintIndex: 0, hintTerm: 0 };
}

test("an answer to a repeated append does not hide what was acknowledged before it", () => {
  const high = answer(9);
  expect(highestAcks([answer(7), high, answer(4)])).toEqual([high]);
});

test("refusals are all let out", () => {
  const refused = [answer(5, false), answer(3, false)];
  expect(highestAcks([...refused, answer(4)])).toEqual([...refused, answer(4)]);
});
