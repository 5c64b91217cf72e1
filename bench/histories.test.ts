import { describe, expect, test } from "vitest";
import { judge, textOf } from "./histories.ts";

const acknowledged = [1, 2, 3].map((number) => ({ writer: "a", number }));

function history(...numbers: readonly number[]) {
  return numbers.map((number, position) => ({
    seq: position + 1,
    text: textOf({ writer: "a", number }),
  }));
}

describe("a node's history", () => {
  test.each([
    { name: "whole", lines: history(1, 2, 3), verdict: {} },
    { name: "with more than was acknowledged", lines: history(1, 2, 3, 4), verdict: {} },
    { name: "with a loss", lines: history(1, 3), verdict: { lost: 1 } },
    { name: "with a double", lines: history(1, 2, 2, 3), verdict: { doubled: 1 } },
    { name: "out of order", lines: history(2, 1, 3), verdict: { reordered: 1 } },
    { name: "empty", lines: [], verdict: { lost: 3 } },
  ])("$name is judged as such", ({ lines, verdict }) => {
    expect(judge(acknowledged, lines)).toEqual({
      lost: 0,
      doubled: 0,
      reordered: 0,
      holes: 0,
      ...verdict,
    });
  });

  test("with a hole in its sequence is judged as such", () => {
    const lines = history(1, 2, 3).map((line) => (line.seq === 3 ? { ...line, seq: 4 } : line));
    expect(judge(acknowledged, lines).holes).toBe(1);
  });
});
