import { describe, expect, it } from "vitest";

import type { RaftId } from "../raft/types.ts";
import type { PeerView } from "./known-peers.ts";
import { hasRoom, heirOf } from "./reports.ts";
import type { ClusterRoom } from "./reports.ts";

// Ids as the log has them; only their equality matters here.
const id = (number: number): RaftId => String(number).padStart(16, "0") as RaftId;
const ids = (...numbers: readonly number[]): RaftId[] => numbers.map(id);

type Standing = "roomy" | "full" | "away" | "unheard";

function peer(number: number, standing: Standing, lastIndex = 10): PeerView {
  const report = {
    role: "follower",
    term: 1,
    leader: "n1",
    lastIndex,
    commitIndex: 1,
    appliedIndex: 1,
    uptimeMs: 1,
    streams: 0,
    memoryBytes: 0,
    disk: { freeBytes: null, isFull: standing === "full" },
    notes: [],
    agreedIndex: 0,
    divergedAt: 0,
    isRecovering: false,
    featureLevel: 1,
  } as const;
  return {
    id: id(number),
    name: `n${number}`,
    reachable: standing !== "away",
    heardMsAgo: 0,
    report: standing === "unheard" ? null : report,
  };
}

/** n1 leads five voters, the others stand like this. */
function cluster(
  isFull: boolean,
  others: readonly Standing[],
  outgoing: RaftId[] = [],
): ClusterRoom {
  return {
    id: id(1),
    configuration: { members: [], voters: ids(1, 2, 3, 4, 5), outgoing, learners: [] },
    isFull,
    peers: others.map((standing, at) => peer(at + 2, standing)),
  };
}

describe("room for writes", () => {
  it.each([
    ["everybody has room", false, ["roomy", "roomy", "roomy", "roomy"], true],
    ["nobody has reported yet", false, ["unheard", "unheard", "unheard", "unheard"], true],
    ["the leader's own disk is full", true, ["roomy", "roomy", "roomy", "roomy"], false],
    ["two of five are full", false, ["full", "full", "roomy", "roomy"], true],
    ["three of five are full", false, ["full", "full", "full", "roomy"], false],
    [
      "two are away and one of the three left is full",
      false,
      ["away", "away", "full", "roomy"],
      false,
    ],
    ["two are away and the others have room", false, ["away", "away", "roomy", "roomy"], true],
    [
      "too few live for anything: that is not the disks' fault",
      false,
      ["away", "away", "away", "full"],
      true,
    ],
  ] as const)("is judged when %s", (_what, isFull, others, expected) => {
    expect(hasRoom(cluster(isFull, others))).toBe(expected);
  });

  it("is asked of both majorities while the voters change", () => {
    const others = ["full", "full", "roomy", "roomy"] as const;
    expect(hasRoom(cluster(false, others, ids(1, 4, 5)))).toBe(true);
    expect(hasRoom(cluster(false, others, ids(1, 2, 3)))).toBe(false);
  });
});

describe("the heir of a leader without room", () => {
  it("is the voter with room that holds most of the log", () => {
    const room = cluster(true, []);
    const peers = [
      peer(2, "full", 30),
      peer(3, "roomy", 20),
      peer(4, "roomy", 25),
      peer(5, "roomy"),
    ];
    expect(heirOf({ ...room, peers })).toBe(id(4));
  });

  it("is no learner, nobody who is away, and nobody who has not reported", () => {
    const room = cluster(true, []);
    const peers = [
      peer(2, "away", 30),
      peer(3, "unheard"),
      peer(4, "roomy", 25),
      peer(5, "roomy"),
      peer(6, "roomy", 40),
    ];
    expect(heirOf({ ...room, peers })).toBe(id(4));
  });

  it("is nobody when no majority would have room with it: nothing would be better", () => {
    expect(heirOf(cluster(true, ["full", "full", "roomy", "roomy"]))).toBeNull();
    expect(heirOf(cluster(true, ["full", "full", "full", "full"]))).toBeNull();
  });
});
