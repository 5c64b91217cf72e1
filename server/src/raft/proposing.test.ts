import { describe, expect, test } from "vitest";
import { TestCluster } from "./test-cluster.ts";
import type { Effect } from "./types.ts";

describe("a proposal", () => {
  test("is refused if it is too large or too far ahead of apply", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    expect(cluster.propose(1, "x".repeat(1025))).toMatchObject([
      { kind: "reject", reason: "TOO_LARGE" },
    ]);
    cluster.cut(2, 3);
    cluster.propose(1, ...Array.from({ length: 100 }, () => "x"));
    expect(cluster.propose(1, "one more")).toMatchObject([
      { kind: "reject", reason: "OVERLOADED" },
    ]);
  });

  test("is refused if too many bytes are ahead of apply, also within one turn, and taken when they are applied", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.cut(2, 3);
    const large = "x".repeat(1_000);
    const rejected = (effects: readonly Effect[]) =>
      effects.filter((effect) => effect.kind === "reject").map(({ reason }) => reason);
    const refused = rejected(cluster.propose(1, ...Array.from({ length: 60 }, () => large)));
    expect(refused.length).toBeGreaterThan(5);
    expect(new Set(refused)).toEqual(new Set(["OVERLOADED"]));
    // What the log has is counted to the nearest 16 KiB.
    const later = rejected(cluster.propose(1, ...Array.from({ length: 60 }, () => large)));
    expect(later.length).toBeGreaterThan(40);
    cluster.heal(2, 3);
    cluster.pass(600);
    expect(rejected(cluster.propose(1, "one more"))).toEqual([]);
  });

  test("is refused by a follower, which says whether a leader is known", () => {
    const cluster = new TestCluster([[], [], []]);
    expect(cluster.propose(2, "a")).toMatchObject([{ kind: "reject", reason: "NO_LEADER" }]);
    cluster.elect(1);
    expect(cluster.propose(2, "a")).toMatchObject([{ kind: "reject", reason: "NOT_LEADER" }]);
  });
});
