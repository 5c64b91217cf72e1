/** From where and how far the explorer goes: quickly in each test run, deeply when somebody asks. */
import type { Budget, Exploration } from "./explorer.ts";

export interface Named {
  readonly name: string;
  readonly quick: Exploration;
  readonly deep: Exploration;
}

const NONE: Budget = {
  campaigns: 0,
  proposals: 0,
  changes: 0,
  heartbeats: 0,
  crashes: 0,
  repeats: 0,
};
const ALL = [1, 2, 3];
/** Some gigabytes of memory, and up to half an hour. */
const DEEP_WORLDS_MAX = 24_000_000;
/** Far above what the quick ones have. */
const QUICK_WORLDS_MAX = 200_000;
const EVERYTHING = Number.POSITIVE_INFINITY;

export const EXPLORATIONS: readonly Named[] = [
  named("one leader, two entries and a crash, slow disks", {
    logs: [[], [], []],
    disks: "slow",
    quick: [{ campaigns: 1, proposals: 1, crashes: 1 }, EVERYTHING],
    deep: [{ campaigns: 1, proposals: 2, crashes: 1, heartbeats: 1 }, EVERYTHING],
  }),
  named("two campaigns and a crash, slow disks", {
    logs: [[], [], []],
    disks: "slow",
    quick: [{ campaigns: 2, crashes: 1 }, 12],
    deep: [{ campaigns: 2, proposals: 1, crashes: 1, repeats: 1 }, 18],
  }),
  named("two leaders in turn and one entry, fast disks", {
    logs: [[], [], []],
    disks: "fast",
    quick: [{ campaigns: 2, proposals: 1 }, EVERYTHING],
    deep: [{ campaigns: 2, proposals: 1, heartbeats: 1 }, EVERYTHING],
  }),
  // The measure: three nodes and two entries, through a change of leader.
  named("two leaders in turn and two entries, fast disks", {
    logs: [[], [], []],
    disks: "fast",
    quick: [{ campaigns: 2, proposals: 2 }, 13],
    deep: [{ campaigns: 2, proposals: 2 }, EVERYTHING],
  }),
  named("Figure 8: two divergent logs and an empty one, fast disks", {
    logs: [[2], [3], []],
    disks: "fast",
    quick: [{ campaigns: 2 }, 12],
    deep: [{ campaigns: 3, proposals: 1, heartbeats: 1, crashes: 1 }, 18],
  }),
  named("messages that come twice, fast disks", {
    logs: [[], [], []],
    disks: "fast",
    quick: [{ campaigns: 1, proposals: 2, repeats: 1 }, 13],
    deep: [{ campaigns: 2, proposals: 2, repeats: 2 }, 18],
  }),
  // The two that go are a quorum of the old voters; the one that stays is one of the new.
  named("three voters become one, fast disks", {
    logs: [[], [], []],
    disks: "fast",
    voters: [3],
    quick: [{ campaigns: 2, changes: 1 }, 10],
    deep: [{ campaigns: 3, proposals: 1, changes: 2, crashes: 1 }, 18],
  }),
];

type Extent = readonly [budget: Partial<Budget>, depth: number];

function named(
  name: string,
  {
    logs,
    disks,
    voters = ALL,
    quick,
    deep,
  }: Pick<Exploration, "logs" | "disks"> &
    Partial<Pick<Exploration, "voters">> & { readonly quick: Extent; readonly deep: Extent },
): Named {
  const exploration = ([budget, depth]: Extent, worldsMax: number): Exploration => {
    return { logs, disks, voters, budget: { ...NONE, ...budget }, depth, worldsMax };
  };
  return {
    name,
    quick: exploration(quick, QUICK_WORLDS_MAX),
    deep: exploration(deep, DEEP_WORLDS_MAX),
  };
}
