import { describe, expect, test } from "vitest";
import { TestCluster } from "./test-cluster.ts";
import { TIMING } from "./timing.ts";

/** Two checks in a row after the limit, and a moment for the hand-over. */
const NOTICED_MS = TIMING.abdicateMs + 2 * TIMING.abdicationCheckMs + 100;

function calmCluster(): TestCluster {
  const cluster = new TestCluster([[], [], [], [], []]);
  cluster.elect(1);
  cluster.pass(200);
  return cluster;
}

describe("a leader whose disk hangs (raft.md §2)", () => {
  test("hands over although it can neither apply nor answer what the others hold", () => {
    const cluster = calmCluster();
    cluster.hold(1);
    cluster.propose(1, "a");
    cluster.pass(TIMING.abdicateMs);
    expect(cluster.leaders()).toEqual([1]);
    cluster.pass(NOTICED_MS - TIMING.abdicateMs);
    const [leader] = cluster.leaders();
    expect(cluster.leaders()).toHaveLength(1);
    expect(leader).not.toBe(1);
    expect(cluster.sent.filter(({ type }) => type === "timeoutNow")).toHaveLength(1);
    expect(cluster.status(leader ?? 0).commitIndex).toBe(4);
  });

  test("stays when the others' disks are as slow: nobody would do better", () => {
    const cluster = calmCluster();
    for (const number of cluster.numbers()) if (number !== 2) cluster.hold(number);
    cluster.propose(1, "a");
    cluster.pass(5_000);
    expect(cluster.leaders()).toEqual([1]);
    expect(cluster.sent.some(({ type }) => type === "timeoutNow")).toBe(false);
  });

  test("stays when one write took long and the next does not", () => {
    const cluster = calmCluster();
    for (let round = 0; round < 5; round += 1) {
      cluster.hold(1);
      cluster.propose(1, "a");
      cluster.pass(TIMING.abdicateMs + 100);
      cluster.unhold(1);
      cluster.pass(TIMING.abdicationCheckMs);
    }
    expect(cluster.leaders()).toEqual([1]);
    expect(cluster.sent.some(({ type }) => type === "timeoutNow")).toBe(false);
  });

  test("is kept in office by no hand-over that somebody asked for, which would wait for that disk", () => {
    const cluster = calmCluster();
    cluster.hold(1);
    cluster.propose(1, "a");
    cluster.pass(TIMING.abdicateMs);
    cluster.step(1, { kind: "transfer" });
    cluster.pass(NOTICED_MS - TIMING.abdicateMs);
    expect(cluster.leaders()).toHaveLength(1);
    expect(cluster.leaders()).not.toEqual([1]);
  });

  test("steps down when the one it handed over to does not take office", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.pass(200);
    cluster.hold(1);
    cluster.propose(1, "a");
    cluster.pass(TIMING.abdicateMs);
    // They hold the entry and answer heartbeats, but no vote of theirs comes to disk.
    cluster.hold(2);
    cluster.hold(3);
    cluster.pass(NOTICED_MS - TIMING.abdicateMs + TIMING.transferMs);
    expect(cluster.leaders()).toEqual([]);
    cluster.unhold(2);
    cluster.unhold(3);
    cluster.pass(2_000);
    expect(cluster.leaders()).toHaveLength(1);
    expect(cluster.leaders()).not.toEqual([1]);
  });

  test("stays after all when nobody was told in time and its disk has come back", () => {
    const cluster = calmCluster();
    cluster.hold(1);
    cluster.propose(1, "a");
    const isTold = (): boolean => cluster.sent.some(({ type }) => type === "timeoutNow");
    for (let steps = 0; steps < 200 && !isTold(); steps += 1) {
      cluster.settle();
      cluster.now += 10;
      cluster.step(1, { kind: "tick" });
    }
    expect(isTold()).toBe(true);
    cluster.cut(1);
    cluster.settle();
    cluster.heal(1);
    cluster.unhold(1);
    expect(cluster.propose(1, "b")).toMatchObject([{ kind: "reject", reason: "NO_LEADER" }]);
    cluster.pass(TIMING.transferMs + 100);
    expect(cluster.leaders()).toEqual([1]);
    expect(cluster.propose(1, "b")[0]).toMatchObject({ kind: "appended" });
  });
});

describe("a leader whose loop hangs", () => {
  test("hands over after two hangs in a row, not after one", () => {
    const cluster = calmCluster();
    cluster.step(1, { kind: "tick", loopDelayMs: TIMING.abdicateMs + 1 });
    cluster.pass(1_000);
    expect(cluster.leaders()).toEqual([1]);
    cluster.step(1, { kind: "tick", loopDelayMs: TIMING.abdicateMs + 1 });
    cluster.pass(TIMING.abdicationCheckMs);
    cluster.step(1, { kind: "tick", loopDelayMs: TIMING.abdicateMs + 1 });
    cluster.pass(TIMING.abdicationCheckMs);
    expect(cluster.leaders()).toHaveLength(1);
    expect(cluster.leaders()).not.toEqual([1]);
  });

  test("stays when it is late, but by no whole timeout", () => {
    const cluster = calmCluster();
    for (let round = 0; round < 20; round += 1) {
      cluster.step(1, { kind: "tick", loopDelayMs: TIMING.abdicateMs });
      cluster.pass(100);
    }
    expect(cluster.leaders()).toEqual([1]);
  });
});
