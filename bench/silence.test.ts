import { describe, expect, test } from "vitest";
import { type Ack, longestSilence, percentile, takeover } from "./silence.ts";

const by = (node: string, ...times: number[]): Ack[] => times.map((at) => ({ at, node }));

describe("the longest silence", () => {
  test.each([
    { name: "begins at the last answer before the kill", acks: [90, 98, 160, 165], expected: 62 },
    { name: "may lie later in the window", acks: [99, 120, 180, 199], expected: 60 },
    { name: "reaches to the end when nobody answers", acks: [90], expected: 100 },
    { name: "sees no answer after the window", acks: [90, 150, 500], expected: 60 },
  ])("$name", ({ acks, expected }) => {
    expect(longestSilence(by("n1", ...acks), 100, 200)).toBe(expected);
  });
});

test("a percentile is a value that was measured", () => {
  const values = [5, 1, 4, 2, 3];
  expect([0.5, 0.99, 1].map((share) => percentile(values, share))).toEqual([3, 5, 5]);
});

describe("the takeover", () => {
  test("ends with the first answer of another node, not with the last ones of the dead", () => {
    const acks = [...by("n1", 98, 103), ...by("n2", 160, 165)];
    expect(takeover(acks, "n1", 100)).toBe(60);
  });

  test("has not happened while nobody else answers", () => {
    expect(takeover([...by("n2", 90), ...by("n1", 103)], "n1", 100)).toBe(Infinity);
  });
});
